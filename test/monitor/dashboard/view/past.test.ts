import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sceneOf } from '../../../../src/monitor/dashboard/drawing/scene.js';
import { statusLine } from '../../../../src/monitor/dashboard/heading/status-line.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { emptyArchive, withSample } from '../../../../src/monitor/metrics/archive/sample-archive.js';
import { capturedSeries, watch } from '../../metrics/readings.js';
import { textOf } from './check-frame.js';
import { modelFromSeries, pressed } from './model-from-corpus.js';

const SIZE = { columns: 160, rows: 40 };

test('where samples were left out, the status line says how many', () => {
  const model = pressed(withArchive(300_000), '[', 'S-left');
  const { past } = model;
  assert.ok(past);
  const text = status(model);
  assert.match(text, /^ sample \d+ of \d+, 1 in \d+ kept here │ kept [45]m of 2h00, \d+K │/);
});

test('where all are kept it does not, and the present says what there is only in the history', () => {
  const model = withArchive(10_000_000);
  assert.match(status(pressed(model, '[')), /^ sample 600 of 601 │ kept \dm of 2h00, \d+K │/);
  assert.doesNotMatch(status(model), /kept|sample/);
  assert.match(status(pressed(model, '4')), /^ kept \dm of 2h00, \d+K │/);
});

/** As after 600 samples, in so many bytes. */
function withArchive(bytes: number): Model {
  const model = modelFromSeries('series-plain-4x2', { size: SIZE }, 3);
  const observations = watch(capturedSeries('plain-4x2').slice(0, 20));
  const turns = Array.from({ length: 600 }, (_, index) => {
    const observation = observations[index % 20] ?? assert.fail();
    const timeMs = (observations[0]?.sample.timeMs ?? 0) + index * 500;
    return { ...observation, sample: { ...observation.sample, timeMs }, events: [] };
  });
  const archive = turns.reduce(withSample, emptyArchive({ spanMs: 7_200_000, bytes }));
  return { ...model, targets: model.targets.map((target) => ({ ...target, archive })) };
}

function status(model: Model): string {
  return textOf(statusLine(sceneOf(model, 0)));
}
