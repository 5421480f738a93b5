import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { modelFromSeries, pressed, received } from '../view/model-from-corpus.js';

const HISTORY = pressed(modelFromSeries('series-plain-4x2', { size: { columns: 120, rows: 40 } }, 22), '4');
const CHARTS = view(HISTORY, 0).charts;

test('a selection that moves leaves the charts as they are', () => {
  const before = view(HISTORY, 0).charts;
  const after = view(pressed(HISTORY, 'down'), 0).charts;
  assert.equal(before.length, 5);
  assert.ok(before.every((chart, index) => chart === after[index]));
});

const CHANGES: readonly (readonly [what: string, model: Model])[] = [
  ['another zoom', pressed(HISTORY, '-')],
  ['a cursor', pressed(HISTORY, 'left')],
  ['another size', received(HISTORY, { kind: 'resized', size: { columns: 118, rows: 40 }, nowMs: 0 })],
  ['another view', pressed(HISTORY, '1')],
  ['all lines for the charts', pressed(HISTORY, 'e')],
  ['a reading', pressed(modelFromSeries('series-plain-4x2', { size: HISTORY.size }, 23), '4')],
];

for (const [what, model] of CHANGES) {
  test(`${what} draws the charts anew`, () => {
    assert.notDeepEqual(view(model, 0).charts, CHARTS);
  });
}

test('what was drawn before is drawn alike again', () => {
  const zoomed = pressed(HISTORY, '-');
  view(zoomed, 0);
  assert.deepEqual(view(pressed(zoomed, '+'), 0).charts, CHARTS);
});
