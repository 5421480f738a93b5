import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpRoom } from '../../../../src/monitor/dashboard/layout/popup-rooms.js';
import { helpLines } from '../../../../src/monitor/dashboard/menus/help-lines.js';
import { menuItems } from '../../../../src/monitor/dashboard/menus/menus.js';
import type { HitTarget } from '../../../../src/monitor/dashboard/model/hit-target.js';
import { Driver } from '../driver.js';

function server(keys = ''): Driver {
  const driver = new Driver().readSeries('plain-4x2');
  return keys === '' ? driver : driver.press(keys);
}

function click(driver: Driver, target: HitTarget): Driver {
  return driver.send({ kind: 'click', target });
}

test('q, F10 and ^C quit; q closes the help first', () => {
  for (const key of ['q', 'f10', 'C-c']) {
    assert.deepEqual(server(key).effects, [{ kind: 'quit', exitCode: 0 }]);
  }
  const driver = server('? q');
  assert.deepEqual(driver.effects, []);
  assert.equal(driver.model.overlay, null);
  assert.deepEqual(server('? C-c').effects, [{ kind: 'quit', exitCode: 0 }]);
});

test('the help scrolls from end to end and not beyond', () => {
  const driver = server('?');
  const room = helpRoom(driver.model.size);
  const last = helpLines(driver.model, room.columns).length - room.rows;
  assert.ok(last > 10);
  const tops = ['down', 'pagedown', 'end', 'down', 'up', 'home', 'up'].map((key) => {
    const { overlay } = driver.press(key).model;
    return overlay?.kind === 'help' ? overlay.top : null;
  });
  assert.deepEqual(tops, [1, 1 + room.rows, last, last, last - 1, 0, 0]);
  for (const key of ['?', 'h', 'f1', 'escape', 'enter'])
    assert.equal(server(`? ${key}`).model.overlay, null, key);
});

test('the help follows the terminal when it grows', () => {
  const driver = server('? end').send({ kind: 'resized', size: { columns: 300, rows: 300 } });
  assert.deepEqual(driver.model.overlay, { kind: 'help', top: 0 });
});

test('the sort menu opens at the column in use, offers every column and sorts by the one that is chosen', () => {
  const driver = server('f6');
  const items = menuItems(driver.model, 'sort-menu');
  assert.equal(items.length, 22);
  const { overlay } = driver.model;
  assert.equal(overlay?.kind === 'sort-menu' && items[overlay.selected]?.value, 'age_seconds');
  driver.press('home enter');
  assert.equal(driver.model.overlay, null);
  assert.equal(driver.model.table.sortField, 'slot');
  assert.equal(driver.model.table.descending, false);
  driver.press('f6 end down enter');
  assert.equal(driver.model.table.sortField, 'now');
  assert.deepEqual(server('f6 enter').model.table, server().model.table, 'the one in use stays as it is');
  assert.equal(server('f6 down escape').model.table.sortField, 'age_seconds');
});

test('the theme menu changes the theme', () => {
  assert.equal(server('C-t down down enter').model.settings.theme, 'light');
  assert.equal(server('C-t end enter').model.settings.theme, 'mono');
  assert.equal(server('C-t down C-t').model.settings.theme, 'auto');
});

test('the meters go and come back, and rows use their lines', () => {
  assert.equal(server('m').model.settings.metersShown, false);
  assert.equal(server('m #').model.settings.metersShown, true);
});

test('a click selects a row, sorts by a heading, folds a worker, presses a key of the footer', () => {
  const driver = server();
  assert.equal(click(driver, { kind: 'row', key: 'w3' }).selected, 'w3');
  assert.equal(click(driver, { kind: 'row', key: 'w99' }).selected, 'w3');
  click(driver, { kind: 'column', field: 'rss_bytes' });
  assert.deepEqual([driver.model.table.sortField, driver.model.table.descending], ['rss_bytes', true]);
  click(driver, { kind: 'column', field: 'rss_bytes' });
  assert.equal(driver.model.table.descending, false);
  click(driver.press('t'), { kind: 'fold', key: 'w2' });
  assert.ok(!driver.keys.includes('w2.0'));
  click(driver, { kind: 'action', action: 'help' });
  assert.equal(driver.model.overlay?.kind, 'help');
  click(driver, { kind: 'action', action: 'sort-menu' });
  click(driver, { kind: 'menu-item', index: 0 });
  assert.deepEqual([driver.model.overlay, driver.model.table.sortField], [null, 'slot']);
});

test('a click beside an open menu closes it and does nothing else', () => {
  const driver = click(server('f6'), { kind: 'row', key: 'w3' });
  assert.equal(driver.model.overlay, null);
  assert.equal(driver.selected, 'w1');
});

test('the wheel moves the window by three rows and leaves the selection', () => {
  const driver = new Driver().readCaptured('size-64x16-busy').press('N');
  const tops = [1, 2, -1, 100, -100].map((steps) => driver.send({ kind: 'wheel', steps }).model.table.top);
  assert.deepEqual(tops, [3, 9, 6, 49, 0]);
  assert.equal(driver.selected, 'w1');
  driver.press('?').send({ kind: 'wheel', steps: 1 });
  assert.deepEqual(driver.model.overlay, { kind: 'help', top: 3 });
  driver.press('escape C-t').send({ kind: 'wheel', steps: 1 });
  assert.deepEqual(driver.model.overlay, { kind: 'theme-menu', selected: 1 });
});

test('Esc and a key that arrived as one, as Alt and the key, are both heard', () => {
  const driver = new Driver().readCaptured('plain-4x2-busy').press('? M-Z');
  assert.equal(driver.model.overlay, null);
  assert.notEqual(driver.model.past, null);
  driver.press('\\').type('busy').press('M-b');
  assert.equal(driver.model.prompt?.text, 'busy', 'in a prompt it is an editing key of somebody else');
});

test('keys that mean nothing do nothing', () => {
  const driver = server();
  const { model } = driver;
  driver.press('f11 f12 é');
  assert.deepEqual(driver.model, model);
  assert.deepEqual(driver.effects, []);
});
