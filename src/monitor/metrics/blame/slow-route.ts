/** The route that is slower than usual, where the server counts the requests of each: also too quick to be met in flight. */
import { type Usual, usualOfRoute } from '../usual/usual.js';
import { isSlower } from './beyond.js';

export interface SlowRoute {
  /** Raw. */
  readonly name: string;
  readonly seconds: number;
  readonly usual: number;
}

const RECENT_MS = 8000;
/** Fewer requests are chance. */
const FEWEST = 8;
const STILL_TIMES = 1.8;

/** @param known told at the reading before: it ends at less than it begins with */
export function slowRouteOf(usual: Usual, nowMs: number, known: SlowRoute | null): SlowRoute | null {
  let worst: (SlowRoute & { readonly lost: number }) | null = null;
  for (const [name, { isTold, recent }] of usual.routes) {
    if (!isTold) continue;
    const latest = recent.filter(({ timeMs }) => timeMs <= nowMs && nowMs - timeMs <= RECENT_MS);
    const count = latest.reduce((all, one) => all + one.count, 0);
    const usually = usualOfRoute(usual, name);
    if (count < FEWEST || usually === null) continue;
    const { mean, peak } = usually;
    const seconds = latest.reduce((all, { sum }) => all + sum, 0) / count;
    const isStill = known?.name === name && seconds >= STILL_TIMES * mean && seconds > peak;
    const lost = (seconds - mean) * count;
    if ((isStill || isSlower(seconds, mean, peak)) && lost > (worst?.lost ?? 0))
      worst = { name, seconds, usual: mean, lost };
  }
  return worst === null ? null : { name: worst.name, seconds: worst.seconds, usual: worst.usual };
}
