/* Below the sockets: what the selected queue means, how it was lately, and what the numbers are. */

import { stepsWithGaps } from '../../metrics/history-gaps.js';
import { QUEUE_STEP_MS } from '../../metrics/sample/mean-trend.js';
import type { SocketSample, WorkersBody } from '../../metrics/sample/sample.js';
import { formatCount, formatLatency, formatRate } from '../../text/format.js';
import { sparkline, sparkPoints, spreadPoints } from '../drawing/bar.js';
import type { ChartArea, Line, Tone } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder, ruleLine } from '../drawing/line-builder.js';
import { type Scene, screenText } from '../drawing/scene.js';
import { focusedTarget } from '../model/shown.js';
import { selectedRow } from '../table/selection.js';
import { drawQueueChart, LEAST_QUEUE_CHART_LINES, QUEUE_TREND_STEPS } from './queue-chart.js';

interface SocketsPanel {
  readonly lines: readonly Line[];
  /** From the panel's corner. */
  readonly charts: readonly ChartArea[];
}

export function socketsPanel(scene: Scene, height: number): SocketsPanel {
  const body = scene.observation?.sample.body;
  if (body?.kind !== 'workers') return { lines: blank(height), charts: [] };
  const row = selectedRow(scene.model);
  const notes = notesFor(scene, body.workers.sockets).flatMap((note) => noteLines(scene, note));
  if (row?.kind !== 'socket') return { lines: [...notes, ...blank(height)].slice(0, height), charts: [] };
  const wait = waitLine(scene, row.entry, body.workers);
  const room = Math.min(MOST_CHART_LINES, height - notes.length - 2);
  const { lines, area } =
    room < LEAST_QUEUE_CHART_LINES
      ? { lines: trendLines(scene, row.entry), area: null }
      : drawQueueChart(scene, row.entry, { width: scene.width, height: room });
  const all = [...lines, wait, EMPTY_LINE, ...notes, ...blank(height)];
  return { lines: all.slice(0, height), charts: area === null ? [] : [area] };
}

const MOST_CHART_LINES = 12;

function blank(height: number): readonly Line[] {
  return Array.from({ length: height }, () => EMPTY_LINE);
}

/** Where there is no room for a chart. */
function trendLines(scene: Scene, socket: SocketSample): readonly Line[] {
  const cells = Math.max(0, scene.width - 2);
  const count = sparkPoints(cells, scene.glyphs);
  const steps = stepsWithGaps(socket.queueTrend, QUEUE_STEP_MS, scene.observation?.history ?? []);
  const trend = sparkline(spreadPoints(steps, QUEUE_TREND_STEPS, count), cells, scene.glyphs, {
    low: 0,
    high: socket.queueLimit ?? Math.max(1, ...socket.queueTrend.map((queue) => queue ?? 0)),
  });
  const limit = socket.queueLimit === null ? '' : `limit ${formatCount(socket.queueLimit)}`;
  const name = screenText(scene, socket.name, 256);
  const line = new LineBuilder(scene.width).gap(1);
  return [
    ruleLine(scene, name, limit, scene.width, ' queue, last 5 min'),
    line.add(trend, socket.fullRatio === 1 ? 'critical' : 'spark').end(),
  ];
}

function waitLine(scene: Scene, socket: SocketSample, body: WorkersBody): Line {
  return new LineBuilder(scene.width)
    .gap(1)
    .add(waitText(scene, socket, body))
    .end();
}

/** The time that a new connection waits until those before it are served, at the pace of the last interval. */
function waitText(scene: Scene, { queue, queueTrend }: SocketSample, { totals }: WorkersBody): string {
  const known = queueTrend.filter((point) => point !== null);
  const peak = known.length === 0 ? '-' : formatCount(Math.max(...known));
  const rate = totals.requestsPerSecond;
  if (queue === null) return 'wait: unknown, because the queue is unknown';
  const per = scene.glyphs.ascii ? '/' : '÷';
  const { about } = scene.glyphs;
  if (queue === 0) return `wait: none, the queue is empty   peak 5m: ${peak}`;
  if (rate === null || rate <= 0) return `wait: unknown, no request finished lately   peak 5m: ${peak}`;
  const sum = `${formatCount(queue)} ${per} ${formatRate(rate)}/s ${about} ${formatLatency(queue / rate)}`;
  return `wait ${about} queue ${per} requests/s of all sockets = ${sum}   peak 5m: ${peak}`;
}

type Note = readonly [text: string, tone: Tone];

function notesFor(scene: Scene, sockets: readonly SocketSample[]): readonly Note[] {
  const lowest = Math.min(...sockets.map((socket) => socket.queueLimit ?? Number.POSITIVE_INFINITY));
  const low = lowest < DEFAULT_LISTEN ? [lowListen(lowest)] : [];
  const full = sockets.some((socket) => socket.fullRatio === 1) ? [COUNTS_ONE_MORE] : [];
  const unknown = sockets.some((socket) => socket.isUnix && socket.queue === null);
  return [...low, ...full, ...(unknown ? [unixNote(scene)] : [])];
}

const DEFAULT_LISTEN = 100;
const COUNTS_ONE_MORE: Note = ['Linux counts one more than the limit when a queue is full.', 'dim'];

function lowListen(limit: number): Note {
  return [
    `Hint: listen = ${limit} is low (the default is ${DEFAULT_LISTEN}); net.core.somaxconn limits it too.`,
    'warn',
  ];
}

function unixNote(scene: Scene): Note {
  const target = focusedTarget(scene.model);
  const failure = target?.queues.failure ?? null;
  if (failure !== null) return [`Queues of unix sockets are unknown: ${failure}.`, 'warn'];
  const told = 'uWSGI cannot tell the queues of unix sockets';
  return target?.local === true
    ? [`${told}; tstop asks ss(8) on this host, which does not list all of these.`, 'dim']
    : [`${told}; tstop can where it runs on the same host, with ss(8).`, 'dim'];
}

function noteLines(scene: Scene, [text, tone]: Note): readonly Line[] {
  const lines: string[] = [];
  for (const word of screenText(scene, text).split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > scene.width - 2) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => new LineBuilder(scene.width).gap(1).add(line, tone).end());
}
