import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyTable } from '../../../../src/monitor/dashboard/keys/key-table.js';
import { KEYMAP } from '../../../../src/monitor/dashboard/keys/keymap.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { choose, FIFO, menu } from '../acting/asking.js';
import { Driver } from '../driver.js';

/*
 * Keys that are pressed in a popup never reach the dashboard behind it: each popup is opened in the present and in the
 * past, over a search, a filter and tags, and each key that there is pressed in it.
 */

const SETUP = 'space down N \\ b u s y enter / S l e e p enter';

function driverAt(keys: string): Driver {
  const driver = new Driver({ size: { columns: 120, rows: 40 } });
  driver.model = BASE;
  return keys === '' ? driver : driver.press(keys);
}

const BASE = new Driver({ size: { columns: 120, rows: 40 } }).readSeries('plain-4x2').press(SETUP).model;

const POPUPS = {
  help: '?',
  request: '2 enter',
  'request of a core': 'enter enter enter',
  stack: 'b',
  row: '3 enter',
  fields: 'd',
  event: '5 d',
  'sort-menu': 'f6',
  'theme-menu': 'C-t',
  'action-menu': 'f9',
  'setup: columns': 'f2',
  'setup: thresholds': 'f2 tab',
  'setup: display': 'f2 tab tab',
  'setup: keys': 'f2 tab tab tab',
} as const;

const KEYS: readonly string[] = [
  ...new Set([
    ...KEYMAP.flatMap(({ keys, keysInPast = [], keysInHistory = [] }) => [
      ...keys,
      ...keysInPast,
      ...keysInHistory,
    ]),
    ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)),
    ...'abcdefghijklmnopqrstuvwxyz'.split('').map((letter) => `C-${letter}`),
    ...'up down left right home end pageup pagedown tab insert delete backspace enter space'.split(' '),
    ...'S-up S-down S-left S-right S-tab S-f3 f11 f12 é'.split(' '),
  ]),
];

/** All that is behind a popup. */
function behind(model: Model): unknown {
  const { table, view, past, details, rows, more, otherTables, fast, targets } = model;
  const observations = targets.map(({ observation, server }) => ({ observation, server }));
  return { table, view, past: past?.sequence ?? null, details, rows, more, otherTables, fast, observations };
}

/** A popup may do what it is there for. */
function isItsPurpose(name: string, key: string, before: Model, after: Model): boolean {
  if (name === 'sort-menu' && key === 'enter') return true;
  // Columns that are switched off may be those that were sorted by, and lines that change make room for other rows.
  return name.startsWith('setup') && before.view === after.view && before.settings !== after.settings;
}

const SILENT = new Set(['find-control', 'read-stack', 'copy', 'copy-lines', 'read-process']);
/** These mean the same everywhere. */
const ANYWHERE = new Set(['C-c', 'C-z', 'C-l']);

for (const [name, opening] of Object.entries(POPUPS)) {
  test(`no key gets past an open popup: ${name}`, () => {
    for (const first of ['', '[ [']) {
      const opened = driverAt(`${first} ${opening}`.trim()).model;
      if (opened.overlay === null && first !== '') continue;
      assert.notEqual(opened.overlay, null, name);
      for (const key of KEYS) {
        const driver = driverAt('');
        driver.model = opened;
        driver.press(key);
        if (ANYWHERE.has(key)) continue;
        if (isItsPurpose(name, key, opened, driver.model)) continue;
        assert.deepEqual(behind(driver.model), behind(opened), `${first} ${opening}: ${key}`);
        assert.equal(driver.model.prompt, null, `${opening}: ${key}`);
        const loud = driver.effects.filter(({ kind }) => !SILENT.has(kind));
        const mayBe = name.startsWith('setup') && key === 'S' ? ['save-config'] : [];
        assert.deepEqual(
          loud.map(({ kind }) => kind).filter((kind) => !mayBe.includes(kind)),
          [],
          `${opening}: ${key}`,
        );
      }
    }
  });
}

test('no key but the one that agrees gets past a question', () => {
  const opened = choose(menu({ fifo: FIFO }), 'Reload gracefully').model;
  assert.equal(opened.overlay?.kind, 'confirm');
  for (const key of KEYS) {
    if (ANYWHERE.has(key) || key === 'y' || key === 'Y') continue;
    const driver = driverAt('');
    driver.model = opened;
    driver.press(key);
    assert.deepEqual(behind(driver.model), behind(opened), key);
    assert.deepEqual(driver.effects, [], key);
  }
});

test('remapped keys of the dashboard do not reach it either', () => {
  const keys = keyTable({ 'toggle-tree': ['z'], 'sort-busy': ['w'], older: ['f12'], 'view-events': ['v'] });
  for (const opening of ['?', '2 enter', 'd', 'b', 'f6', 'C-t'])
    for (const key of ['z', 'w', 'f12', 'v']) {
      const driver = driverAt('');
      driver.model = { ...BASE, settings: { ...BASE.settings, keys } };
      const opened = driver.press(opening).model;
      assert.notEqual(opened.overlay, null, opening);
      assert.deepEqual(behind(driver.press(key).model), behind(opened), `${opening}: ${key}`);
    }
});
