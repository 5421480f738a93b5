import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePosixZone } from '../../src/time-zone/posix-zone.js';

const JULY = Date.UTC(2026, 6, 2);
const JANUARY = Date.UTC(2026, 0, 1);

/** As `date +%z` of GNU answers. */
const ZONES: readonly (readonly [text: string, july: number, january: number])[] = [
  ['UTC+3', -180, -180],
  ['UTC-3', 180, 180],
  ['<+03>-3', 180, 180],
  ['<-03>3', -180, -180],
  ['<+0530>-5:30', 330, 330],
  ['UTC-05:30', 330, 330],
  ['GMT0', 0, 0],
  ['JST-9', 540, 540],
  ['XYZ12', -720, -720],
  ['EST5EDT', -240, -300],
  ['EST5EDT,M3.2.0,M11.1.0', -240, -300],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 120, 60],
  ['AEST-10AEDT,M10.1.0,M4.1.0/3', 600, 660],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 630, 660],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', 60, 0],
  ['XST5XDT4,J60,J300', -240, -300],
  ['XST5XDT,59/0,299/23:30', -240, -300],
  ['<-02>2<-01>,M3.5.0/-1,M10.5.0/0', -60, -120],
];

for (const [text, july, january] of ZONES) {
  test(`TZ=${text} is ${july} minutes east in July, ${january} in January`, () => {
    const offset = parsePosixZone(text) ?? assert.fail();
    assert.deepEqual([offset(JULY), offset(JANUARY)], [july, january]);
  });
}

test('summer time begins and ends at the second', () => {
  const offset = parsePosixZone('CET-1CEST,M3.5.0,M10.5.0/3') ?? assert.fail();
  const begin = Date.UTC(2026, 2, 29, 1);
  const end = Date.UTC(2026, 9, 25, 1);
  assert.deepEqual([begin - 1, begin, end - 1, end].map(offset), [60, 120, 120, 60]);
  const leap = parsePosixZone('XST0XDT,J60/0,J365') ?? assert.fail();
  for (const year of [2026, 2028]) {
    const march = Date.UTC(year, 2, 1);
    assert.deepEqual([march - 1, march].map(leap), [0, 60], `${year}`);
  }
});

test('what is no POSIX zone is none', () => {
  const texts = [
    '',
    'Europe/Berlin',
    'UTC',
    'U+3',
    'UTC+',
    'UTC+26',
    'UTC+3x',
    '<>3',
    '<+3',
    'A'.repeat(1e5),
  ];
  const rules = ['M13.1.0', 'M3.6.0', 'M3.1.7', 'J0', 'J366', '366', 'M3.1.0/x'].map(
    (rule) => `CET-1CEST,${rule},M10.5.0`,
  );
  for (const text of [...texts, ...rules, 'CET-1CEST,M3.5.0'])
    assert.equal(parsePosixZone(text), null, text.slice(0, 40));
});
