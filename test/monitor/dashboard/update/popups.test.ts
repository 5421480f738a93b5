import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyTable } from '../../../../src/monitor/dashboard/keys/key-table.js';
import { DEFAULT_SETTINGS } from '../../../../src/monitor/dashboard/model/initial-model.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { Driver } from '../driver.js';

const CHANGED = keyTable({ copy: ['Y'], stack: ['B'], 'view-requests': ['A'] });

function busy(keys = CHANGED): Driver {
  const size = { columns: 120, rows: 40 };
  return new Driver({ size, settings: { ...DEFAULT_SETTINGS, keys } }).readCaptured('full-busy');
}

function screenOf({ model }: Driver): string {
  return view(model, 0)
    .lines.map(({ spans }) => spans.map(({ text }) => text).join(''))
    .join('\n');
}

test('an open request names the keys that the user gave to what it can do, and they do it', () => {
  const open = busy().press('A enter');
  assert.equal(open.model.overlay?.kind, 'request');
  assert.match(screenOf(open), /r reveals {2}B stack {2}Y copies URI {2}Esc closes/);
  assert.deepEqual(
    open.press('Y').effects.map(({ kind }) => kind),
    ['copy'],
  );
  assert.equal(open.press('y').effects.length, 0);
  assert.equal(open.press('B').model.overlay?.kind, 'stack');
  assert.match(screenOf(open), /Y copies {2}r reads again {2}Esc closes/);
  assert.equal(open.press('B').model.overlay, null, 'what opened it closes it');
});

test('tabs name the keys that the user gave to the views', () => {
  const screen = screenOf(busy());
  assert.match(screen, /\bA Requests/);
  assert.match(screen, /\b3 Sockets/);
});

test('what has lost its key is not offered', () => {
  const open = busy(keyTable({ copy: [], stack: [] })).press('2 enter');
  assert.match(screenOf(open), /r reveals {2}Esc closes/);
  const tabless = screenOf(busy(keyTable({ 'view-more': [] })));
  assert.match(tabless, / {2}More/);
});

test('an open row offers what can be copied under the key of the user', () => {
  const open = busy().press('3 enter');
  assert.equal(open.model.overlay?.kind, 'row');
  assert.match(screenOf(open), /Y copies its name {2}Esc closes/);
});
