import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  columnAt,
  highestByColumn,
  placedPoints,
  pointAt,
  timeColumns,
} from '../../../src/monitor/metrics/history-columns.js';
import { stepsWithGaps, trendOf } from '../../../src/monitor/metrics/history-gaps.js';
import type { HistoryPoint } from '../../../src/monitor/metrics/sample/history.js';

const START_MS = 1_795_360_000_000;

/** Points at seconds after the start, of the queue. */
function points(...samples: readonly (readonly [seconds: number, queue: number | null])[]): HistoryPoint[] {
  return samples.map(([seconds, queue]) => ({
    timeMs: START_MS + seconds * 1000,
    queue,
    busyRatio: null,
    requestsPerSecond: null,
    latencySeconds: null,
    rssBytes: null,
  }));
}

/** Columns of so many seconds from the start on. */
function columns(count: number, seconds = 1) {
  return { startMs: START_MS, columnMs: seconds * 1000, count };
}

const queue = (point: HistoryPoint) => point.queue;

const cases: readonly (readonly [
  what: string,
  history: readonly HistoryPoint[],
  columns: ReturnType<typeof columns>,
  expected: readonly (number | null)[],
])[] = [
  ['nothing', [], columns(3), [null, null, null]],
  ['one point', points([1, 7]), columns(3), [null, 7, null]],
  ['a sample a column', points([0, 1], [1, 2], [2, 3]), columns(3), [1, 2, 3]],
  [
    'many samples in a column: the peak stays',
    points([0, 1], [1, 9], [2, 2], [3, 3], [4, 4]),
    columns(2, 3),
    [9, 4],
  ],
  [
    'samples further apart than columns: each speaks for the time since the last',
    points([0, 1], [3, 5]),
    columns(4),
    [1, 5, 5, 5],
  ],
  ['the first sample speaks for its own column only', points([2, 5]), columns(4), [null, null, 5, null]],
  [
    'a pause that is not like the others is a gap',
    points([0, 1], [1, 1], [9, 4], [10, 4]),
    columns(12),
    [1, 1, null, null, null, null, null, null, null, 4, 4, null],
  ],
  [
    'several pauses in a row that are not like the others are gaps',
    points([0, 1], [1, 1], [2, 1], [3, 1], [7, 4], [11, 4], [12, 4], [13, 4], [14, 4]),
    columns(15),
    [1, 1, 1, 1, null, null, null, 4, null, null, null, 4, 4, 4, 4],
  ],
  [
    'an interval that the user has made longer just now',
    points([0, 1], [1, 1], [2, 1]).concat(points([7, 2]).map((point) => ({ ...point, intervalMs: 5000 }))),
    columns(8),
    [1, 1, 1, 2, 2, 2, 2, 2],
  ],
  [
    'a second more than usual is no gap',
    points([0, 1], [1, 1], [3.2, 2], [4, 2]),
    columns(5),
    [1, 1, 2, 2, 2],
  ],
  ['long intervals are no gap', points([0, 1], [10, 2], [20, 3]), columns(3, 10), [1, 2, 3]],
  ['an interval that was made longer', points([0, 1], [1, 1], [11, 2], [21, 3]), columns(3, 10), [1, 2, 3]],
  ['an unknown value is a gap', points([0, 1], [1, null], [2, 3]), columns(3), [1, null, 3]],
  ['zero is known', points([0, 0], [1, 0]), columns(2), [0, 0]],
  [
    'numbers that are none',
    points([0, Number.NaN], [1, Number.POSITIVE_INFINITY], [2, 3]),
    columns(3),
    [null, null, 3],
  ],
  ['what is older than the columns', points([-9, 8], [-8, 8], [1, 2]), columns(2), [null, 2]],
  ['what is newer than the columns', points([0, 1], [1, 2], [2, 30], [3, 40]), columns(2), [1, 2]],
  [
    'a clock that was set back: only what came after it',
    points([5, 50], [6, 60], [1, 1], [2, 2]),
    columns(4),
    [null, 1, 2, null],
  ],
  ['two samples at the same moment', points([1, 1], [1, 4]), columns(2), [null, 4]],
  ['no columns at all', points([1, 1]), columns(0), []],
];

