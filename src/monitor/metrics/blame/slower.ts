/**
 * A server that answers more slowly than usual although threads are free: all of it, one route, or a tail of requests.
 * It begins when two readings on end show it and ends when the figures are near the usual ones again, not in between.
 */
import type { RequestSample } from '../sample/sample.js';
import { recentCount, recentLatency, type Usual, usualLatencyOf, usualOfRoute } from '../usual/usual.js';
import { BEYOND_SECONDS, isSlower } from './beyond.js';
import { type SlowRoute, slowRouteOf } from './slow-route.js';
import type { SuspectInput } from './suspect.js';

export interface Slower {
  readonly sinceMs: number;
  /** Readings on end that showed it, until it is told. */
  readonly shown: number;
  /** Readings on end that did not. */
  readonly missed: number;
  readonly isTold: boolean;
  /** Means of the last seconds and of the minutes before; null: only some requests are slow. */
  readonly seconds: number | null;
  readonly usual: number | null;
  /** null: none by itself, or the server does not count by route. */
  readonly route: SlowRoute | null;
  /** Requests in flight beyond what is usual of their routes. */
  readonly beyond: number;
  readonly oldestSeconds: number;
}

const BEGIN = 2;
/** One slow request among many is chance. */
const BEGIN_LONE = 3;
const END = 2;
const FEWEST_FINISHED = 5;
const STILL_TIMES = 1.8;
/** A tail is told when it holds more threads than one that happens to be long. */
const FEWEST_BEYOND = 2;
const LONE_TIMES = 10;
const LONE_SECONDS = 2;

export function nextSlower(before: Slower | null, input: SuspectInput): Slower | null {
  const { nowMs } = input;
  const known = before !== null && nowMs >= before.sinceMs ? before : null;
  const found = lookAt(input, known);
  if (found === null) {
    if (known === null || !known.isTold || known.missed + 1 >= END) return null;
    return { ...known, missed: known.missed + 1 };
  }
  const shown = (known?.shown ?? 0) + 1;
  const enough =
    found.seconds === null && found.route === null && found.beyond < FEWEST_BEYOND ? BEGIN_LONE : BEGIN;
  return {
    ...found,
    sinceMs: known?.sinceMs ?? nowMs,
    shown,
    missed: 0,
    isTold: (known?.isTold ?? false) || shown >= enough,
  };
}

type Look = Pick<Slower, 'seconds' | 'usual' | 'route' | 'beyond' | 'oldestSeconds'>;

function lookAt(input: SuspectInput, known: Slower | null): Look | null {
  const isTold = known?.isTold ?? false;
  const usual = usualLatencyOf(input.usual);
  if (usual === null) return null;
  const beyond = input.beyond.filter((request) => isKnown(input, request));
  const oldestSeconds = beyond.reduce((most, { ageSeconds }) => Math.max(most, ageSeconds ?? 0), 0);
  const seconds = slowMean(input.usual, isTold);
  const route = slowRouteOf(input.usual, input.nowMs, isTold ? (known?.route ?? null) : null);
  const look = { seconds, usual: usual.mean, route, beyond: beyond.length, oldestSeconds };
  if (seconds !== null || route !== null) return look;
  if (beyond.length >= (isTold ? 1 : FEWEST_BEYOND)) return look;
  const isLone = beyond.length === 1 && oldestSeconds >= Math.max(LONE_SECONDS, LONE_TIMES * usual.peak);
  return isLone ? look : null;
}

/** Of a route that was not met before nobody knows what is usual. */
function isKnown({ usual, routeOf }: SuspectInput, request: RequestSample): boolean {
  const route = routeOf(request);
  if ((request.ageSeconds ?? 0) < BEYOND_SECONDS) return false;
  return route !== null && usualOfRoute(usual, route) !== null;
}

function slowMean(usual: Usual, isTold: boolean): number | null {
  const usually = usualLatencyOf(usual);
  const recent = recentLatency(usual);
  if (usually === null || recent === null || recentCount(usual) < FEWEST_FINISHED) return null;
  const isStill = isTold && recent >= STILL_TIMES * usually.mean && recent > usually.peak;
  return isStill || isSlower(recent, usually.mean, usually.peak) ? recent : null;
}
