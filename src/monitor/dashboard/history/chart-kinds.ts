/* Each chart's number, its format, its height, and the meaning of its colours. */

import type { HistoryPoint } from '../../metrics/sample/history.js';
import type { SocketSample, WorkersBody } from '../../metrics/sample/sample.js';
import { formatBytes, formatCount, formatLatency, formatPercent, formatRate } from '../../text/format.js';
import { barTone } from '../drawing/bar.js';
import type { Tone } from '../drawing/frame.js';
import { type Scene, screenText } from '../drawing/scene.js';
import type { ChartMetric } from '../layout/chart-layout.js';
import {
  type ChartScale,
  queueScale,
  robustScale,
  roundDecimal,
  roundSeconds,
  scaleAround,
  scaleFromZero,
} from './chart-scale.js';

export type Values = readonly (number | null)[];

export interface ChartKind {
  readonly title: (scene: Scene) => string;
  readonly value: (point: HistoryPoint) => number | null;
  readonly format: (value: number | null) => string;
  /** `earlier`: as much again from before what is shown. */
  readonly scale: (scene: Scene, shown: Values, earlier: Values) => ChartScale;
  readonly tone: (scene: Scene, value: number) => Tone;
  /** A value that deserves a line, and what to call it. */
  readonly limit: (scene: Scene) => number | null;
  /** Instead of a chart without a single known value. */
  readonly unknown: (scene: Scene) => string;
}

export const CHART_KINDS: Readonly<Record<ChartMetric, ChartKind>> = {
  busy: {
    title: busyTitle,
    value: (point) => point.busyRatio,
    format: formatPercent,
    scale: () => ({ low: 0, high: 1 }),
    tone: (scene, ratio) => {
      const { busyWarnRatio, busyCriticalRatio } = scene.model.settings.thresholds;
      return barTone(ratio, busyWarnRatio, busyCriticalRatio);
    },
    limit: () => null,
    unknown: () => 'the next reading tells how busy it is',
  },
  latency: {
    title: () => 'LATENCY mean',
    value: (point) => point.latencySeconds,
    format: formatLatency,
    scale: (_scene, shown, earlier) => robustScale(shown, earlier, roundSeconds, 0.01),
    tone: () => 'spark',
    limit: () => null,
    unknown: () => 'no request has finished',
  },
  rate: {
    title: () => 'REQUESTS/s',
    value: (point) => point.requestsPerSecond,
    format: formatRate,
    scale: (_scene, shown, earlier) => scaleFromZero(shown, earlier, roundDecimal, 1),
    tone: () => 'label',
    limit: () => null,
    unknown: () => 'the next reading tells how many',
  },
  queue: {
    title: queueTitle,
    value: (point) => point.queue,
    format: formatCount,
    scale: (scene, shown, earlier) => queueScale(shown, earlier, CHART_KINDS.queue.limit(scene)),
    tone: queueTone,
    limit: (scene) => bodyOf(scene)?.totals.queueLimit ?? null,
    unknown: () => 'not measured',
  },
  memory: {
    title: () => 'MEMORY resident',
    value: (point) => point.rssBytes,
    format: formatBytes,
    scale: (_scene, shown, earlier) => scaleAround([...earlier, ...shown]),
    tone: () => 'memory',
    limit: () => null,
    unknown: () => 'not reported; needs memory-report',
  },
};

function bodyOf(scene: Scene): WorkersBody | null {
  const body = scene.observation?.sample.body;
  return body?.kind === 'workers' ? body.workers : null;
}

function busyTitle(scene: Scene): string {
  const body = bodyOf(scene);
  const cores = body?.totals.cores ?? null;
  if (cores === null) return 'BUSY';
  const threaded = body?.workers.some((worker) => (worker.coresTotal ?? 0) > 1) === true;
  return `BUSY of ${formatCount(cores)} ${threaded ? 'thread' : 'worker'}${cores === 1 ? '' : 's'}`;
}

/** The history knows the fullest socket only; it has a name when there is no other that it could be. */
function queueTitle(scene: Scene): string {
  const known = (bodyOf(scene)?.sockets ?? []).filter((socket: SocketSample) => socket.queue !== null);
  const only = known.length === 1 ? known[0] : undefined;
  return only === undefined ? 'QUEUE of the fullest socket' : `QUEUE ${screenText(scene, only.name, 256)}`;
}

function queueTone(scene: Scene, queue: number): Tone {
  const limit = CHART_KINDS.queue.limit(scene);
  const { queueWarnRatio, queueCriticalRatio } = scene.model.settings.thresholds;
  return barTone(limit !== null && limit > 0 ? queue / limit : 0, queueWarnRatio, queueCriticalRatio);
}
