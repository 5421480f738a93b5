/**
 * Busy time of each core of a worker between two samples.
 *
 * `running_time` counts requests when they finish, so a request of 30 s would show as 30 busy seconds in the second it
 * ends (field guide 4.2). Hence the balance: time of the requests that finished, less the part of it that lies before
 * the interval (the ages of those that were in flight at its start), plus the ages of those in flight at its end. A
 * request in flight at both ends was busy for the whole interval, whatever its age; a request that vanished without
 * being counted (killed) never comes back in `running_time`, takes nothing from it, and is given half an interval.
 *
 * Ages are known to about a second only, so the balance is weighed against what the two samples show directly
 * (in flight or not), each by how uncertain it is: short requests rest on the balance, long ones on the samples.
 * uWSGI keeps `running_time` for the worker, not for its cores: the worker's time is dealt out to the cores by the
 * requests each finished and has in flight, no core getting more than the interval.
 */
import type { Flight } from './flights.js';

export interface CoreInterval {
  readonly before: Flight | null;
  readonly now: Flight | null;
  /** `now` is the request that was in flight `before`. */
  readonly continued: boolean;
  /** Requests that finished in between and are counted in `running_time` (static files are not). */
  readonly finished: number;
}

/** Seconds by core. `runningSeconds`: growth of the worker's running_time, null when it cannot be known. */
export function busySecondsByCore(
  cores: readonly CoreInterval[],
  runningSeconds: number | null,
  intervalSeconds: number,
): readonly number[] {
  const seconds = cores.map((core) =>
    core.continued ? intervalSeconds : sampledSeconds(core, intervalSeconds),
  );
  if (runningSeconds === null) return seconds;
  const balanced = cores.flatMap((core, index) => (isBalanced(core) ? [{ core, index }] : []));
  const shares = sharesOf(
    balanced.map(({ core }) => core),
    runningSeconds,
    intervalSeconds,
  );
  for (const [position, { index }] of balanced.entries()) seconds[index] = shares[position] ?? 0;
  return seconds;
}

/** Something finished here that is in `running_time`, or began; not what was killed, of which nobody knows when. */
function isBalanced(core: CoreInterval): boolean {
  return !core.continued && (core.finished > 0 || (core.now !== null && core.before === null));
}

/** Looking twice at a span in which something changed is wrong by about a fifth of it (found by simulation). */
const SAMPLING_ERROR = 0.2;
/** Variance of a value of which only a range is known, over the square of the range. */
const RANGE_VARIANCE = 1 / 12;

function sharesOf(
  cores: readonly CoreInterval[],
  runningSeconds: number,
  intervalSeconds: number,
): readonly number[] {
  const trust = trustInBalance(cores, intervalSeconds);
  const inside = runningSeconds - total(cores.map((core) => ageBefore(core, runningSeconds)));
  const finished = total(cores.map((core) => core.finished));
  const sampled = cores.map((core) => sampledSeconds(core, intervalSeconds));
  const balance = inside + total(cores.map(ageNow));
  const weights = cores.map((core, index) => {
    const own = finished === 0 ? 0 : (Math.max(0, inside) * core.finished) / finished;
    return trust * (own + ageNow(core)) + (1 - trust) * (sampled[index] ?? 0);
  });
  return deal(trust * balance + (1 - trust) * total(sampled), weights, intervalSeconds);
}

/** Half of the interval for each end at which a request is in flight. */
function sampledSeconds(core: CoreInterval, intervalSeconds: number): number {
  return (((core.before === null ? 0 : 1) + (core.now === null ? 0 : 1)) / 2) * intervalSeconds;
}

/**
 * Age at the start of the interval of a request whose whole time is in the growth of running_time. One that is older
 * than all that finished together is not in it: uWSGI counts no request whose client never sent it, or went first.
 */
function ageBefore({ before }: CoreInterval, runningSeconds: number): number {
  if (before === null || before.ageSeconds - before.rangeSeconds / 2 > runningSeconds) return 0;
  return before.ageSeconds;
}

function ageNow(core: CoreInterval): number {
  return core.now?.ageSeconds ?? 0;
}

/** 0 to 1: by the inverse of the variances. */
function trustInBalance(cores: readonly CoreInterval[], intervalSeconds: number): number {
  const ranges = cores.map(
    ({ before, now }) => (before?.rangeSeconds ?? 0) ** 2 + (now?.rangeSeconds ?? 0) ** 2,
  );
  const samplingVariance = cores.length * (SAMPLING_ERROR * intervalSeconds) ** 2;
  const variance = samplingVariance + RANGE_VARIANCE * total(ranges);
  return variance > 0 ? samplingVariance / variance : 1;
}

/** Deals `amount` out by weight, at most `most` each. */
function deal(amount: number, weights: readonly number[], most: number): readonly number[] {
  const dealt = weights.map(() => 0);
  let left = Math.min(Math.max(0, amount), most * weights.length);
  let open = weights.map((_, index) => index);
  while (open.length > 0 && left > 0) {
    const weight = total(open.map((index) => weights[index] ?? 0));
    const shareOf = (index: number) =>
      weight > 0 ? (left * (weights[index] ?? 0)) / weight : left / open.length;
    const partly = open.filter((index) => shareOf(index) < most);
    const isShared = partly.length === open.length;
    for (const index of open) {
      const share = shareOf(index);
      if (isShared || share >= most) dealt[index] = Math.min(most, share);
    }
    if (isShared) break;
    left -= most * (open.length - partly.length);
    open = partly;
  }
  return dealt;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
