import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  barOf,
  barTone,
  sparkline,
  spreadPoints,
  trendScale,
} from '../../../../src/monitor/dashboard/drawing/bar.js';
import { glyphsFor } from '../../../../src/monitor/dashboard/drawing/glyphs.js';

const unicode = glyphsFor(false);
const ascii = glyphsFor(true);

const bars: readonly [ratio: number | null, cells: number, unicode: string, ascii: string][] = [
  [0, 5, '□□□□□', '.....'],
  [null, 5, '□□□□□', '.....'],
  [Number.NaN, 5, '□□□□□', '.....'],
  [0.0001, 5, '■□□□□', '#....'],
  [0.5, 5, '■■■□□', '###..'],
  [0.88, 5, '■■■■□', '####.'],
  [0.999, 5, '■■■■□', '####.'],
  [1, 5, '■■■■■', '#####'],
  [3, 5, '■■■■■', '#####'],
  [-1, 3, '□□□', '...'],
  [0.5, 1, '■', '#'],
  [0.5, 0, '', ''],
  [1, 20, '■■■■■■■■■■■■■■■■■■■■', '####################'],
];

for (const [ratio, cells, inUnicode, inAscii] of bars) {
  test(`a bar of ${ratio} in ${cells} cells`, () => {
    const drawn = barOf(ratio, cells, unicode);
    assert.equal(drawn.filled + drawn.empty, inUnicode);
    const plain = barOf(ratio, cells, ascii);
    assert.equal(plain.filled + plain.empty, inAscii);
  });
}

test('every ratio fills exactly the cells of its bar', () => {
  for (let cells = 0; cells < 45; cells += 1) {
    for (let ratio = -0.1; ratio <= 1.1; ratio += 0.01) {
      for (const glyphs of [unicode, ascii]) {
        const { filled, empty } = barOf(ratio, cells, glyphs);
        assert.equal(filled.length + empty.length, cells, `${ratio} in ${cells}`);
      }
    }
  }
});

const sparks: readonly [points: (number | null)[], cells: number, spark: string][] = [
  [[], 4, '    '],
  [[0, 0, 0], 3, ' ⢀⣀'],
  [[0, 1, 2, 3], 3, ' ⣠⣾'],
  [[1, 2, 3, 4, 5, 6, 7, 8], 3, '⣴⣶⣿'],
  [[8, null, 8], 2, '⢸⢸'],
  [[8, 8, null, null, 8], 3, '⢸⡇⢸'],
  [[null, null], 2, '  '],
  [[5], 0, ''],
];

for (const [points, cells, spark] of sparks) {
  test(`a sparkline of ${JSON.stringify(points)} in ${cells} cells`, () => {
    assert.equal(sparkline(points, cells, unicode), spark);
  });
}

test('a sparkline in ASCII has levels too', () => {
  assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8, ascii), '..:-=+*#');
});

test('a steady trend is a line in the middle, growth goes from bottom to top', () => {
  const steady = [100, 100, 100];
  assert.equal(sparkline(steady, 2, unicode, trendScale(steady)), '⢰⣶');
  const growing = [100, 150, 200];
  assert.equal(sparkline(growing, 2, unicode, trendScale(growing)), '⢀⣾');
  assert.equal(sparkline([null], 2, unicode, trendScale([null])), '  ');
});

test('a trend of a few percent does not look like a cliff', () => {
  const points = [100, 101, 102];
  assert.equal(sparkline(points, 2, unicode, trendScale(points)), '⢠⣶');
});

test('a trend is spread over the points that there are, missing steps are unknown', () => {
  assert.deepEqual(spreadPoints([1, 2], 2, 4), [1, 1, 2, 2]);
  assert.deepEqual(spreadPoints([1, 2], 4, 4), [null, null, 1, 2]);
  assert.deepEqual(spreadPoints([1, 2, 3, 4], 4, 2), [1, 3]);
  assert.deepEqual(spreadPoints([], 4, 2), [null, null]);
});

test('tones of bars follow the thresholds', () => {
  assert.equal(barTone(null, 0.7, 0.9), 'bar-empty');
  assert.equal(barTone(0.69, 0.7, 0.9), 'bar-ok');
  assert.equal(barTone(0.7, 0.7, 0.9), 'bar-warn');
  assert.equal(barTone(0.9, 0.7, 0.9), 'bar-critical');
});
