/* The numbers of the status line: how many workers do what, the highest values so far, what the last reading cost. */

import { archiveFacts, type KeptPlace } from '../../metrics/archive/sample-archive.js';
import type { WorkerState, WorkersBody } from '../../metrics/sample/sample.js';
import { formatAge, formatBytes, formatCount, formatDuration, formatLatency } from '../../text/format.js';
import type { Span } from '../drawing/frame.js';
import { clockOf, type Scene } from '../drawing/scene.js';
import { samplePlace } from '../history/time-travel.js';
import { focusedTarget } from '../model/shown.js';
import { span } from './meter-group.js';

export type Part = readonly Span[];

/** `sample 7,442 of 7,827` and how much is kept, where the screen is about the past. */
export function pastParts({ model }: Scene): readonly Part[] {
  const target = focusedTarget(model);
  if (target === null || (model.past === null && model.view !== 'history')) return [];
  const place = model.past === null ? null : samplePlace(model);
  const { keptMs, spanMs, bytes } = archiveFacts(target.archive);
  const kept = `${formatDuration(keptMs / 1000)} of ${formatDuration(spanMs / 1000)}`;
  return [
    ...(place === null ? [] : [placePart(place)]),
    [span(`kept ${kept}, ${formatBytes(bytes)}`, 'dim')],
  ];
}

function placePart({ index, total, oneOf }: KeptPlace): Part {
  const thinned = oneOf === 1 ? '' : `, 1 in ${oneOf} kept here`;
  return [
    span('sample ', 'dim'),
    span(grouped(index), 'strong'),
    span(` of ${grouped(total)}${thinned}`, 'dim'),
  ];
}

/** Every digit, as the place counts up one by one. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `6 workers: 4 busy 1 start 1 cheap`. */
export function workerParts({ totals }: WorkersBody): readonly Part[] {
  const count = `${totals.workers} ${totals.workers === 1 ? 'worker' : 'workers'}`;
  const states = STATE_ORDER.flatMap((state) => {
    const number = totals.workersByState[state] ?? 0;
    return number === 0 ? [] : [span(` ${number} ${state}`, ALARMING.has(state) ? 'critical' : 'plain')];
  });
  return [[span(states.length === 0 ? count : `${count}:`), ...states]];
}

const STATE_ORDER: readonly WorkerState[] = [
  'stuck',
  'stall',
  'dead',
  'busy',
  'idle',
  'start',
  'drain',
  'sig',
  'pause',
  'cheap',
  'unknown',
];

const ALARMING: ReadonlySet<WorkerState> = new Set(['stuck', 'stall', 'dead']);

export function peakParts(scene: Scene, { peaks, totals }: WorkersBody): readonly Part[] {
  const facts = [
    known(peaks.queue, (queue) => `queue ${formatCount(queue)}`),
    known(peaks.inFlight, (busy) => `busy ${busy}${totals.cores === null ? '' : `/${totals.cores}`}`),
    known(peaks.oldestRequestSeconds, (age) => `age ${formatAge(age)}`),
    known(peaks.rssBytes, (rss) => `RSS ${formatBytes(rss)}`),
  ].filter((fact) => fact !== null);
  if (facts.length === 0) return [];
  const since = clockOf(scene, peaks.sinceMs).slice(0, 5);
  return [[span(`peaks since ${since}: `, 'dim'), span(facts.join(', '))]];
}

export function readingParts(scene: Scene): readonly Part[] {
  const reading = scene.observation?.sample.reading;
  if (reading === undefined) return [];
  const parts = [
    reading.protocol,
    formatBytes(reading.bytes),
    `read in ${formatLatency(reading.durationMs / 1000)}`,
  ];
  return [[span(parts.join(', '), 'dim')]];
}

function known(value: number | null, text: (value: number) => string): string | null {
  return value === null ? null : text(value);
}
