import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastTimeIn, timeOfLine } from '../../../src/monitor/sources/date-line.js';

const MOMENT = Date.UTC(2026, 11, 1, 4, 54, 10);
const LOCAL = new Date(2026, 11, 1, 4, 54, 10).getTime();

const lines: readonly (readonly [line: string, timeMs: number | null])[] = [
  ['Tue Dec  1 04:54:10 UTC 2026', MOMENT],
  ['Tue Dec  1 04:54:10 AM UTC 2026', MOMENT],
  ['Tue Dec  1 04:54:10 XYZT 2026', LOCAL],
  ['Tue 01 Dec 2026 04:54:10 AM UTC', MOMENT],
  ['Tue, 01 Dec 2026 04:54:10 +0000', MOMENT],
  ['Tue, 01 Dec 2026 05:54:10 +0100', MOMENT],
  ['Tue, 01 Dec 2026 04:54:10 GMT', MOMENT],
  ['2026-12-01T04:54:10+00:00', MOMENT],
  ['2026-12-01T04:54:10Z', MOMENT],
  ['2026-12-01T04:54:10,500000000+00:00', MOMENT + 500],
  ['2026-12-01 04:54:10+00:00', MOMENT],
  ['2026-12-01 05:54:10 +0100', MOMENT],
  ['2026-12-01 04:54:10', LOCAL],
  ['2026/12/01 04:54:10', LOCAL],
  ['1796100850', 1_796_100_850_000],
  ['1796100850.25', 1_796_100_850_250],
  ['1796100850250', 1_796_100_850_250],
  ['=== Tue Dec  1 04:54:10 UTC 2026 ===', MOMENT],
  ['--- 2026-12-01T04:54:10Z ---', MOMENT],
  ['# 2026-12-01T04:54:10Z', MOMENT],
  ['[2026-12-01T04:54:10Z]', MOMENT],
  ['time: 1796100850', 1_796_100_850_000],
  ['\uFEFF2026-12-01T04:54:10Z:', MOMENT],
  ['', null],
  ['reloading', null],
  ['*** Starting uWSGI 2.0.21 (64bit) on [Tue Dec  1 04:54:10 2026] ***', null],
  ['Tue Dec  1 04:54:10 2026 - spawned uWSGI worker 1', null],
  ['3fa', null],
  ['123456', null],
  ['99999999999999', null],
  ['1970-01-01T00:00:00Z', null],
  ['[pid: 1|app: 0] 10.0.0.1 () {30 vars in 400 bytes}', null],
  ['-'.repeat(5000), null],
];

for (const [line, timeMs] of lines) {
  test(`"${line.slice(0, 60)}" is ${timeMs === null ? 'no date' : 'a date'}`, () =>
    assert.equal(timeOfLine(line), timeMs));
}

test('of a text the last date counts, and the Date of an HTTP head where there is no other', () => {
  const head = 'HTTP/1.1 200 OK\r\nDate: Tue, 01 Dec 2026 04:54:10 GMT\r\nServer: x\r\n\r\n';
  assert.equal(lastTimeIn(head), MOMENT);
  assert.equal(lastTimeIn(`1796000000\n${head}`), 1_796_000_000_000);
  assert.equal(lastTimeIn('1796000000\n1796000001\n'), 1_796_000_001_000);
  assert.equal(lastTimeIn('hello\n'), null);
});
