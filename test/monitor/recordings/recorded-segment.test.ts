import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  emptyArchive,
  keptSamples,
  placeOf,
  recalled,
} from '../../../src/monitor/metrics/archive/sample-archive.js';
import { RecordedSegment } from '../../../src/monitor/recordings/recorded-segment.js';

test('to find a moment no segment is fetched, and to look at one only its own, and once those of its history', () => {
  const fetched: number[] = [];
  const segments: RecordedSegment[] = [];
  for (let number = 0; number < 30; number += 1) {
    const moments = Array.from({ length: 10 }, (_, place) => {
      const sequence = number * 10 + place;
      return { sequence, timeMs: sequence * 1000, eventful: false };
    });
    const before = segments.at(-1) ?? null;
    const facts = { moments, fromWatchedMs: number * 10_000, toWatchedMs: number * 10_000 + 9000, before };
    segments.push(
      new RecordedSegment(facts, () => {
        fetched.push(number);
        return null;
      }),
    );
  }
  const archive = { ...emptyArchive(), segments, next: 300 };
  assert.equal(keptSamples(archive).length, 300);
  assert.deepEqual(placeOf(archive, 155), { index: 156, total: 301, oneOf: 1 });
  assert.deepEqual(fetched, []);
  recalled(archive, 155, []);
  assert.deepEqual(fetched, [15]);
  segments[15]?.historyTo(5);
  assert.equal(fetched.length, 17);
  segments[15]?.historyTo(6);
  segments[16]?.historyTo(6);
  assert.equal(fetched.length, 18);
});
