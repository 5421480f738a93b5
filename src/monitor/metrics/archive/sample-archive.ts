/**
 * The samples of the past that can be looked at again: the last two hours, bounded in bytes. What is too much is thinned,
 * the older the more: twice as old, half as many; samples in which something happened stay. Immutable; the newest
 * sample is not in it until the next has come.
 */

import type { ServerEvent } from '../events/server-event.js';
import type { Observed } from '../observation.js';
import type { HistoryPoint } from '../sample/history.js';
import {
  appended,
  type Chain,
  decodedFrame,
  EMPTY_SEGMENT,
  firstSequence,
  HIGHEST_LEVEL,
  type KeptSample,
  momentsOf,
  SEGMENT_FRAMES,
  type Segment,
  thinned,
} from './segment.js';

interface ArchiveLimits {
  /** Of watching: the time between two samples counts for five minutes at most, and backwards not at all. */
  readonly spanMs: number;
  readonly bytes: number;
}

export interface SampleArchive {
  readonly limits: ArchiveLimits;
  /** The number that the newest sample, which is not in here yet, will have; the first since attach has 0. */
  readonly next: number;
  /** Oldest first; the last one is being filled. */
  readonly segments: readonly DatedSegment[];
  readonly bytes: number;
  /** Base for the next sample. */
  readonly newest: Newest | null;
}

interface Newest {
  readonly chain: Chain;
  readonly timeMs: number;
  readonly watchedMs: number;
  readonly events: readonly ServerEvent[];
}

export interface DatedSegment extends Segment {
  /** Time that was watched since attach, at its first and last sample. */
  readonly fromWatchedMs: number;
  readonly toWatchedMs: number;
}

/** Extent of the kept past. */
interface ArchiveFacts {
  readonly keptMs: number;
  readonly spanMs: number;
  readonly bytes: number;
}

const DEFAULT_LIMITS: ArchiveLimits = { spanMs: 2 * 3_600_000, bytes: 32 * 1024 * 1024 };

export function emptyArchive(limits = DEFAULT_LIMITS): SampleArchive {
  return { limits, next: 0, segments: [], bytes: 0, newest: null };
}

export function withSample(archive: SampleArchive, observed: Observed): SampleArchive {
  const { newest, next } = archive;
  const { timeMs } = observed.sample;
  const open = openSegment(archive);
  const watchedMs = (newest?.watchedMs ?? 0) + watchedBetween(newest?.timeMs ?? timeMs, timeMs);
  const { segment, chain } = appended(
    open ?? EMPTY_SEGMENT,
    open === null ? [] : (newest?.chain ?? []),
    observed,
    { sequence: next, timeMs, events: observed.events, ...newsOf(newest, observed.events) },
  );
  const dated = { ...segment, fromWatchedMs: open?.fromWatchedMs ?? watchedMs, toWatchedMs: watchedMs };
  const segments = [...(open === null ? archive.segments : archive.segments.slice(0, -1)), dated];
  const bytes = archive.bytes - (open?.bytes ?? 0) + dated.bytes;
  const added = { ...archive, next: next + 1, segments, bytes };
  return bounded({ ...added, newest: { chain, timeMs, watchedMs, events: observed.events } }, watchedMs);
}

/** Oldest first. Their times ascend, but for where a clock was set back. */
export function keptSamples({ segments }: SampleArchive): readonly KeptSample[] {
  return segments.flatMap(momentsOf);
}

/** The screen's content at that moment; null if that sample is not kept. `history`: the newest, which includes the older. */
export function recalled(
  { segments }: SampleArchive,
  sequence: number,
  history: readonly HistoryPoint[],
): Observed | null {
  const segment = segments[segmentOf(segments, sequence)];
  // Once: those of a recording are made when they are asked for.
  const frames = segment?.frames ?? [];
  const place = frames.findIndex((frame) => frame?.sequence === sequence);
  const frame = frames[place];
  const decoded = decodedFrame({ frames }, place);
  if (frame == null || decoded === null) return null;
  const until = history.findLastIndex(({ timeMs }) => timeMs === frame.timeMs) + 1;
  const known = segment?.index?.historyTo(place) ?? history.slice(0, until);
  return { ...decoded, events: frame.events, history: known };
}

