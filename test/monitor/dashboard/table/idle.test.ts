import assert from 'node:assert/strict';
import { test } from 'node:test';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { Driver } from '../driver.js';

function lines(driver: Driver): readonly string[] {
  return view(driver.model, 0).lines.map(({ spans }) => spans.map(({ text }) => text).join(''));
}

function head(driver: Driver): string {
  return lines(driver).find((line) => line.startsWith(' WID')) ?? '';
}

/** Two workers and three of their cores are busy then. */
const SECONDS = 22;

function at80(): Driver {
  return new Driver().readSeries('plain-4x2', SECONDS);
}

test('columns that say nothing leave their room to the request', () => {
  assert.doesNotMatch(head(at80()), / HK| \+\/h/);
  assert.match(head(at80()), / EXC .* NOW/);
  const uri = lines(at80()).find((line) => line.includes('GET /sleep?s=30')) ?? '';
  assert.match(uri, /GET \/sleep\?s=30/);
});

test('on a wide terminal all of them are there, silent or not', () => {
  const wide = new Driver({ size: { columns: 200, rows: 60 } }).readSeries('plain-4x2', SECONDS);
  assert.match(head(wide), / EXC WERR SIG HK RSP /);
});

test('the sorted column and those that the user chose stay, whatever they say', () => {
  assert.match(head(at80().press('f6').press('escape')), / AGE▼/);
  const sorted = at80();
  sorted.model = { ...sorted.model, table: { ...sorted.model.table, sortField: 'harakiri_total' } };
  assert.match(head(sorted), / HK|HK▼|▼/);
  const chosen = new Driver({
    settings: { columns: { workers: ['slot', 'harakiri_total', 'write_errors_total', 'now'] } },
  }).readSeries('plain-4x2', SECONDS);
  assert.match(head(chosen), / HK WERR NOW/);
});

test('a column that has said something stays for minutes, then goes', () => {
  const driver = at80();
  const { nowMs } = driver.model;
  const atAge = (ageMs: number) => {
    driver.model = { ...driver.model, columnUse: { 'workers harakiri_total': nowMs - ageMs } };
    return /\bHK/.test(head(driver));
  };
  assert.deepEqual([0, 60_000, 299_000, 301_000].map(atAge), [true, true, true, false]);
});

test('each reading notes what its columns say, the past does not', () => {
  const driver = at80();
  const used = Object.keys(driver.model.columnUse);
  assert.ok(used.includes('workers requests_total') && !used.includes('workers harakiri_total'));
  const before = driver.model.columnUse;
  assert.equal(driver.press('[').model.columnUse, before);
});

test('i hides what is idle in every mode, says so, and shows it again', () => {
  const driver = at80().press('i');
  assert.deepEqual(
    driver.model.rows.map((row) => row.kind === 'worker' && row.worker.state),
    ['busy', 'busy'],
  );
  assert.ok(lines(driver).some((line) => line.includes('idle hidden')));
  driver.press('a');
  assert.equal(driver.model.table.mode, 'cores');
  assert.ok(driver.model.rows.every((row) => row.kind === 'core' && row.core.state !== 'idle'));
  assert.equal(driver.model.rows.length, 3);
  driver.press('a');
  assert.equal(driver.model.rows.length, 5, 'two workers and their three busy cores');
  driver.press('a i');
  assert.equal(driver.model.rows.length, 4);
  assert.ok(!lines(driver).some((line) => line.includes('idle hidden')));
});

test('where everybody is idle, it tells the key that shows them', () => {
  const idle = new Driver().readSeries('plain-4x2', 10).press('i');
  assert.deepEqual(idle.model.rows, []);
  assert.ok(lines(idle).some((line) => line.includes('i shows them')));
});

test('a wide terminal shows a cell for each core, 32 at most', () => {
  const wide = new Driver({ size: { columns: 200, rows: 60 } }).readSeries('plain-4x2', SECONDS);
  assert.ok(lines(wide).some((line) => /2\/2 ■■ /.test(line)));
  assert.ok(lines(wide).some((line) => /1\/2 (?:■□|□■) /.test(line)));
  const gevent = new Driver({ size: { columns: 200, rows: 60 } }).readSeries('gevent-2x50');
  assert.ok(!lines(gevent).some((line) => /\/50 [■□]{20}/.test(line)));
});
