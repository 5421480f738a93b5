import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { zoneOf } from '../../src/time-zone/local-zone.js';

const BERLIN = '/usr/share/zoneinfo/Europe/Berlin';
const NAMES = [
  'Europe/Berlin',
  ':Europe/Berlin',
  'Asia/Kolkata',
  'America/St_Johns',
  'Etc/GMT+3',
  'EST5EDT',
  'UTC',
  'GMT0',
  '',
  ':',
];
const POSIX = ['UTC+3', '<+03>-3', ':<+0530>-5:30', 'CET-1CEST,M3.5.0,M10.5.0/3'];

test('every form of TZ has the offset that the C library gives it, at any time of the year', (t) => {
  if (!existsSync(BERLIN)) return t.skip('there is no zone information here');
  const folder = mkdtempSync(join(tmpdir(), 'tstop-zone-'));
  t.after(() => rmSync(folder, { recursive: true }));
  copyFileSync(BERLIN, join(folder, 'localtime'));
  const times = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 2, 11, 7));
  const input = times.map((time) => `@${time / 1000}\n`).join('');
  for (const TZ of [...NAMES, ...POSIX, BERLIN, `:${BERLIN}`, join(folder, 'localtime')]) {
    const told = execFileSync('date', ['-f', '-', '+%z'], { env: { TZ }, input, encoding: 'utf8' });
    const expected = told
      .trim()
      .split('\n')
      .map((text) => Number(`${text[0]}1`) * (Number(text.slice(1, 3)) * 60 + Number(text.slice(3))))
      .map((minutes) => minutes + 0);
    const { offset, problem } = zoneOf(TZ);
    assert.deepEqual(times.map(offset), expected, TZ);
    assert.equal(problem, null, TZ);
  }
});

test('a zone that is not known is UTC, and said', () => {
  for (const TZ of [
    'Europe/Berln',
    'Foo/Bar',
    '/nonexistent/zone',
    ':/etc/passwd',
    'UTC+99',
    '+03:00',
    '\x1b[2J',
  ]) {
    const { offset, problem } = zoneOf(TZ);
    assert.equal(offset(0), 0, TZ);
    assert.equal(problem, `Time zone TZ="${TZ}" is not known: times are in UTC`);
  }
});

test('without TZ it is that of the system', () => {
  assert.equal(zoneOf(undefined).offset(0), 0 - new Date(0).getTimezoneOffset());
});