for (const [what, history, where, expected] of cases) {
  test(`columns of ${what}`, () =>
    assert.deepEqual(highestByColumn(placedPoints(history, where), queue), expected));
}

test('at every zoom the one peak of two hours is on the screen', () => {
  const history = points(
    ...Array.from({ length: 7200 }, (_, second) => [second, second === 7190 ? 100 : 1] as const),
  );
  const endMs = history.at(-1)?.timeMs ?? 0;
  for (const seconds of [120, 300, 900, 1800, 3600, 7200]) {
    for (const count of [1, 2, 7, 48, 113, 228]) {
      const values = highestByColumn(placedPoints(history, timeColumns(endMs, seconds * 1000, count)), queue);
      assert.equal(Math.max(...values.map((value) => value ?? 0)), 100, `${seconds} s in ${count} columns`);
      assert.ok(
        values.slice(1).every((value) => value !== null),
        `no holes: ${seconds} s in ${count} columns`,
      );
    }
  }
});

test('columns stay where they are until a whole one has passed', () => {
  for (const count of [60, 74, 188]) {
    const { columnMs } = timeColumns(START_MS, 120_000, count);
    let before = timeColumns(START_MS, 120_000, count).startMs;
    for (let ms = 0; ms < 20_000; ms += 137) {
      const { startMs } = timeColumns(START_MS + ms, 120_000, count);
      const steps = (startMs - before) / columnMs;
      assert.ok(Math.abs(steps - Math.round(steps)) < 1e-6, `${count} columns moved by ${steps}`);
      before = startMs;
    }
  }
});

test('the newest moment lies in the last column, whatever the size', () => {
  for (let count = 1; count < 300; count += 1) {
    for (const spanMs of [120_000, 900_000, 7_200_000]) {
      const endMs = START_MS + count * 997;
      assert.equal(columnAt(timeColumns(endMs, spanMs, count), endMs), count - 1);
    }
  }
});

test('gaps are told with their times, the silence up to now among them', () => {
  const history = points([0, 1], [1, 1], [2, 1], [9, 4], [10, 4]);
  const placed = placedPoints(history, columns(20), START_MS + 15_000);
  const seconds = placed.gaps.map(({ fromMs, toMs, first, last }) => [
    (fromMs - START_MS) / 1000,
    (toMs - START_MS) / 1000,
    first,
    last,
  ]);
  assert.deepEqual(seconds, [
    [2, 9, 3, 8],
    [10, 15, 11, 15],
  ]);
});

test('a sparkline of readings has a mark in the place of a gap, and one of steps in each that was missed', () => {
  const history = points([0, 1], [1, null], [2, 3], [9, 4], [10, 5]);
  assert.deepEqual(trendOf(history, 9, queue), [1, null, 3, 'gap', 4, 5]);
  assert.deepEqual(trendOf(history, 3, queue), ['gap', 4, 5]);
  assert.deepEqual(trendOf(history, 0, queue), []);
  const steps = stepsWithGaps(
    [null, 1, null, null, null, 4, 5],
    2000,
    points([-1, 1], [0, 1], [1, 1], [9, 4], [10, 5]),
  );
  assert.deepEqual(steps, [null, 1, 'gap', 'gap', 'gap', 4, 5]);
});

test('the point at a moment is the newest that is not later', () => {
  const history = points([0, 1], [2, 2], [4, 3]);
  const cases: readonly (readonly [number, number | null])[] = [
    [-1, null],
    [0, 1],
    [3, 2],
    [4, 3],
    [99, 3],
  ];
  for (const [seconds, expected] of cases)
    assert.equal(pointAt(history, START_MS + seconds * 1000)?.queue ?? null, expected);
});
