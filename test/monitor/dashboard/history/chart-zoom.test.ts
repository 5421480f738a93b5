import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHART_SPANS, chartSpanSeconds } from '../../../../src/monitor/dashboard/history/time-travel.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { modelFromReplies, pressed } from '../view/model-from-corpus.js';

const MODEL = modelFromReplies(['plain-4x2-busy'], { size: { columns: 80, rows: 24 } });

/** As if it had been watched for so long. */
function watchedFor(seconds: number): Model {
  const target = MODEL.targets[0] ?? assert.fail();
  const observation = target.observation ?? assert.fail();
  const [point] = observation.history;
  if (point === undefined) assert.fail();
  const history = [{ ...point, timeMs: point.timeMs - seconds * 1000 }, point];
  return { ...MODEL, targets: [{ ...target, observation: { ...observation, history } }] };
}

test('charts show what is known, up to a quarter of an hour, until a zoom is chosen', () => {
  for (const [seconds = 0, span] of [
    [0, 120],
    [119, 120],
    [121, 300],
    [301, 900],
    [5000, 900],
    [-50, 120],
  ])
    assert.equal(chartSpanSeconds(watchedFor(seconds)), span, `${seconds} s`);
  assert.equal(chartSpanSeconds(pressed(watchedFor(0), '4', '-', '-')), 900);
  assert.equal(chartSpanSeconds(pressed(watchedFor(5000), '4', '+')), 300);
});

test('zooming goes through all spans and stops at the ends', () => {
  let model = pressed(MODEL, '4', '+', '+', '+', '+', '+', '+');
  const seen = [chartSpanSeconds(model)];
  for (let press = 0; press < 7; press += 1) {
    model = pressed(model, '-');
    seen.push(chartSpanSeconds(model));
  }
  assert.deepEqual(seen, [...CHART_SPANS, 7200, 7200]);
});

test('in other views + and - fold workers', () => {
  assert.equal(pressed(MODEL, '-', '+').settings.chartSpanSeconds, null);
});
