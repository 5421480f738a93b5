/**
 * Requests in flight, followed from sample to sample: which are real, which are the same as before, how old they are.
 *
 * The server reports the start in whole seconds of its clock; watching shows that a request started after the sample
 * before the one that showed it first. Both together bound the start, and the age is taken from the middle of what is
 * left, so that it is not biased. A request is never taken to be older than its bounds allow; inside them it is taken
 * to be no older than requests of this worker usually get.
 */
import type { CoreStats, WorkerStats } from '../../../stats/schema.js';
import { countOf, positiveOf } from '../sample/counters.js';
import type { StartEvidence } from './clock-offset.js';
import { isAlive } from './lives.js';

export interface Flight {
  /** With the core, what makes it this request and no other. */
  readonly pid: number | null;
  readonly finishedBefore: number | null;
  readonly startSecond: number | null;
  /** The start of the server's clock to the microsecond, where it is reported; epoch ms. */
  readonly startMs: number | null;
  /** Stands in for the start where the server does not tell it. */
  readonly uri: string | null;
  /** Local time of the sample before the first sighting; -Infinity when the past was not watched. */
  readonly notBeforeMs: number;
  readonly firstSeenMs: number;
  /** Estimated at the newest sample, and how wide the range is in which it lies. */
  readonly ageSeconds: number;
  readonly rangeSeconds: number;
  /** False when the age is unknown, both to the server and from watching. */
  readonly ageKnown: boolean;
}

/** A request seen on a core now, before its age is known. */
export interface Sighting {
  readonly core: CoreStats;
  readonly startSecond: number | null;
  /** The same request at the previous sample. */
  readonly continues: Flight | null;
}

export interface FlightClock {
  readonly nowMs: number;
  /** Local time of the previous sample of this life; -Infinity for the first. */
  readonly previousMs: number;
  /** Local - server clock. */
  readonly offsetMs: number;
}

const NOBODY: readonly null[] = [];
/** For an age that nothing bounds: next to worthless. */
const UNWATCHED_RANGE_SECONDS = 5;

/** By core, null where no request is in flight; an empty list when there is none at all. */
export function sightings(
  worker: WorkerStats,
  before: readonly (Flight | null)[],
  leftover: readonly (unknown | null)[],
): readonly (Sighting | null)[] {
  if (worker.cores === null || !canServe(worker)) return NOBODY;
  let any = false;
  const seen = worker.cores.map((core, index) => {
    const isOver = core.in_request === 0 || (leftover[index] ?? null) !== null;
    const sighting = isOver ? null : sightingOf(worker, core, before[index] ?? null);
    if (sighting !== null) any = true;
    return sighting;
  });
  return any ? seen : NOBODY;
}

export function evidenceOf(seen: readonly (Sighting | null)[], previousMs: number): readonly StartEvidence[] {
  const evidence: StartEvidence[] = [];
  for (const sighting of seen) {
    if (sighting === null || sighting.startSecond === null) continue;
    const notBeforeMs = sighting.continues?.notBeforeMs ?? previousMs;
    evidence.push({ startSecond: sighting.startSecond, notBeforeMs });
  }
  return evidence;
}

/** `usualSeconds`: how long requests of this worker lately took, null when unknown. */
export function flightsOf(
  seen: readonly (Sighting | null)[],
  worker: WorkerStats,
  clock: FlightClock,
  usualSeconds: number | null,
): readonly (Flight | null)[] {
  return seen.map((sighting) => (sighting === null ? null : flightOf(sighting, worker, clock, usualSeconds)));
}

/** The value of a request variable, null when it was not sent. */
function requestVar(vars: readonly string[], name: string): string | null {
  const found = vars.find((entry) => entry.startsWith(name) && entry[name.length] === '=');
  return found === undefined ? null : found.slice(name.length + 1);
}

/** A process that is gone or still loading holds no request; what its cores say is left over from the one before. */
function canServe(worker: WorkerStats): boolean {
  return isAlive(worker) && worker.accepting !== 0;
}

