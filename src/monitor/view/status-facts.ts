/* The numbers of the status line: how many workers do what, the highest values so far, what the last reading cost. */
import { focusedTarget } from '../app/shown.js';
import { samplePlace } from '../app/time-travel.js';
import { archiveFacts } from '../metrics/archive/sample-archive.js';
import type { WorkerState, WorkersBody } from '../metrics/sample.js';
import { formatAge, formatBytes, formatCount, formatDuration, formatLatency } from '../text/format.js';
import type { Span } from './frame.js';
import { span } from './meter-group.js';
import { clockOf, type Scene } from './scene.js';

export type Part = readonly Span[];

/** `sample 7,442 of 7,827`, where the screen is in the past, and how much of it there is. */
export function pastParts({ model }: Scene): readonly Part[] {
  const place = model.past === null ? null : samplePlace(model);
  const archive = focusedTarget(model)?.archive;
  if (place === null || archive === undefined) return [];
  const { keptMs, spanMs, bytes } = archiveFacts(archive);
  const thinned = place.oneOf === 1 ? '' : `, 1 in ${place.oneOf} kept here`;
  const kept = `kept ${formatDuration(keptMs / 1000)} of ${formatDuration(spanMs / 1000)}, ${formatBytes(bytes)}`;
  return [
    [
      span('sample ', 'dim'),
      span(grouped(place.index), 'strong'),
      span(` of ${grouped(place.total)}${thinned}`, 'dim'),
    ],
    [span(kept, 'dim')],
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
