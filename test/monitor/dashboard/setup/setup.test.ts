import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SetupOverlay } from '../../../../src/monitor/dashboard/model/overlay.js';
import { setupItems } from '../../../../src/monitor/dashboard/setup/items.js';
import { shownColumns } from '../../../../src/monitor/dashboard/table/shown-columns.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import { defaultColumns } from '../../../../src/monitor/tables/columns/chosen-columns.js';
import { Driver } from '../driver.js';

function opened(keys = 'f2'): Driver {
  return new Driver().readCaptured('size-4x2-busy').readCaptured('size-4x2-busy').press(keys);
}

function overlayOf({ model }: Driver): SetupOverlay {
  assert.ok(model.overlay?.kind === 'setup', String(model.overlay?.kind));
  return model.overlay;
}

function names({ model }: Driver): readonly string[] {
  return shownColumns(model).map(({ field }) => field.name);
}

/** Moves to the line of that name. */
function at(driver: Driver, name: string): Driver {
  const items = setupItems(driver.model, overlayOf(driver));
  const index = items.findIndex((item) => item.name === name);
  assert.ok(index >= 0, name);
  driver.press('home');
  for (let step = 0; step < index; step += 1) driver.press('down');
  return driver;
}

test('F2 and C open the columns, Tab and arrows turn the pages, Esc, q, F2 and F10 leave', () => {
  assert.equal(overlayOf(opened('C')).page, 'columns');
  const driver = opened();
  const pages = ['tab', 'right', 'tab', 'tab', 'left'].map((key) => overlayOf(driver.press(key)).page);
  assert.deepEqual(pages, ['thresholds', 'display', 'keys', 'columns', 'keys']);
  for (const key of ['escape', 'q', 'f2', 'f10']) assert.equal(opened().press(key).model.overlay, null, key);
});

test('when another kind of document comes, the columns are those of its table', () => {
  const driver = opened().press('end').readCaptured('emperor-later');
  const { order, cursor } = overlayOf(driver);
  assert.equal(cursor, 0);
  assert.ok(order.includes('name'), order.join());
  assert.equal(setupItems(driver.model, overlayOf(driver)).length, order.length);
});

test('Space takes a column away and brings it back to its place, and the table changes at once', () => {
  const driver = at(opened(), 'rps');
  const before = names(driver);
  assert.deepEqual(
    names(driver.press('space')),
    before.filter((name) => name !== 'rps'),
  );
  assert.deepEqual(names(driver.press('space')), before);
});

test('every field of the table can be switched on', () => {
  const driver = at(opened(), 'uss_bytes').press('enter');
  assert.equal(names(driver).at(-1), 'uss_bytes');
  assert.equal(driver.model.settings.columns.workers?.length, names(driver).length);
});

test('the last column stays', () => {
  const driver = opened();
  for (const _ of defaultColumns('workers')) driver.press('space down');
  assert.equal(names(driver).length, 1);
  assert.equal(driver.model.notice?.text, 'A table needs at least one column');
});

test('F7 and F8, or Shift with the arrows, move a column past the next one that is shown', () => {
  const driver = at(opened(), 'pid').press('space');
  at(driver, 'state').press('f7');
  assert.deepEqual(names(driver).slice(0, 2), ['state', 'slot'], 'over the hidden one');
  assert.equal(overlayOf(driver).order[overlayOf(driver).cursor], 'state', 'the cursor goes along');
  driver.press('S-down S-down');
  assert.deepEqual(names(driver).slice(0, 4), ['slot', 'in_flight', 'state', 'busy_ratio']);
  at(driver, 'slot').press('f7');
  assert.equal(names(driver)[0], 'slot');
});

test('r brings the usual columns back', () => {
  const driver = at(opened(), 'slot').press('space f8 r');
  assert.deepEqual(
    names(driver),
    defaultColumns('workers').map(({ field }) => field.name),
  );
  assert.deepEqual(driver.model.settings.columns, {});
});

test('each table has columns of its own, and the tree others than the flat list', () => {
  const driver = at(opened('t C'), 'pid').press('space escape t');
  assert.ok(names(driver).includes('pid'));
  driver.press('t');
  assert.ok(!names(driver).includes('pid'));
  assert.deepEqual(Object.keys(driver.model.settings.columns), ['tree']);
});

test('a threshold is typed with its unit, checked, and judges the next reading', () => {
  const driver = at(opened('f2 tab'), 'busyWarnRatio').press('enter C-u').type('55%').press('enter');
  assert.equal(driver.model.settings.thresholds.busyWarnRatio, 0.55);
  assert.deepEqual(driver.effects, [{ kind: 'schedule-read', target: 0, afterMs: 0 }]);
  assert.equal(overlayOf(driver).editing, null);
});

