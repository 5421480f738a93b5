import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countOf,
  growth,
  growthOfReplaced,
  idOf,
  maxOf,
  millisecondsOf,
  perSecond,
  pidOf,
  positiveOf,
  sumOf,
} from '../../../../src/monitor/metrics/sample/counters.js';

test('a counter that cannot be true is unknown', () => {
  const cases: readonly (readonly [number | null, number | null])[] = [
    [0, 0],
    [7, 7],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [null, null],
    [-1, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    // Seen after the server's clock stepped back during a request.
    [Number('18446744073650552152'), null],
    [Number('9223372036825275999'), null],
  ];
  for (const [sent, expected] of cases) assert.equal(countOf(sent), expected, `${sent}`);
});

test('0 is unknown where uWSGI writes 0 for "not known"', () => {
  assert.equal(positiveOf(0), null);
  assert.equal(positiveOf(4096), 4096);
  assert.equal(millisecondsOf(0), null);
  assert.equal(millisecondsOf(1795353521), 1795353521000);
});

test('what names something is a whole number or unknown', () => {
  const cases: readonly (readonly [number | null, number | null, number | null])[] = [
    [7, 7, 7],
    [0, 0, null],
    [-1, null, null],
    [0.5, null, null],
    [1e300, null, null],
    [null, null, null],
  ];
  for (const [sent, id, pid] of cases) assert.deepEqual([idOf(sent), pidOf(sent)], [id, pid], `${sent}`);
});

test('growth is never negative, and unknown when either end is', () => {
  assert.equal(growth(3, 10), 7);
  assert.equal(growth(10, 3), 0);
  assert.equal(growth(null, 3), null);
  assert.equal(growth(undefined, 3), null);
  assert.equal(growth(3, null), null);
  assert.equal(growth(3, Number('18446744073650552152')), null);
});

test('the counter of a new owner counts from 0', () => {
  assert.equal(growthOfReplaced(10, 3), 3);
  assert.equal(growthOfReplaced(3, 10), 7);
  assert.equal(growthOfReplaced(undefined, 4), 4);
  assert.equal(growthOfReplaced(3, null), null);
});

test('sums and maxima leave the unknown out, and are unknown when nothing is known', () => {
  const same = (value: number | null) => value;
  assert.equal(sumOf([1, null, 2], same), 3);
  assert.equal(sumOf([null, null], same), null);
  assert.equal(sumOf([], same), null);
  assert.equal(maxOf([1, null, 0], same), 1);
  assert.equal(maxOf([null], same), null);
  assert.equal(perSecond(5, 2), 2.5);
  assert.equal(perSecond(5, null), null);
});
