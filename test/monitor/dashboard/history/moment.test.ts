import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMoment } from '../../../../src/monitor/dashboard/history/moment.js';

/** In Berlin it is 14:30:00. */
const NOW = Date.UTC(2026, 10, 22, 13, 30, 0);
const BERLIN = 60;

test('times as people type them', () => {
  const cases: readonly (readonly [text: string, agoSeconds: number])[] = [
    ['14:29', 60 - 0.999],
    ['14:29:58', 2 - 0.999],
    ['14:30', 0],
    ['14:31', 86_400 - 60 - 0.999],
    ['0:00', 14.5 * 3600 - 0.999],
    ['-10m', 600],
    ['10m', 600],
    ['90s ago', 90],
    ['1h 5m ago', 3900],
    ['1h5m', 3900],
    ['1.5h', 5400],
    ['-2M', 120],
    [' now ', 0],
    ['live', 0],
  ];
  for (const [text, seconds] of cases) {
    assert.deepEqual(parseMoment(text, NOW, BERLIN), { ok: true, timeMs: NOW - seconds * 1000 }, text);
  }
});

test('what is no time is told so', () => {
  for (const text of ['', '24:00', '12:60', '12:00:60', 'ago', '-', '10', '10 parsecs', '1.2.3h', '99:99'])
    assert.equal(parseMoment(text, NOW, BERLIN).ok, false, text);
});
