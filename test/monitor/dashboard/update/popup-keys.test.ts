import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyTable } from '../../../../src/monitor/dashboard/keys/key-table.js';
import { KEYMAP } from '../../../../src/monitor/dashboard/keys/keymap.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import type { Overlay } from '../../../../src/monitor/dashboard/model/overlay.js';
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

/** Each popup there is, in all the ways that it looks different behind its keys. */
const POPUPS: Readonly<Record<Overlay['kind'], readonly (() => Driver)[]>> = {
  help: opened('?'),
  request: opened('2 enter', 'enter enter enter', '2 [ enter'),
  stack: opened('b', '2 b'),
  row: opened('3 enter', 'd', '2 d', '5 d', '[ d', '3 enter / q'),
  'sort-menu': opened('f6', '[ f6'),
  'theme-menu': opened('C-t', '[ C-t'),
  'action-menu': opened('f9'),
  setup: opened('f2', 'f2 tab', 'f2 tab tab', 'f2 tab tab tab', '[ f2'),
  'action-help': [() => menu({ problem: 'it is gone' })],
  confirm: [() => choose(menu({ fifo: FIFO }), 'Reload gracefully')],
  'save-question': [
    () =>
      driverAt('').send({ kind: 'save-ended', outcome: 'changed-meanwhile', text: '/home/a/config.json' }),
  ],
};

function opened(...openings: readonly string[]): readonly (() => Driver)[] {
  return openings.map((keys) => () => driverAt(keys));
}

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
function isItsPurpose(kind: string, key: string, before: Model, after: Model): boolean {
  if (kind === 'sort-menu') return key === 'enter';
  if (kind === 'confirm' || kind === 'save-question') return key === 'y' || key === 'Y';
  // Columns that are switched off may be those that were sorted by, and lines that change make room for other rows.
  return kind === 'setup' && before.view === after.view && before.settings !== after.settings;
}

const SILENT = new Set(['find-control', 'read-stack', 'copy', 'copy-lines', 'read-process']);
/** These mean the same everywhere. */
const ANYWHERE = new Set(['C-c', 'C-z', 'C-l']);

for (const [kind, openings] of Object.entries(POPUPS)) {
  test(`no key gets past an open popup: ${kind}`, () => {
    for (const [index, open] of openings.entries()) {
      const { model } = open();
      assert.equal(model.overlay?.kind, kind);
      for (const key of KEYS.filter((one) => !ANYWHERE.has(one))) {
        const driver = driverAt('');
        driver.model = model;
        driver.press(key);
        if (isItsPurpose(kind, key, model, driver.model)) continue;
        const where = `${kind} ${index}: ${key}`;
        assert.deepEqual(behind(driver.model), behind(model), where);
        assert.equal(driver.model.prompt, null, where);
        const loud = driver.effects.filter((effect) => !SILENT.has(effect.kind));
        const wanted = kind === 'setup' && key === 'S' ? ['save-config'] : [];
        assert.deepEqual(
          loud.map((effect) => effect.kind),
          wanted,
          where,
        );
      }
    }
  });
}

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