function sightingOf(worker: WorkerStats, core: CoreStats, before: Flight | null): Sighting | null {
  const startSecond = positiveOf(core.req_info.request_start);
  if (worker.status === 'cheap' && startSecond === null) return null;
  if (startSecond !== null && startSecond < (worker.last_spawn ?? 0)) return null;
  const finishedBefore = countOf(core.requests);
  const same =
    before !== null &&
    isSameOrUnknown(before.finishedBefore, finishedBefore) &&
    isSameStart(before, startSecond, core);
  if (same && !isSameOrUnknown(before.pid, worker.pid)) return null;
  // The server does not say that something is in flight: only what was there before may still be.
  if (core.in_request === null && (!same || startSecond === null)) return null;
  return { core, startSecond, continues: same ? before : null };
}

function isSameOrUnknown(before: number | null, now: number | null): boolean {
  return before === null || now === null || before === now;
}

/** The start may be missing for a moment: uWSGI raises the flag before it writes the time. */
function isSameStart(before: Flight, startSecond: number | null, core: CoreStats): boolean {
  if (before.startSecond !== null && startSecond !== null) return before.startSecond === startSecond;
  if (before.startSecond !== null || startSecond !== null) return true;
  const uri = requestVar(core.vars ?? [], 'REQUEST_URI');
  return before.uri === null || uri === null || before.uri === uri;
}

function flightOf(
  sighting: Sighting,
  worker: WorkerStats,
  clock: FlightClock,
  usualSeconds: number | null,
): Flight {
  const { core, continues } = sighting;
  const startSecond = sighting.startSecond ?? continues?.startSecond ?? null;
  const notBeforeMs = continues?.notBeforeMs ?? clock.previousMs;
  const firstSeenMs = continues?.firstSeenMs ?? clock.nowMs;
  const startMs = startMsOf(core, startSecond);
  const start =
    startMs === null
      ? startRange(startSecond, notBeforeMs, firstSeenMs, clock.offsetMs)
      : exactRange(startMs + clock.offsetMs, notBeforeMs, firstSeenMs);
  const least = Math.max(0, clock.nowMs - start.latestMs) / 1000;
  const most = Math.max(0, clock.nowMs - start.earliestMs) / 1000;
  const likely = likelyMost(least, most, usualSeconds);
  return {
    pid: worker.pid ?? continues?.pid ?? null,
    finishedBefore: countOf(core.requests) ?? continues?.finishedBefore ?? null,
    startSecond,
    startMs,
    uri: startSecond === null ? requestVar(core.vars ?? [], 'REQUEST_URI') : null,
    notBeforeMs,
    firstSeenMs,
    ageSeconds: (least + likely) / 2,
    rangeSeconds: Number.isFinite(most) ? likely - least : UNWATCHED_RANGE_SECONDS,
    ageKnown: Number.isFinite(most) || continues !== null,
  };
}

/** Only where both tell the same second: a core may still show the start of the request before. */
function startMsOf({ request_start_us }: CoreStats, startSecond: number | null): number | null {
  const micros = positiveOf(request_start_us ?? null);
  return micros !== null && Math.floor(micros / 1e6) === startSecond ? micros / 1000 : null;
}

/** Two clocks may differ by a little: watching has seen when it began at the latest, and what was not there before. */
function exactRange(startMs: number, notBeforeMs: number, firstSeenMs: number) {
  const at = Math.min(firstSeenMs, Math.max(notBeforeMs, startMs));
  return { earliestMs: at, latestMs: at };
}

/** Local times between which the request started. */
function startRange(startSecond: number | null, notBeforeMs: number, firstSeenMs: number, offsetMs: number) {
  const watched = { earliestMs: notBeforeMs, latestMs: firstSeenMs };
  if (startSecond === null) return watched;
  const told = startSecond * 1000 + offsetMs;
  const earliestMs = Math.max(notBeforeMs, told);
  const latestMs = Math.min(firstSeenMs, told + 1000);
  if (earliestMs <= latestMs) return { earliestMs, latestMs };
  return Number.isFinite(notBeforeMs) ? watched : { earliestMs: latestMs, latestMs };
}

function likelyMost(least: number, most: number, usualSeconds: number | null): number {
  if (usualSeconds !== null && usualSeconds > least) return Math.min(most, usualSeconds);
  return Number.isFinite(most) ? most : least;
}
