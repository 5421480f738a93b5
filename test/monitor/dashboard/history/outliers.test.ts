import assert from 'node:assert/strict';
import test from 'node:test';
import { robustScale, roundSeconds } from '../../../../src/monitor/dashboard/history/chart-scale.js';
import { outlierMarks, withMarks } from '../../../../src/monitor/dashboard/history/outlier-marks.js';
import { formatLatency } from '../../../../src/monitor/text/format.js';

const usual = Array.from({ length: 60 }, (_, index) => 0.02 + (index % 7) * 0.005);
const top = (shown: readonly (number | null)[], earlier: readonly (number | null)[] = []) =>
  robustScale(shown, earlier, roundSeconds, 0.01).high;

const scales: readonly [name: string, shown: readonly (number | null)[], high: number][] = [
  ['without an outlier', usual, 0.06],
  ['with one', [...usual, 12], 0.06],
  ['with one among gaps', [null, ...usual, null, 12, null], 0.06],
  ['with three in a hundred', [...usual, ...usual, 12, 9, 30], 0.06],
  ['with four in fifty', [...usual.slice(0, 50), 12, 9, 30, 7], 0.06],
  [
    'that rises bit by bit',
    Array.from({ length: 60 }, (_, index) => 0.02 * 1.1 ** Math.max(0, index - 30)),
    0.4,
  ],
  ['when more than one in ten is slow', [...usual, 12, 9, 30, 7, 12, 9, 30], 30],
  ['at the first seconds, when nothing is usual yet', [0.02, 12], 20],
  ['of a server that was idle', [...Array.from({ length: 40 }, () => null), 0.02, 12], 20],
  ['of nothing', [null, null], 0.01],
];
for (const [name, shown, high] of scales)
  test(`latency ${name} reaches to ${high} s`, () => assert.equal(top(shown), high));

test('an outlier that has left the chart does not take the scale with it', () => {
  assert.equal(top(usual, [...usual, 12]), 0.06);
  assert.equal(top([...usual, 12], usual), 0.06);
});

const glyphs = { ascending: '^' };
function marksOf(values: readonly (number | null)[]): readonly (readonly [number, string])[] {
  // Nothing else of the scene is looked at.
  const scene = { glyphs } as unknown as Parameters<typeof outlierMarks>[0];
  const scale = { low: 0, high: 0.06 };
  return outlierMarks(scene, { values, scale }, formatLatency).map(({ cell, text }) => [cell, text]);
}

test('the arrow stands at the value, its number where there is room, the highest first', () => {
  const values: (number | null)[] = new Array(40).fill(0.05);
  values[10] = 12;
  values[13] = 9;
  values[39] = 3;
  assert.deepEqual(
    marksOf(values),
    [
      [5, '^12s'],
      [15, '3.0s^'],
    ].map(([cell, text]) => [cell, text]),
  );
  assert.deepEqual(marksOf([null, 12]), []);
});

test('marks are written over what stands there, cell by cell', () => {
  const spans = [
    { text: 'aaa', tone: 'plain' },
    { text: 'bbbb', tone: 'dim' },
  ] as const;
  const marked = withMarks(spans, [
    { cell: 0, text: '1' },
    { cell: 2, text: '22' },
  ]);
  assert.equal(marked.map(({ text }) => text).join('|'), '1|a|22|bbb');
});
