import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { linePrefix } from '../../../src/server/log/line-prefix.js';
import { DEFAULT_CONFIG } from '../../../src/server/options/config/server-config.js';

const ZONES = [
  'CET-1CEST',
  'CET-1CEST,M3.5.0,M10.5.0/3',
  'UTC+3',
  '<+0530>-5:30',
  'NST3:30NDT',
  'AEST-10AEDT,M10.1.0,M4.1.0/3',
  ':Europe/Berlin',
  'America/St_Johns',
  'Asia/Kolkata',
  'UTC',
  '',
];
/** Near midnight, a new year, a leap day, summer time's begin and end, a day below ten. */
const TIMES = ['2026-07-05T22:59:59Z', '2026-12-31T23:30:00Z', '2028-02-29T23:59:58Z']
  .concat(['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-10-25T00:59:59Z', '2026-10-25T01:00:00Z'])
  .map((text) => Date.parse(text));
const FORMAT = '%Y %y %m %d %e %H %M %S %a %b %F %T %s %z %%';

test('dates of the log are those of the C library under every form of TZ', (t) => {
  const before = process.env['TZ'];
  t.after(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
  const input = TIMES.map((ms) => `@${ms / 1000}\n`).join('');
  for (const zone of ZONES) {
    process.env['TZ'] = zone;
    const expected = execFileSync('date', ['-f', '-', `+${FORMAT}|%a %b %e %T %Y - `], {
      env: { TZ: zone, LC_ALL: 'C' },
      input,
      encoding: 'utf8',
    });
    const shown = TIMES.map((ms) => [FORMAT, true as const].map((logdate) => prefix(logdate, ms)).join('|'));
    assert.deepEqual(shown, expected.split('\n').slice(0, -1), `TZ=${zone}`);
  }
});

function prefix(logdate: string | true, ms: number): string {
  return linePrefix({ ...DEFAULT_CONFIG.log, logdate }, ms);
}
