import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  roundDecimal,
  roundSeconds,
  scaleAround,
  scaleFromZero,
} from '../../../../src/monitor/dashboard/history/chart-scale.js';

test('tops are round in their unit', () => {
  const decimals = [
    [0.003, 0.004],
    [0.0101, 0.02],
    [1, 1],
    [1.1, 2],
    [5, 6],
    [9, 10],
    [11, 20],
    [86, 100],
    [1234, 2000],
  ];
  for (const [value = 0, top] of decimals) assert.equal(roundDecimal(value), top);
  const seconds = [
    [0.061, 0.08],
    [0.957, 1],
    [3, 4],
    [25, 30],
    [61, 120],
    [4000, 7200],
    [100_000, 172_800],
  ];
  for (const [value = 0, top] of seconds) assert.equal(roundSeconds(value), top);
});

test('nothing that comes in makes a top that is no number', () => {
  for (const value of [0, -5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE, Number.MIN_VALUE])
    for (const round of [roundDecimal, roundSeconds]) assert.ok(round(value) > 0);
});

test('a peak that leaves the chart takes the scale with it one step at a time', () => {
  const scale = (shown: number[], earlier: number[]) => scaleFromZero(shown, earlier, roundDecimal, 1).high;
  assert.equal(scale([90], []), 100);
  assert.equal(scale([101, 90], []), 200);
  assert.equal(scale([90], [101]), 200, 'it may come back');
  assert.equal(scale([90], [5000]), 200, 'but one step is enough');
  assert.equal(scale([90], [99]), 100);
  assert.equal(scale([0, 0], []), 1, 'all the same and nothing');
});

test('values far from zero get a scale around them', () => {
  const megabytes = 2 ** 20;
  const steady = scaleAround([400 * megabytes, 401 * megabytes]);
  assert.ok(steady.low > 300 * megabytes && steady.low < 400 * megabytes);
  assert.ok(steady.high >= 401 * megabytes && steady.high < 500 * megabytes);
  assert.equal(scaleAround([10 * megabytes, 400 * megabytes]).low, 0);
  for (const values of [[], [null], [0], [5], [7, 7, 7]]) {
    const { low, high } = scaleAround(values);
    assert.ok(high > low && low >= 0, JSON.stringify(values));
  }
});
