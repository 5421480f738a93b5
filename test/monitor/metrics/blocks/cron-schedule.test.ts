import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CronFields,
  nextRunAnywhereMs,
  nextRunMs,
} from '../../../../src/monitor/metrics/blocks/cron-schedule.js';
import { cronWords } from '../../../../src/monitor/metrics/blocks/cron-words.js';

/** A Sunday. */
const NOW_MS = Date.parse('2026-11-22T13:20:27Z');

function fieldsOf(spec: string): CronFields {
  const [minute = 0, hour = 0, day = 0, month = 0, week = 0] = spec.split(' ').map(Number);
  return { minute, hour, day, month, week };
}

const NEXT: readonly (readonly [spec: string, words: string, next: string | null])[] = [
  ['-1 -1 -1 -1 -1', 'every minute', '2026-11-22T13:21:00Z'],
  ['-5 -1 -1 -1 -1', 'every 5 minutes', '2026-11-22T13:25:00Z'],
  ['20 -1 -1 -1 -1', 'every hour at :20', '2026-11-22T14:20:00Z'],
  ['0 -1 -1 -1 -1', 'every hour', '2026-11-22T14:00:00Z'],
  ['0 -6 -1 -1 -1', 'every 6 hours', '2026-11-22T18:00:00Z'],
  ['0 3 -1 -1 -1', 'at 03:00', '2026-11-23T03:00:00Z'],
  ['30 4 -1 -1 0', 'at 04:30 on Sundays', '2026-11-29T04:30:00Z'],
  ['30 4 -1 -1 7', 'at 04:30 on Sundays', '2026-11-29T04:30:00Z'],
  ['0 0 1 -1 -1', 'at 00:00 on day 1', '2026-12-01T00:00:00Z'],
  ['0 0 1 1 -1', 'at 00:00 on day 1 in January', '2027-01-01T00:00:00Z'],
  ['0 0 24 -1 1', 'at 00:00 on day 24 or on Mondays', '2026-11-23T00:00:00Z'],
  ['0 0 29 2 -1', 'at 00:00 on day 29 in February', '2028-02-29T00:00:00Z'],
  ['-15 8 -1 -1 -1', 'every 15 minutes from 08:00 to 08:59', '2026-11-23T08:00:00Z'],
  ['0 0 30 2 -1', 'at 00:00 on day 30 in February', null],
  ['61 -1 -1 -1 -1', 'every hour at :61', null],
  ['0 0 -1 -13 -1', 'at 00:00 in months that 13 divides', null],
];

for (const [spec, words, next] of NEXT) {
  test(`${spec} is ${words}`, () => {
    assert.equal(cronWords(fieldsOf(spec)), words);
    assert.equal(nextRunMs(fieldsOf(spec), NOW_MS, 0), next === null ? null : Date.parse(next));
  });
}

test('hours are those of the time zone', () => {
  assert.equal(nextRunMs(fieldsOf('0 3 -1 -1 -1'), NOW_MS, 60), Date.parse('2026-11-23T02:00:00Z'));
  assert.equal(nextRunMs(fieldsOf('0 3 -1 -1 -1'), NOW_MS, -480), Date.parse('2026-11-23T11:00:00Z'));
});

test('without a time zone only what is the same in all of them is known', () => {
  const known = (spec: string) => nextRunAnywhereMs(fieldsOf(spec), NOW_MS);
  assert.equal(known('-1 -1 -1 -1 -1'), Date.parse('2026-11-22T13:21:00Z'));
  assert.equal(known('-5 -1 -1 -1 -1'), Date.parse('2026-11-22T13:25:00Z'));
  for (const spec of ['0 -1 -1 -1 -1', '-20 -1 -1 -1 -1', '0 3 -1 -1 -1', '-1 -1 -1 -1 0', '-1 -1 5 -1 -1']) {
    assert.equal(known(spec), null, spec);
  }
});

test('a clock out of this world has no next run, and asking ends', () => {
  assert.equal(nextRunMs(fieldsOf('-1 -1 -1 -1 -1'), 8.64e15, 0), null);
  assert.equal(nextRunMs(fieldsOf('-1 -1 -1 -1 -1'), Number.NaN, 0), null);
  assert.equal(nextRunMs(fieldsOf('0 0 31 2 -1'), NOW_MS, 0), null);
});
