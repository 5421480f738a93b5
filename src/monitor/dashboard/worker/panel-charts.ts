/* The last five minutes of one worker, as three charts beside its cores or in one line. */

import { type WorkerCharts, workerCharts } from '../../metrics/carried/watched-facts.js';
import { stepsWithGaps } from '../../metrics/history-gaps.js';
import { TREND_STEPS } from '../../metrics/sample/mean-trend.js';
import type { WorkerSample } from '../../metrics/sample/sample.js';
import { WORKER_TREND_STEPS } from '../../metrics/workers/worker-trends.js';
import { formatBytes, formatPercent, formatRate } from '../../text/format.js';
import { type SparkScale, sparkline, sparkPoints, spreadPoints, trendScale } from '../drawing/bar.js';
import type { Line, Tone } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { focusedTarget } from '../model/shown.js';

/** A rule, a label, the chart, its newest value. */
export const CHART_COLUMN_CELLS = 2 + 5 + WORKER_TREND_STEPS + 7;

const TREND_MS = 300_000;

interface Chart {
  readonly label: string;
  readonly points: readonly (number | null)[];
  /** Points in five minutes. */
  readonly steps: number;
  readonly scale?: SparkScale;
  readonly value: string;
  readonly tone: Tone;
}

/** As lines for the right side, the first a heading. */
export function chartColumn(scene: Scene, worker: WorkerSample): readonly Line[] {
  const bar = `${scene.glyphs.bar} `;
  const heading = new LineBuilder(CHART_COLUMN_CELLS).add(bar, 'border').add('last 5 minutes', 'dim').end();
  const lines = chartsOf(scene, worker).map((chart) => {
    const line = new LineBuilder(CHART_COLUMN_CELLS).add(bar, 'border').add(chart.label.padEnd(5), 'label');
    line.add(sparkOf(scene, chart, WORKER_TREND_STEPS), chart.tone);
    return line.add(chart.value.padStart(6), 'strong').end();
  });
  return [heading, ...lines];
}

export function chartLine(scene: Scene, worker: WorkerSample, columns: number): Line {
  const line = new LineBuilder(columns);
  const charts = chartsOf(scene, worker);
  const cells = Math.max(4, Math.min(WORKER_TREND_STEPS, Math.floor((columns - 5) / charts.length) - 13));
  for (const chart of charts) {
    if (line.x > 0) line.gap(2);
    line.add(`${chart.label} `, 'label').add(sparkOf(scene, chart, cells), chart.tone);
    line.add(` ${chart.value.padStart(5)}`, 'strong');
  }
  return line.add('  5 min', 'dim').end();
}

function sparkOf(scene: Scene, { points, steps, scale }: Chart, cells: number): string {
  const history = scene.observation?.history ?? [];
  const count = sparkPoints(cells, scene.glyphs);
  const known = stepsWithGaps(points, TREND_MS / steps, history);
  return sparkline(spreadPoints(known, steps, count), cells, scene.glyphs, scale);
}

function chartsOf(scene: Scene, worker: WorkerSample): readonly Chart[] {
  const { busyRatios, requestsPerSecond, rssBytes } = chartsAt(scene, worker);
  const steps = busyRatios === worker.busyTrend ? TREND_STEPS : WORKER_TREND_STEPS;
  return [
    {
      label: 'BUSY',
      points: busyRatios,
      steps,
      scale: { low: 0, high: 1 },
      value: formatPercent(worker.busyRatio),
      tone: 'spark',
    },
    {
      label: 'RPS',
      points: requestsPerSecond,
      steps,
      value: formatRate(worker.requestsPerSecond),
      tone: 'spark',
    },
    {
      label: 'RSS',
      points: rssBytes,
      steps,
      scale: trendScale(rssBytes),
      value: formatBytes(worker.rssBytes),
      tone: 'memory',
    },
  ];
}

/** Of the past only busyness is kept. */
function chartsAt({ model }: Scene, worker: WorkerSample): WorkerCharts {
  const observation = model.past === null ? (focusedTarget(model)?.observation ?? null) : null;
  const charts = observation === null ? null : workerCharts(observation, worker.slot);
  return charts ?? { busyRatios: worker.busyTrend, requestsPerSecond: [], rssBytes: [] };
}
