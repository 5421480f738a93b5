/**
 * The timer that kills a worker of uWSGI belongs to the worker, not to a request: each request that begins starts it
 * anew, and each that ends stops it. With one core that is the same; with several, a request may live far beyond the limit.
 * tsgi has a timer for each request.
 */
import type { ServerIdentity, WorkerSample } from '../sample/sample.js';

export type HarakiriTimer =
  /** `seconds` since it was started; the worker is killed when they reach the limit. */
  | { readonly kind: 'request' | 'worker'; readonly seconds: number }
  /** A request ended after the youngest had begun: nobody will be killed before another begins. */
  | { readonly kind: 'stopped' }
  /** Nothing is in flight, or the order in which requests began and ended is unknown. */
  | { readonly kind: 'unknown' };

/** `finishedMs`: local time of the reading that showed the last request to end; null: none was seen, or it is not known. */
export function harakiriTimer(
  { cores, ageSeconds }: Pick<WorkerSample, 'cores' | 'ageSeconds'>,
  product: ServerIdentity['product'],
  finishedMs: number | null | undefined,
): HarakiriTimer {
  if (ageSeconds === null) return { kind: 'unknown' };
  if (product === 'tsgi' || cores.length <= 1) return { kind: 'request', seconds: ageSeconds };
  const requests = cores.flatMap(({ now }) => now ?? []);
  const youngest = requests.reduce((one, other) => (other.firstSeenMs > one.firstSeenMs ? other : one));
  if (finishedMs === undefined || youngest.ageSeconds === null) return { kind: 'unknown' };
  if (finishedMs === null || finishedMs < youngest.firstSeenMs)
    return { kind: 'worker', seconds: youngest.ageSeconds };
  return finishedMs > youngest.firstSeenMs ? { kind: 'stopped' } : { kind: 'unknown' };
}
