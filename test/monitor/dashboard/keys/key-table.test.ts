import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionFor, footerOf, keyFor, keyTable } from '../../../../src/monitor/dashboard/keys/key-table.js';
import { helpLines } from '../../../../src/monitor/dashboard/menus/help-lines.js';
import { initialModel } from '../../../../src/monitor/dashboard/model/initial-model.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { updateKey } from '../../../../src/monitor/dashboard/update/update-input.js';

function modelWith(changes: Parameters<typeof keyTable>[0]): Model {
  const settings = { keys: keyTable(changes) };
  return initialModel({ addresses: ['a'], size: { columns: 80, rows: 24 }, nowMs: 0, settings });
}

test('a key that is given to an action does that, and nothing that it did before', () => {
  const keys = keyTable({ 'poll-now': ['r', 'q'] });
  assert.equal(actionFor(keys, 'q', 'workers', false), 'poll-now');
  assert.equal(actionFor(keys, 'r', 'workers', false), 'poll-now');
  assert.equal(actionFor(keys, 'C-r', 'workers', false), null, 'its old key is free');
  assert.equal(actionFor(keys, 'f10', 'workers', false), 'quit', 'the other keys of quit stay');
  const rows = keys.flatMap((row) => row.keys).filter((key) => key === 'q');
  assert.equal(rows.length, 1, 'the help must not name it twice');
});

test('no keys at all take an action out of keys, help and footer', () => {
  const keys = keyTable({ filter: [] });
  assert.equal(actionFor(keys, 'f4', 'workers', false), null);
  assert.equal(keyFor(keys, 'filter'), null);
  assert.ok(!footerOf(keys, 'workers').some(({ action }) => action === 'filter'));
  const texts = helpLines(modelWith({ filter: [] }), 76).map(({ text }) => text);
  assert.ok(!texts.some((text) => text.startsWith('show only rows that match')));
});

test('footer, help and program agree on a changed key', () => {
  const model = modelWith({ 'sort-menu': ['o', 'f2'], group: ['f12'] });
  const buttons = footerOf(model.settings.keys, 'requests').map(({ key, label }) => key + label);
  assert.ok(buttons.includes('o Sort'), buttons.join());
  assert.ok(buttons.includes('F12Group'), buttons.join());
  assert.ok(helpLines(model, 76).some(({ label }) => label === 'o F2'));
  const [after] = updateKey(model, { name: 'o', text: 'o' });
  assert.equal(after.overlay?.kind, 'sort-menu');
});

test('a key given to an action of some views leaves the others what it means there', () => {
  const keys = keyTable({ group: ['f'] });
  assert.equal(actionFor(keys, 'f', 'requests', false), 'group');
  assert.equal(actionFor(keys, 'f', 'workers', false), 'fast');
  assert.equal(actionFor(keys, 'g', 'requests', false), 'first', 'what g means elsewhere');
});

test('a key given to an action everywhere counts in the views, and during a search, that used it otherwise', () => {
  const keys = keyTable({ pause: ['y', 'N'] });
  assert.equal(actionFor(keys, 'y', 'requests', false), 'pause');
  assert.equal(actionFor(keys, 'N', 'workers', true), 'pause');
});

test('^C quits whatever the configuration says', () => {
  const keys = keyTable({ quit: ['Q'], pause: ['C-c'] });
  assert.equal(actionFor(keys, 'C-c', 'workers', false), 'quit');
  assert.equal(actionFor(keys, 'Q', 'workers', false), 'quit');
  assert.equal(actionFor(keys, 'q', 'workers', false), null);
});

test('a long list of keys is cut in the help, never squeezed', () => {
  const model = modelWith({ pause: ['pageup', 'pagedown', 'home', 'end', 'insert'] });
  assert.ok(helpLines(model, 76).some(({ label }) => label === 'PgUp PgDn Home'));
});
