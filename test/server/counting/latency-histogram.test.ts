import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  LatencyHistogram,
  sumLatencies,
  summarizeLatencies,
} from '../../../src/server/counting/latency-histogram.js';

const tenMinutes = 600_000_000;

describe('one value comes back with an error of at most one percent', () => {
  test('below 128 microseconds exactly', () => {
    for (let micros = 0; micros < 128; micros += 1) assert.equal(medianOf(micros, micros), micros);
  });

  test('up to ten minutes, at and around every border between buckets', () => {
    for (let octave = 128; octave <= tenMinutes; octave *= 2) {
      for (let part = 0; part < 64; part += 1) {
        for (const nudge of [-1, 0, 1]) {
          const micros = octave + Math.floor((octave * part) / 64) + nudge;
          if (micros > tenMinutes) return;
          const error = Math.abs(medianOf(micros, micros) - micros) / micros;
          assert.ok(error <= 0.01, `${micros} µs is off by ${error}`);
        }
      }
    }
  });

  test('not above ten minutes, but the longest one is known', () => {
    const summary = summarizeLatencies(encodedOf([tenMinutes * 3]));
    assert.equal(summary?.max, tenMinutes * 3);
    assert.ok(Math.abs((summary?.p50 ?? 0) - tenMinutes) / tenMinutes <= 0.01);
  });

  test('a clock that ran backwards counts as no time', () => {
    assert.deepEqual(summarizeLatencies(encodedOf([-5])), {
      count: 1,
      p50: 0,
      p90: 0,
      p99: 0,
      p999: 0,
      max: 0,
    });
  });
});

test('percentiles of many values are those of the sorted list', () => {
  const values = Array.from({ length: 20_000 }, (_, index) => 37 + ((index * 7919) % 20_000) * 11);
  const sorted = [...values].sort((left, right) => left - right);
  const summary = summarizeLatencies(encodedOf(values));
  assert.ok(summary !== null);
  assert.equal(summary.count, values.length);
  assert.equal(summary.max, sorted.at(-1));
  for (const [key, share] of [
    ['p50', 0.5],
    ['p90', 0.9],
    ['p99', 0.99],
    ['p999', 0.999],
  ] as const) {
    const exact = sorted[Math.ceil(share * values.length) - 1] ?? 0;
    assert.ok(Math.abs(summary[key] - exact) <= exact / 100, `${key}: ${summary[key]}, not ${exact}`);
  }
});

test('no percentile is above the longest request', () => {
  const summary = summarizeLatencies(encodedOf([129]));
  assert.deepEqual(summary, { count: 1, p50: 129, p90: 129, p99: 129, p999: 129, max: 129 });
});

test('of nothing there are no percentiles, and nothing is written', () => {
  assert.equal(new LatencyHistogram().encode(), '');
  assert.equal(summarizeLatencies(''), null);
  assert.equal(sumLatencies(['', '']), '');
});

test('a sum of parts is what one histogram of all would be, in whatever order', () => {
  const parts = [[3, 900, 12], [], [1_000_000, 3], [tenMinutes * 2]];
  const encoded = parts.map(encodedOf);
  const whole = encodedOf(parts.flat());
  assert.equal(sumLatencies(encoded), whole);
  assert.equal(sumLatencies(encoded.toReversed()), whole);
  assert.equal(sumLatencies([sumLatencies(encoded.slice(0, 2)), sumLatencies(encoded.slice(2))]), whole);
});

test('it can be written, filled further and written again', () => {
  const histogram = new LatencyHistogram();
  histogram.record(5);
  const before = histogram.encode();
  assert.equal(histogram.encode(), before);
  histogram.record(7);
  assert.equal(summarizeLatencies(histogram.encode())?.count, 2);
  histogram.add(before);
  assert.equal(summarizeLatencies(histogram.encode())?.count, 3);
});

test('the text stays small whatever is recorded', () => {
  const histogram = new LatencyHistogram();
  for (let micros = 1; micros < tenMinutes * 4; micros = Math.ceil(micros * 1.001)) histogram.record(micros);
  assert.ok(histogram.encode().length < 10_000);
});

function medianOf(...values: number[]): number {
  // A longer one besides, because no percentile is above the maximum.
  return summarizeLatencies(encodedOf([...values, tenMinutes * 2]))?.p50 ?? Number.NaN;
}

function encodedOf(values: readonly number[]): string {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram.encode();
}
