import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  narrowOffset,
  offsetMs,
  UNKNOWN_OFFSET,
} from '../../../../src/monitor/metrics/lives/clock-offset.js';

const NEVER = Number.NEGATIVE_INFINITY;

test('clocks count as equal while nothing speaks against it', () => {
  assert.equal(offsetMs(UNKNOWN_OFFSET), 0);
  const seen = narrowOffset(UNKNOWN_OFFSET, [{ startSecond: 100, notBeforeMs: 99_500 }], 100_500);
  assert.deepEqual(seen, { lowMs: -1500, highMs: 500 });
  assert.equal(offsetMs(seen), 0);
});

test('a server clock that is ahead is known from requests that would start in the future', () => {
  const seen = narrowOffset(UNKNOWN_OFFSET, [{ startSecond: 160, notBeforeMs: NEVER }], 100_000);
  assert.equal(offsetMs(seen), -60_000);
});

test('a server clock that is behind is known from requests that were not there before', () => {
  const old = narrowOffset(UNKNOWN_OFFSET, [{ startSecond: 20, notBeforeMs: NEVER }], 100_000);
  assert.equal(offsetMs(old), 0, 'it may just be old');
  const fresh = narrowOffset(old, [{ startSecond: 40, notBeforeMs: 100_000 }], 101_000);
  assert.deepEqual(fresh, { lowMs: 59_000, highMs: 61_000 });
  assert.equal(offsetMs(fresh), 60_000);
});

test('bounds only ever narrow, until they contradict each other: then a clock was set', () => {
  const first = narrowOffset(UNKNOWN_OFFSET, [{ startSecond: 40, notBeforeMs: 100_000 }], 101_000);
  const second = narrowOffset(first, [{ startSecond: 41, notBeforeMs: 101_800 }], 102_300);
  assert.deepEqual(second, { lowMs: 59_800, highMs: 61_000 });
  assert.deepEqual(narrowOffset(second, [], 103_000), second);
  const set = narrowOffset(second, [{ startSecond: 103, notBeforeMs: 103_000 }], 104_000);
  assert.deepEqual(set, { lowMs: -1000, highMs: 1000 });
});
