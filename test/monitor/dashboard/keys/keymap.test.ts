import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  actionFor,
  bindingsOf,
  DEFAULT_KEYS,
  footerOf,
  keyLabel,
} from '../../../../src/monitor/dashboard/keys/key-table.js';
import type { ActionName } from '../../../../src/monitor/dashboard/keys/keymap.js';
import { KEYMAP } from '../../../../src/monitor/dashboard/keys/keymap.js';
import { HELP_LABEL_CELLS, helpLines } from '../../../../src/monitor/dashboard/menus/help-lines.js';
import { initialModel } from '../../../../src/monitor/dashboard/model/initial-model.js';

const model = initialModel({ addresses: ['a'], size: { columns: 80, rows: 24 }, nowMs: 0 });

test('no key is bound twice', () => {
  const bindings = KEYMAP.filter((binding) => binding.views === undefined);
  for (const whileSearching of [undefined, true]) {
    const keys = bindings.filter((one) => one.whileSearching === whileSearching).flatMap((one) => one.keys);
    assert.deepEqual(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
    );
  }
});

test('every action has exactly one line in the key table', () => {
  const actions = KEYMAP.map((binding) => binding.action);
  assert.equal(new Set(actions).size, actions.length);
});

test('keys of htop, uwsgitop and vi mean what they mean there', () => {
  const cases: readonly (readonly [string, ActionName | null])[] = [
    ['f10', 'quit'],
    ['C-c', 'quit'],
    ['f6', 'sort-menu'],
    ['\\', 'filter'],
    ['f', 'fast'],
    ['a', 'cycle-cores'],
    ['j', 'down'],
    ['G', 'last'],
    ['P', 'sort-busy'],
    ['M', 'sort-memory'],
    ['N', 'sort-id'],
    ['enter', 'open'],
    ['6', 'view-more'],
    ['', null],
    ['constructor', null],
  ];
  for (const [key, action] of cases)
    assert.equal(actionFor(DEFAULT_KEYS, key, 'workers', false), action, key);
  assert.equal(actionFor(DEFAULT_KEYS, 'N', 'workers', true), 'search-previous');
  assert.equal(actionFor(DEFAULT_KEYS, 'n', 'workers', true), 'search-next');
});

test('the footer stands in the order of the function keys', () => {
  assert.equal(
    footerOf(DEFAULT_KEYS, 'workers')
      .map((entry) => entry.key + entry.label)
      .join(' '),
    'F1Help F2Setup F3Find F4Filter F5Tree F6Sort F7Slow F8Fast F9Act [ Past F10Quit',
  );
});

test('in the past, keys and footer are about time, and htop has its own back in the present', () => {
  const cases = {
    t: ['toggle-tree', 'older'],
    T: ['sort-age', 'newer'],
    'S-left': ['sort-column-left', 'minute-older'],
  };
  for (const [key, [present, past]] of Object.entries(cases)) {
    assert.equal(actionFor(DEFAULT_KEYS, key, 'workers', false), present, key);
    assert.equal(actionFor(DEFAULT_KEYS, key, 'workers', false, true), past, key);
  }
  assert.equal(actionFor(DEFAULT_KEYS, 'N', 'workers', false, true), 'older-event');
  assert.equal(actionFor(DEFAULT_KEYS, 'N', 'workers', true, true), 'search-previous');
  assert.equal(actionFor(DEFAULT_KEYS, 'n', 'workers', true, true), 'search-next');
  const buttons = footerOf(DEFAULT_KEYS, 'workers', true).map(({ key, label }) => key + label);
  assert.equal(
    buttons.join(' '),
    'F1Help F3Find F4Filter F5Tree F6Sort L Live t Back T Forth S-← 1min n Event J Goto F10Quit',
  );
});

test('keys are written as people know them', () => {
  const cases = { 'C-u': '^U', 'S-left': 'S-←', f10: 'F10', escape: 'Esc', pageup: 'PgUp', '<': '<', f: 'f' };
  for (const [name, label] of Object.entries(cases)) assert.equal(keyLabel(name), label);
});

test('the help prints every key, every column and every state, and keeps to its width', () => {
  for (const width of [40, 76, 100]) {
    const lines = helpLines(model, width);
    for (const { label, text } of lines) {
      assert.ok([...label].length <= HELP_LABEL_CELLS - 2, label);
      assert.ok(HELP_LABEL_CELLS + text.length <= width, `${width}: ${text}`);
    }
    const labels = lines.map((line) => line.label);
    for (const { keys, keysInPast = [], help } of bindingsOf(DEFAULT_KEYS, 'workers'))
      assert.ok(labels.includes([...keys, ...keysInPast].map(keyLabel).join(' ')), help);
    for (const label of ['BUSY%', '+/h', 'stall', 'rss=-']) assert.ok(labels.includes(label), label);
  }
});

test('a view has keys of its own, in its help and footer too, which come before what they mean elsewhere', () => {
  assert.equal(actionFor(DEFAULT_KEYS, 'g', 'workers', false), 'first');
  assert.equal(actionFor(DEFAULT_KEYS, 'g', 'requests', false), 'group');
  const inRequests = helpLines({ ...model, view: 'requests' }, 76).map((line) => line.text);
  assert.ok(inRequests.some((text) => text.startsWith('group the sampled requests')));
  assert.ok(footerOf(DEFAULT_KEYS, 'requests').some(({ action }) => action === 'group'));
  assert.ok(!footerOf(DEFAULT_KEYS, 'requests').some(({ action }) => action === 'toggle-tree'));
  assert.ok(!footerOf(DEFAULT_KEYS, 'workers').some(({ action }) => action === 'group'));
});