/** Position of a sample among those that are kept. */
export interface KeptPlace {
  /** From 1; that of the sample before, if it is not kept itself. */
  readonly index: number;
  /** The newest, which is not in here yet, included. */
  readonly total: number;
  /** Of so many samples one is kept around there, besides those in which something happened. */
  readonly oneOf: number;
}

export function placeOf({ segments, next }: SampleArchive, sequence: number): KeptPlace {
  const total = segments.reduce((sum, { kept }) => sum + kept, 0) + 1;
  if (sequence >= next) return { index: total, total, oneOf: 1 };
  const at = segmentOf(segments, sequence);
  const before = segments.slice(0, Math.max(0, at)).reduce((sum, { kept }) => sum + kept, 0);
  const segment = segments[at];
  const moments = segment === undefined ? [] : momentsOf(segment);
  const upTo = moments.filter((moment) => moment.sequence <= sequence).length;
  return { index: before + upTo, total, oneOf: 2 ** (segment?.level ?? 0) };
}

/** -1 if it is older than all. */
function segmentOf(segments: readonly Segment[], sequence: number): number {
  return segments.findLastIndex((segment) => firstSequence(segment) <= sequence);
}

export function archiveFacts({ segments, limits, bytes, newest }: SampleArchive): ArchiveFacts {
  const keptMs = (newest?.watchedMs ?? 0) - (segments[0]?.fromWatchedMs ?? newest?.watchedMs ?? 0);
  return { keptMs, spanMs: limits.spanMs, bytes };
}

/** The open segment. Kept small, because an open segment cannot be thinned. */
function openSegment({ segments, limits, newest }: SampleArchive): DatedSegment | null {
  const last = segments.at(-1);
  if (last === undefined || newest === null) return null;
  const isFull = last.frames.length >= SEGMENT_FRAMES || last.bytes > limits.bytes / 8;
  return isFull ? null : last;
}

const LONGEST_WATCHED_MS = 5 * 60_000;

export function watchedBetween(beforeMs: number, nowMs: number): number {
  return Math.max(0, Math.min(nowMs - beforeMs, LONGEST_WATCHED_MS));
}

/** New events and the memory that they take. */
function newsOf(newest: Newest | null, events: readonly ServerEvent[]) {
  const before = newest?.events ?? [];
  if (events === before) return { eventful: false, pinned: false, extraBytes: 0 };
  const known = new Map(before.map((event) => [event.id, event]));
  const changed = events.filter((event) => known.get(event.id) !== event);
  return {
    eventful: changed.length > 0,
    pinned: changed.some((event) => known.get(event.id)?.ongoing !== event.ongoing),
    extraBytes: 8 * events.length + changed.reduce((sum, event) => sum + eventBytes(event), 0),
  };
}

function eventBytes({ text, uri }: ServerEvent): number {
  return 150 + text.length + (uri?.length ?? 0);
}

/** Drops what is too old, then thins what is too much. */
function bounded(archive: SampleArchive, watchedMs: number): SampleArchive {
  const { limits } = archive;
  let { segments, bytes } = archive;
  const dropOldest = () => {
    bytes -= segments[0]?.bytes ?? 0;
    segments = segments.slice(1);
  };
  while (segments.length > 1 && watchedMs - (segments[0]?.toWatchedMs ?? 0) > limits.spanMs) dropOldest();
  while (bytes > limits.bytes && segments.length > 0) {
    const place = densest(segments);
    const segment = segments[place];
    if (segment === undefined) dropOldest();
    else {
      const thinner = { ...segment, ...thinned(segment) };
      segments = segments.with(place, thinner);
      bytes += thinner.bytes - segment.bytes;
    }
  }
  const newest = segments.length === 0 ? null : archive.newest;
  return { ...archive, segments, bytes, newest };
}

/** The closed segment that holds most for its age and can be thinned; -1 if none can. */
function densest(segments: readonly DatedSegment[]): number {
  let best = -1;
  let most = 0;
  for (const [place, { level }] of segments.slice(0, -1).entries()) {
    const age = segments.length - place;
    if (level >= HIGHEST_LEVEL || age / 2 ** level <= most) continue;
    most = age / 2 ** level;
    best = place;
  }
  return best;
}