const TYPED: readonly (readonly [name: string, text: string, value: number | string])[] = [
  ['busyWarnRatio', '0.4', 0.4],
  ['busyWarnRatio', '40', 0.4],
  ['busyWarnRatio', '7000', 'The largest value is 100%'],
  ['busyWarnRatio', '95%', 'A warning above busy_critical_ratio, which is 90%'],
  ['busyCriticalRatio', '50%', 'Critical below busy_warn_ratio, which is 70%'],
  ['busyWarnRatio', 'much', 'Not a value: write 70% or 0.7'],
  ['busyWarnRatio', '-1', 'Not a value: write 70% or 0.7'],
  ['requestCriticalSeconds', '2m', 120],
  ['requestCriticalSeconds', '90', 90],
  ['stallSeconds', '1.5m', 90],
  ['stallSeconds', '99999h', 'The largest value is 604800s'],
  ['harakiriCriticalCount', '7', 7],
  ['harakiriCriticalCount', '7.5', 'Not a value: write 3'],
  ['harakiriWarnCount', '0', 'The smallest value is 1'],
  ['crashesWarnPerMinute', '2/min', 2],
  ['memoryWarnRatioPerHour', '12%/h', 0.12],
];

for (const [name, text, value] of TYPED) {
  test(`${name} typed as ${text}: ${value}`, () => {
    const driver = at(opened('f2 tab'), name).press('enter C-u').type(text).press('enter');
    const threshold = Object.entries(driver.model.settings.thresholds).find(([key]) => key === name)?.[1];
    if (typeof value === 'number') assert.equal(threshold, value);
    else assert.equal(overlayOf(driver).editing?.error, value);
    if (typeof value === 'string') assert.deepEqual(driver.model.settings.thresholds, DEFAULT_THRESHOLDS);
  });
}

test('a digit begins a new value, Esc leaves the old one, r takes the usual one', () => {
  const driver = at(opened('f2 tab'), 'stallSeconds').type('9').press('0 enter');
  assert.equal(driver.model.settings.thresholds.stallSeconds, 90);
  driver.type('5').press('escape');
  assert.equal(driver.model.settings.thresholds.stallSeconds, 90);
  assert.equal(overlayOf(driver).editing, null);
  assert.equal(driver.press('r').model.settings.thresholds.stallSeconds, 60);
});

test('keys of the table mean nothing while a value is typed', () => {
  const driver = at(opened('f2 tab'), 'stallSeconds').press('enter').type('qS');
  assert.equal(overlayOf(driver).editing?.text, '60sqS');
  assert.deepEqual(driver.effects, []);
});

test('looks change with Enter and back with -, at once', () => {
  const driver = at(opened('f2 tab tab'), 'theme').press('enter');
  assert.equal(driver.model.settings.theme, 'default');
  assert.equal(driver.press('-').model.settings.theme, 'auto');
  assert.equal(at(driver, 'ascii').press('space').model.settings.ascii, true);
  assert.equal(at(driver, 'mouse').press('space').model.settings.mouse, false);
  assert.equal(at(driver, 'metersShown').press('space').model.settings.metersShown, false);
  assert.equal(at(driver, 'intervalMs').press('+').model.settings.intervalMs, 2000);
  assert.equal(at(driver, 'requestGroup').press('enter').model.settings.requestGroup, 'client');
});

test('S asks for the file to be written, from the table and from every page', () => {
  assert.deepEqual(opened('S').effects, [{ kind: 'save-config', overwrite: false }]);
  for (const keys of ['f2 S', 'f2 tab S', 'f2 tab tab S', 'f2 tab tab tab S'])
    assert.deepEqual(opened(keys).effects, [{ kind: 'save-config', overwrite: false }], keys);
});

test('what became of a save is told; a changed file is a question, and only y is yes', () => {
  const saved = opened().send({ kind: 'save-ended', outcome: 'saved', text: '/c' });
  assert.equal(saved.model.notice?.text, 'Saved to /c');
  const failed = opened().send({ kind: 'save-ended', outcome: 'failed', text: 'Not saved: x' });
  assert.deepEqual([failed.model.notice?.text, failed.model.notice?.level], ['Not saved: x', 'error']);
  for (const key of ['n', 'enter', 'escape', 'q', 'S']) {
    const asked = opened().send({ kind: 'save-ended', outcome: 'changed-meanwhile', text: '/c' }).press(key);
    assert.deepEqual(asked.effects, [], key);
    assert.equal(asked.model.overlay, null);
    assert.equal(asked.model.notice?.text, 'Not saved');
  }
  const agreed = opened().send({ kind: 'save-ended', outcome: 'changed-meanwhile', text: '/c' }).press('y');
  assert.deepEqual(agreed.effects, [{ kind: 'save-config', overwrite: true }]);
});

test('the mouse chooses pages and lines, and the wheel moves', () => {
  const driver = opened().send({ kind: 'click', target: { kind: 'menu-item', index: 2 } });
  assert.equal(overlayOf(driver).page, 'display');
  driver.send({ kind: 'click', target: { kind: 'menu-item', index: 4 } });
  assert.equal(driver.model.settings.theme, 'default');
  assert.equal(overlayOf(driver.send({ kind: 'wheel', steps: 2 })).cursor, 2);
  assert.equal(overlayOf(driver.send({ kind: 'wheel', steps: -9 })).cursor, 0);
});

test('the page of keys says which come from the configuration', () => {
  const driver = opened('f2 tab tab tab');
  const items = setupItems(driver.model, overlayOf(driver));
  assert.ok(items.every(({ about }) => !about.startsWith('(config)')));
  assert.ok(items.some(({ label, name }) => label === 'F2' && name === 'setup'));
  const before = driver.model;
  assert.equal(driver.press('enter').model.settings, before.settings);
});
