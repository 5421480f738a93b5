import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageSize } from '../../../../src/monitor/dashboard/table/selection.js';
import type { RequestSample } from '../../../../src/monitor/metrics/sample/sample.js';
import { captured, capturedSeries, readingOf, SERIES } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';

/** plain-4x2 ends with a request on worker 1, core 0, that has been running for nine seconds. */
function busyServer(keys = ''): Driver {
  const driver = new Driver().readSeries('plain-4x2');
  return keys === '' ? driver : driver.press(keys);
}

/** 64 workers with 16 cores each, more than any screen. */
function bigServer(keys = ''): Driver {
  const driver = new Driver().readCaptured('size-64x16-busy').readCaptured('size-64x16-busy');
  return keys === '' ? driver : driver.press(keys);
}

const ROWS: readonly (readonly [keys: string, rows: string, what: string])[] = [
  ['', 'w1 w2 w3 w4', 'the oldest request stands on top'],
  ['I', 'w2 w3 w4 w1', 'idle workers are younger than every request that takes its time'],
  ['N', 'w1 w2 w3 w4', 'workers by number'],
  ['N N', 'w1 w2 w3 w4', 'the same key again changes nothing'],
  ['N I N', 'w1 w2 w3 w4', 'and brings its own order back'],
  ['N I', 'w4 w3 w2 w1', 'I inverts'],
  ['a', 'w1.0 w1.1 w2.0 w2.1 w3.0 w3.1 w4.0 w4.1', 'cores of all workers'],
  ['a a', 'w1 w1.0 w1.1 w2 w2.0 w2.1 w3 w3.0 w3.1 w4 w4.0 w4.1', 'show cores below their workers'],
  ['a a a', 'w1 w2 w3 w4', 'and workers again'],
  ['t N I', 'w4 w4.0 w4.1 w3 w3.0 w3.1 w2 w2.0 w2.1 w1 w1.0 w1.1', 'cores stay below their worker'],
  ['t -', 'w1 w2 w2.0 w2.1 w3 w3.0 w3.1 w4 w4.0 w4.1', 'one worker folded'],
  ['t - +', 'w1 w1.0 w1.1 w2 w2.0 w2.1 w3 w3.0 w3.1 w4 w4.0 w4.1', 'and unfolded'],
  ['t down down -', 'w1 w2 w2.0 w2.1 w3 w3.0 w3.1 w4 w4.0 w4.1', 'folding a core folds its worker'],
  ['t *', 'w1 w2 w3 w4', 'all folded'],
  ['t * *', 'w1 w1.0 w1.1 w2 w2.0 w2.1 w3 w3.0 w3.1 w4 w4.0 w4.1', 'all unfolded'],
  ['t - *', 'w1 w2 w3 w4', 'what is left is folded'],
  ['f5 f5', 'w1 w2 w3 w4', 'F5 shows and leaves the tree'],
];

for (const [keys, rows, what] of ROWS) {
  test(`${keys === '' ? 'at first' : `after ${keys}`}: ${what}`, () =>
    assert.equal(busyServer(keys).keys, rows));
}

const SELECTIONS: readonly (readonly [keys: string, selected: string])[] = [
  ['down', 'w2'],
  ['j j k', 'w2'],
  ['up', 'w1'],
  ['end', 'w4'],
  ['G g', 'w1'],
  ['pagedown', 'w4'],
  ['C-d C-u', 'w1'],
  ['down N N', 'w2'],
  ['down a', 'w2.0'],
  ['down a down a', 'w2.1'],
  ['down a down a a', 'w2'],
  ['t down down -', 'w1'],
  ['down space', 'w3'],
  ['escape', 'w1'],
];

for (const [keys, selected] of SELECTIONS) {
  test(`after ${keys} the selection is ${selected}`, () => assert.equal(busyServer(keys).selected, selected));
}

test('the selection stays on its worker while rows move, over every captured series', () => {
  for (const name of SERIES) {
    const readings = capturedSeries(name);
    const driver = new Driver().read(readings[0] ?? assert.fail()).press('P down');
    const { selected } = driver;
    for (const reading of readings.slice(1)) {
      driver.read(reading);
      const there = driver.model.rows.some((row) => row.key === selected);
      if (there) assert.equal(driver.selected, selected, name);
      else break;
    }
  }
});

test('a row that leaves hands the selection to the one that takes its place', () => {
  const driver = busyServer('N down down');
  driver.press('\\').type('wid!=3');
  assert.equal(driver.keys, 'w1 w2 w4');
  assert.equal(driver.selected, 'w4');
});

test('follow keeps the row on its line of the screen while the order changes; moving ends it', () => {
  const driver = bigServer('N');
  driver.press('end up up F');
  const line = () =>
    driver.model.rows.findIndex((row) => row.key === driver.selected) - driver.model.table.top;
  const before = line();
  assert.equal(driver.model.table.follow, true);
  driver.press('P N I I');
  for (const keys of ['P', 'R', 'T', 'M']) {
    driver.press(keys);
    const index = driver.model.rows.findIndex((row) => row.key === driver.selected);
    const possible = index >= before && index - before <= driver.model.rows.length - pageSize(driver.model);
    if (possible) assert.equal(line(), before, keys);
  }
  driver.press('up');
  assert.equal(driver.model.table.follow, false);
});

test('without follow the window stays where it is', () => {
  const driver = bigServer('N down down');
  driver.press('N');
  assert.equal(driver.model.table.top, 0);
  assert.equal(driver.selected, 'w3');
});

test('the window goes with the selection, by pages and to the ends', () => {
  const driver = bigServer('N');
  const page = pageSize(driver.model);
  assert.equal(page, 15);
  const tops = ['pagedown', 'pagedown', 'pageup', 'end', 'up', 'home'].map(
    (key) => driver.press(key).model.table.top,
  );
  assert.deepEqual(tops, [1, 16, 15, 49, 49, 0]);
});

