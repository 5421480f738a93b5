import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../../src/monitor/dashboard/drawing/frame.js';
import type { HitTarget } from '../../../src/monitor/dashboard/model/hit-target.js';
import { hitAt } from '../../../src/monitor/live/hit-test.js';

const row: HitTarget = { kind: 'row', key: 'w1' };
const fold: HitTarget = { kind: 'fold', key: 'w1' };
const frame: Frame = {
  charts: [],
  lines: [],
  cursor: null,
  hits: [
    { x: 2, y: 3, width: 10, height: 1, target: row },
    { x: 2, y: 3, width: 1, height: 1, target: fold },
  ],
};

for (const [x, y, expected, why] of [
  [2, 3, fold, 'the later hit lies above'],
  [3, 3, row, 'beside the upper hit the lower one counts'],
  [11, 3, row, 'the last cell belongs to it'],
  [12, 3, null, 'one past the right edge is outside'],
  [1, 3, null, 'one before the left edge is outside'],
  [3, 2, null, 'the line above is outside'],
  [3, 4, null, 'the line below is outside'],
] as const) {
  test(`a click at ${x},${y}: ${why}`, () => {
    assert.equal(hitAt(frame, x, y), expected);
  });
}
