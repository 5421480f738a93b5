/* Load of the server: threads, listen queue, memory. */
import { trendOf } from '../../metrics/history-gaps.js';
import type { HistoryPoint } from '../../metrics/sample/history.js';
import type { Totals, WorkersBody } from '../../metrics/sample/sample.js';
import { occupiedCores } from '../../metrics/workers/occupied.js';
import {
  formatBytes,
  formatBytesPerHour,
  formatCount,
  formatLatency,
  formatPercent,
} from '../../text/format.js';
import { displayWidth } from '../../text/width.js';
import { barOf, barTone, sparkline, sparkPoints, trendScale } from '../drawing/bar.js';
import type { Span, Tone } from '../drawing/frame.js';
import type { Scene } from '../drawing/scene.js';
import { type MeterGroup, span } from './meter-group.js';

export function loadMeters(scene: Scene, body: WorkersBody): MeterGroup {
  const history = scene.observation?.history ?? [];
  const cells = barCells(scene.width);
  return {
    width: LABEL_CELLS + cells + 1 + textCells(scene.width) + scene.glyphs.meterEnds.join('').length,
    lines: [
      busyMeter(scene, body, cells),
      queueMeter(scene, body.totals, cells),
      memoryMeter(scene, body.totals, history, cells),
    ],
  };
}

const LABEL_CELLS = 6;

function barCells(width: number): number {
  if (width < 60) return Math.max(0, width - LABEL_CELLS - 15);
  if (width < 110) return 20;
  return width < 150 ? 30 : 40;
}

function textCells(width: number): number {
  return width < 110 ? 14 : 20;
}

function busyMeter(scene: Scene, body: WorkersBody, cells: number): readonly Span[] {
  const { totals } = body;
  const { busyWarnRatio, busyCriticalRatio } = scene.model.settings.thresholds;
  const tone = barTone(totals.busyRatio, busyWarnRatio, busyCriticalRatio);
  return [
    ...barSpans(scene, 'BUSY', totals.busyRatio, tone, cells),
    span(`${formatPercent(totals.busyRatio).padStart(4)} `, 'strong'),
    span(firstThatFits(threadsInUse(body), textCells(scene.width) - 5)),
  ];
}

/** `8/8 threads`, or shorter; workers where each has one thread, or hides how many. */
function threadsInUse({ totals, workers }: WorkersBody): readonly string[] {
  const { cores, workersUp } = totals;
  if (totals.workers === 0) return ['no workers'];
  if (cores === null) return [` ${workersUp} workers up`, `${workersUp} up`];
  const inUse = `${occupiedCores(totals) ?? '-'}/${cores}`;
  const threaded = workers.some((worker) => (worker.coresTotal ?? 0) > 1);
  return threaded
    ? [` ${inUse} threads`, `${inUse} thr`, inUse]
    : [` ${inUse} workers`, `${inUse} wrk`, inUse];
}

function firstThatFits(texts: readonly string[], cells: number): string {
  return texts.find((text) => displayWidth(text) <= cells) ?? texts.at(-1) ?? '';
}

function queueMeter(scene: Scene, totals: Totals, cells: number): readonly Span[] {
  const { queueWarnRatio, queueCriticalRatio } = scene.model.settings.thresholds;
  if (totals.queue === null || totals.queueLimit === null) {
    return [...barSpans(scene, 'QUEUE', null, 'bar-empty', cells), span('not measured', 'dim')];
  }
  const ratio = totals.queueLimit > 0 ? totals.queue / totals.queueLimit : null;
  const tone = barTone(ratio, queueWarnRatio, queueCriticalRatio);
  return [
    ...barSpans(scene, 'QUEUE', ratio, tone, cells),
    span(`${formatCount(totals.queue)}/${formatCount(totals.queueLimit)}`.padStart(5), 'strong'),
    span(waitText(scene, totals.queueWaitSeconds), 'plain'),
  ];
}

function waitText(scene: Scene, seconds: number | null): string {
  if (seconds === null) return '';
  const about = seconds === 0 ? '' : scene.glyphs.about;
  return ` ${scene.width < 110 ? '' : 'wait '}${about}${formatLatency(seconds)}`;
}

/** No limit is known, so there is nothing to fill: a trend replaces the bar of the others. */
function memoryMeter(
  scene: Scene,
  totals: Totals,
  history: readonly HistoryPoint[],
  cells: number,
): readonly Span[] {
  const label = span('MEM'.padEnd(LABEL_CELLS), 'label');
  if (totals.rssBytes === null) {
    return [label, span(totals.workers === 0 ? '-' : 'not reported; needs memory-report', 'dim')];
  }
  const points = trendOf(history, sparkPoints(cells, scene.glyphs), (point) => point.rssBytes);
  // No brackets around it: it is no bar that could be full.
  const margin = ' '.repeat(displayWidth(scene.glyphs.meterEnds[0]));
  const trend = totals.rssBytesPerHour === null ? '' : ` ${formatBytesPerHour(totals.rssBytesPerHour)}/h`;
  return [
    label,
    span(margin),
    span(sparkline(points, cells, scene.glyphs, trendScale(points)), 'memory'),
    span(`${margin} `),
    span(formatBytes(totals.rssBytes).padStart(4), 'strong'),
    span(trend, 'plain'),
  ];
}

function barSpans(
  scene: Scene,
  label: string,
  ratio: number | null,
  tone: Tone,
  cells: number,
): readonly Span[] {
  const { filled, empty } = barOf(ratio, cells, scene.glyphs);
  const [left, right] = scene.glyphs.meterEnds;
  const ends = displayWidth(left) > 0;
  return [
    span(label.padEnd(LABEL_CELLS), 'label'),
    ...(ends ? [span(left, 'dim')] : []),
    span(filled, tone),
    span(empty, 'bar-empty'),
    span(`${right} `, 'dim'),
  ];
}
