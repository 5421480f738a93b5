/* The listen queue of one socket over the last five minutes, as a chart below a rule with its name. */
import type { TimeColumns } from '../../metrics/history-columns.js';
import { stepsWithGaps, type TrendPoint } from '../../metrics/history-gaps.js';
import { QUEUE_STEP_MS } from '../../metrics/sample/mean-trend.js';
import type { SocketSample } from '../../metrics/sample/sample.js';
import { formatCount, formatDuration } from '../../text/format.js';
import { barTone, spreadPoints } from '../drawing/bar.js';
import type { ChartArea, ChartGap, Tone } from '../drawing/frame.js';
import { ruleLine } from '../drawing/line-builder.js';
import { type Scene, screenText } from '../drawing/scene.js';
import type { DrawnChart } from '../history/chart.js';
import { type ChartScale, queueScale } from '../history/chart-scale.js';
import { axisLine, GUTTER_CELLS, plotLines } from '../history/plot-lines.js';

/** A rule, a few lines of plot and the axis. */
export const LEAST_QUEUE_CHART_LINES = 5;

/** Exactly so large; the area counts from its corner. */
export function drawQueueChart(
  scene: Scene,
  socket: SocketSample,
  size: { readonly width: number; readonly height: number },
): DrawnChart {
  const cells = Math.max(0, size.width - GUTTER_CELLS);
  const history = scene.observation?.history ?? [];
  const trend = stepsWithGaps(socket.queueTrend, QUEUE_STEP_MS, history);
  const points = spreadPoints(trend, QUEUE_TREND_STEPS, cells * 2);
  const values = points.map((point) => (point === 'gap' ? null : point));
  const scale = queueScale(values, [], socket.queueLimit);
  const area = { ...areaOf(scene, socket, values, scale, size.height - 2), gaps: gapsIn(scene, points) };
  const isKnown = values.some((value) => value !== null);
  const plot = { scale, isKnown, format: formatCount, unknown: 'not measured', outliers: [] };
  const limit = socket.queueLimit === null ? '' : `limit ${formatCount(socket.queueLimit)}`;
  return {
    lines: [
      ruleLine(scene, screenText(scene, socket.name, 256), limit, size.width, ' queue, last 5 min'),
      ...plotLines(scene, area, plot),
      axisLine(scene, new Map(), timeOf(scene, cells), null),
    ],
    area: isKnown && !scene.glyphs.ascii ? area : null,
  };
}

/** The trend has a step for each five seconds of the last five minutes, or fewer at the beginning. */
export const QUEUE_TREND_STEPS = 60;
const TREND_MS = 300_000;

function areaOf(
  scene: Scene,
  { queueLimit }: SocketSample,
  values: readonly (number | null)[],
  { high }: ChartScale,
  height: number,
): ChartArea {
  const { queueWarnRatio, queueCriticalRatio } = scene.model.settings.thresholds;
  const toneOf = (queue: number) => {
    const ratio = queueLimit !== null && queueLimit > 0 ? queue / queueLimit : 0;
    return barTone(ratio, queueWarnRatio, queueCriticalRatio);
  };
  const tones = Array.from({ length: values.length / 2 }, (_, cell): Tone => {
    return toneOf(Math.max(values[cell * 2] ?? 0, values[cell * 2 + 1] ?? 0));
  });
  return {
    x: GUTTER_CELLS,
    y: 1,
    width: values.length / 2,
    height: Math.max(0, height),
    points: values.map((value) => (value === null ? null : value / high)),
    tones,
    limit: queueLimit !== null && queueLimit > 0 && queueLimit <= high ? queueLimit / high : null,
    gaps: [],
    cursor: null,
  };
}

function gapsIn({ glyphs }: Scene, points: readonly TrendPoint[]): readonly ChartGap[] {
  const gaps: ChartGap[] = [];
  for (let from = points.indexOf('gap'); from >= 0; ) {
    const end = points.findIndex((point, index) => index > from && point !== 'gap');
    const last = (end < 0 ? points.length : end) - 1;
    const seconds = ((last + 1 - from) / points.length) * (TREND_MS / 1000);
    const text = ` no reading for ${formatDuration(seconds)} `;
    gaps.push({ from: Math.floor(from / 2), to: Math.floor(last / 2), text, hatch: glyphs.hatch });
    from = points.indexOf('gap', last + 1);
  }
  return gaps;
}

function timeOf({ observation }: Scene, count: number): TimeColumns {
  const endMs = observation?.sample.timeMs ?? 0;
  return { startMs: endMs - TREND_MS, columnMs: TREND_MS / Math.max(1, count), count };
}
