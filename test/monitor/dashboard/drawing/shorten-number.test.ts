import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortenNumber } from '../../../../src/monitor/dashboard/drawing/shorten-number.js';

const cases: readonly [text: string, width: number, short: string][] = [
  ['812', 3, '812'],
  ['12.3k', 4, '12k'],
  ['1.2k', 3, '1k'],
  ['1.1s', 3, '1s'],
  ['3d04h', 4, '3d'],
  ['1h58', 3, '1h'],
  ['+102M', 4, '+.1G'],
  ['-980M', 4, '-.9G'],
  ['512k', 3, '.5M'],
  ['+1.4G', 4, '+1G'],
  ['100', 2, '9+'],
  ['1.2k', 2, '1k'],
  ['12.3k', 2, '9+'],
  ['743ms', 4, '999+'],
  ['-', 1, '-'],
  ['12', 1, '+'],
  ['12', 0, '12'],
];

for (const [text, width, short] of cases) {
  test(`${text} in ${width} cells is ${short}`, () => assert.equal(shortenNumber(text, width), short));
}
