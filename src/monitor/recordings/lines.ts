/** Lines of a recording, written and read; `docs/recording.md` describes them. */
import { CELLS_VERSION } from '../metrics/archive/cells.js';
import {
  EVENT_KINDS,
  type EventLevel,
  MAX_EVENTS,
  type ServerEvent,
} from '../metrics/events/server-event.js';
import type { HistoryPoint } from '../metrics/sample/history.js';
import { cleanText } from '../text/clean.js';

/** An older tstop cannot read what is written; this one reads all that are older. */
export const RECORDING_VERSION = CELLS_VERSION;

export interface MemberHead {
  readonly recording: number;
  readonly program: string;
  readonly redacted: boolean;
}

export interface MomentLine {
  readonly at: number;
  /** Which server of the member it is about; its address stands in its first line. */
  readonly of: number;
  readonly server?: string;
  /** The list of events is another than that of the sample before. */
  readonly news?: boolean;
  /** Where the list is another than that of the line before. */
  readonly events?: { readonly order: readonly number[]; readonly changed: readonly ServerEvent[] };
  readonly point: PointCells;
  readonly cells: string;
}

/** busy, requests a second, latency, queue, memory, interval; null for a server without a history. */
type PointCells = readonly (number | null)[];

export function pointCells(point: HistoryPoint | null): PointCells {
  if (point === null) return [];
  const { busyRatio, requestsPerSecond, latencySeconds, queue, rssBytes, intervalMs = null } = point;
  return [busyRatio, requestsPerSecond, latencySeconds, queue, rssBytes, intervalMs];
}

function pointFrom(timeMs: number, cells: PointCells): HistoryPoint {
  const [busyRatio = null, requestsPerSecond = null, latencySeconds = null, queue = null, rssBytes = null] =
    cells;
  const intervalMs = cells[5] ?? null;
  const point = { timeMs, busyRatio, requestsPerSecond, latencySeconds, queue, rssBytes };
  return intervalMs === null ? point : { ...point, intervalMs };
}

type ReadHead =
  | { readonly kind: 'head'; readonly head: MemberHead }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'other' };

export function readHead(line: string | undefined): ReadHead {
  const value = jsonIn(line ?? '');
  if (value === null || !isCount(value['recording'])) return { kind: 'other' };
  if (value['recording'] > RECORDING_VERSION) return { kind: 'newer', version: value['recording'] };
  return {
    kind: 'head',
    head: {
      recording: value['recording'],
      program: String(value['program'] ?? ''),
      redacted: value['redacted'] !== false,
    },
  };
}

/** A line as it was written; the file is anybody's, so nothing of it is taken for granted. */
export interface ReadMoment {
  readonly timeMs: number;
  readonly server: number;
  readonly address: string | null;
  readonly eventful: boolean;
  readonly events: { readonly order: readonly number[]; readonly changed: readonly ServerEvent[] } | null;
  readonly point: HistoryPoint;
  readonly delta: Uint8Array;
}

/** null: the line is broken. */
export function readMoment(line: string): ReadMoment | null {
  const value = jsonIn(line);
  if (value === null) return null;
  const { at, of, cells, point, server, news, events } = value;
  if (!isTime(at) || !isCount(of) || typeof cells !== 'string') return null;
  const numbers = Array.isArray(point) ? point.map((one) => (isNumber(one) ? one : null)) : [];
  return {
    timeMs: at,
    server: of,
    address: typeof server === 'string' ? cleanText(server, LONGEST_ADDRESS) : null,
    eventful: news === true,
    events: events === undefined ? null : eventsFrom(events),
    point: pointFrom(at, numbers),
    delta: Buffer.from(cells, 'base64'),
  };
}

function eventsFrom(value: unknown): ReadMoment['events'] {
  if (!isObject(value)) return null;
  const { order, changed } = value;
  if (!Array.isArray(order) || !Array.isArray(changed)) return null;
  return {
    order: order.filter(isCount).slice(0, MAX_EVENTS),
    changed: changed.slice(0, MAX_EVENTS).flatMap((one) => eventFrom(one) ?? []),
  };
}

const EVENT_LEVELS: readonly EventLevel[] = ['info', 'warn', 'critical'];

function eventFrom(value: unknown): ServerEvent | null {
  if (!isObject(value)) return null;
  const kind = EVENT_KINDS.find((one) => one === value['kind']);
  const level = EVENT_LEVELS.find((one) => one === value['level']);
  const { id, beginMs, lastMs } = value;
  if (kind === undefined || level === undefined || !isCount(id) || !isTime(beginMs) || !isTime(lastMs))
    return null;
  return {
    id,
    kind,
    level,
    slot: isCount(value['slot']) ? value['slot'] : null,
    name: textOr(value['name'], null),
    beginMs,
    lastMs,
    ongoing: value['ongoing'] === true,
    count: isCount(value['count']) ? value['count'] : 1,
    text: textOr(value['text'], ''),
    method: textOr(value['method'], null),
    uri: textOr(value['uri'], null),
  };
}

/** Samples of one server in a member, as the head of the next one tells them. */
export interface TrackSummary {
  readonly server: string;
  readonly times: readonly number[];
  readonly eventful: ReadonlySet<number>;
}

/** null: the head says nothing of the member before. */
export function readSummary(about: string): readonly TrackSummary[] | null {
  const before = jsonIn(about)?.['before'];
  if (!Array.isArray(before)) return null;
  const tracks = before.map(trackFrom);
  return tracks.includes(null) ? null : tracks.filter((track) => track !== null);
}

function trackFrom(value: unknown): TrackSummary | null {
  if (!isObject(value)) return null;
  const { server, times, eventful } = value;
  if (typeof server !== 'string' || !Array.isArray(times) || !Array.isArray(eventful)) return null;
  if (!times.every(isNumber) || times.length > MOST_TIMES) return null;
  let time = 0;
  const absolute = times.map((step) => {
    time += step;
    return time;
  });
  return absolute.every(isTime)
    ? {
        server: cleanText(server, LONGEST_ADDRESS),
        times: absolute,
        eventful: new Set(eventful.filter(isCount)),
      }
    : null;
}

const MOST_TIMES = 4096;
const LONGEST_ADDRESS = 512;

function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return isNumber(value) && Number.isSafeInteger(value) && value >= 0;
}

/** Within what a date can be. */
function isTime(value: unknown): value is number {
  return isNumber(value) && Math.abs(value) <= 8.64e15;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