test('quick sorts put the greatest first and unknown values last', () => {
  const driver = bigServer();
  for (const [key, field] of [
    ['P', 'busy_ratio'],
    ['M', 'rss_bytes'],
    ['R', 'rps'],
    ['X', 'exceptions_total'],
  ] as const) {
    driver.press(key);
    assert.equal(driver.model.table.sortField, field);
    assert.equal(driver.model.table.descending, true);
  }
  assert.equal(busyServer('T').model.table.descending, true, 'age is the first order already');
});

test('the sort column goes left and right over what is on the screen', () => {
  const sorted = (keys: string) => busyServer(keys).model.table.sortField;
  assert.equal(sorted('>'), 'requests_total');
  assert.equal(sorted('<'), 'latency_seconds');
  assert.equal(sorted('S-right'), 'requests_total');
  assert.equal(sorted(', , , , , , , , ,'), 'slot');
  assert.equal(sorted('. . . . . . . . . . .'), 'now');
  assert.equal(
    busyServer(', , , , , ,').model.table.descending,
    false,
    'numbers of things start with the least',
  );
});

test('columns scroll one by one and stop at both ends; another table begins at the first', () => {
  const offset = (keys: string) => busyServer(keys).model.table.columnOffset;
  assert.equal(offset('left'), 0);
  assert.equal(offset('right right left'), 1);
  assert.equal(offset(Array.from({ length: 60 }, () => 'right').join(' ')), 20);
  assert.equal(offset('right right t'), 0);
});

test('tags are put on and taken off, with cores if wanted', () => {
  const tagged = (keys: string) => [...busyServer(keys).model.table.tagged].join(' ');
  assert.equal(tagged('space space'), 'w1 w2');
  assert.equal(tagged('space up space'), '');
  assert.equal(tagged('down c'), 'w2 w2.0 w2.1');
  assert.equal(tagged('a end c'), 'w4 w4.0 w4.1');
  assert.equal(tagged('c U'), '');
});

test('pausing freezes rows while readings go on, and lets them catch up', () => {
  const readings = capturedSeries('plain-4x2');
  const driver = new Driver().read(readings[0] ?? assert.fail()).press('Z');
  const frozen = driver.model.rows;
  for (const reading of readings.slice(1)) driver.read(reading);
  assert.equal(driver.model.rows, frozen);
  assert.notEqual(driver.model.past, null);
  assert.equal(driver.effects[0]?.kind, 'schedule-read');
  driver.press('Z');
  assert.notEqual(driver.model.rows, frozen);
  assert.equal(driver.model.past, null);
});

test('rows are not computed again when nothing they depend on changed', () => {
  const driver = busyServer();
  const { rows } = driver.model;
  driver.send({ kind: 'ticked' }, 100).press('down ? escape m right F space');
  driver.send({ kind: 'resized', size: { columns: 120, rows: 40 } });
  assert.equal(driver.model.rows, rows);
});

test('a smaller terminal keeps the selected row on the screen', () => {
  const driver = bigServer('N pagedown up up');
  driver.send({ kind: 'resized', size: { columns: 60, rows: 12 } });
  const index = driver.model.rows.findIndex((row) => row.key === driver.selected);
  assert.ok(index >= driver.model.table.top && index < driver.model.table.top + pageSize(driver.model));
});

test('an emperor, a router and a tuntap router have rows of their own, sorted by the first column', () => {
  const cases = [
    ['emperor-later', 'vassal'],
    ['fastrouter-subscribed-2', 'node'],
    ['http-router-subscribed', 'node'],
    ['tuntap-router', 'peer'],
  ] as const;
  for (const [name, kind] of cases) {
    const { model } = new Driver().readCaptured(name).readCaptured(name);
    for (const row of model.rows) assert.equal(row.kind, kind, name);
    if (model.rows.length > 0) assert.notEqual(model.table.selected, null, name);
    assert.ok(['name', 'key', 'address'].includes(model.table.sortField), name);
    assert.equal(new Set(model.rows.map((row) => row.key)).size, model.rows.length);
  }
});

test('rows whose names repeat have keys of their own, whatever the names are', () => {
  const document = captured('emperor-start');
  assert.equal(document.kind, 'emperor');
  const [vassal] = document.vassals;
  assert.ok(vassal !== undefined);
  const vassals = ['a', 'a', 'a#2', 'a', 'a#3'].map((id) => ({ ...vassal, id }));
  const driver = new Driver().read(readingOf({ ...document, vassals, blacklist: [] }, START_MS));
  assert.equal(new Set(driver.model.rows.map((row) => row.key)).size, 5);
});

test('only workers have cores to show', () => {
  const driver = new Driver().readCaptured('emperor-later').press('t');
  assert.equal(driver.model.table.mode, 'flat');
  assert.equal(driver.model.notice?.text, 'Only workers have cores');
});

test('a filter in the tree keeps the worker of a matching core, and all cores when only the worker can match', () => {
  const driver = busyServer('t');
  driver.press('\\').type('state=busy');
  assert.equal(driver.keys, 'w1 w1.0');
  driver.press('C-u').type('wid=2');
  assert.equal(driver.keys, 'w2 w2.0 w2.1');
  driver.press('C-u').type('respawn>=0 wid=3');
  assert.equal(driver.keys, 'w3 w3.0 w3.1');
});

test('what a row is busy with comes from its oldest request', () => {
  const [row] = busyServer().model.rows;
  const now: RequestSample | null = row?.kind === 'worker' ? row.worker.now : null;
  assert.equal(now?.uri, '/sleep?s=30&stuck=1');
});
