/**
 * Memory that runs away within seconds, long before there is a trend: it rises from look to look while requests
 * finish. Warming up is left alone: the worker must have served a while, and rise by more than modules and caches take.
 */
export interface SurgePoint {
  readonly timeMs: number;
  readonly rssBytes: number;
  readonly requests: number;
}

interface MemorySurge {
  readonly riseBytes: number;
  readonly seconds: number;
  readonly bytesPerHour: number;
}

/** Looks that are compared, at least this far apart. */
const LOOKS = 6;
const MIN_SPACING_MS = 900;
const MAX_SPAN_MS = 60_000;
/** Requests after which a process counts as warm. */
const WARM_REQUESTS = 50;
const MIN_RISE_BYTES = 32 * 2 ** 20;
const MIN_RISE_RATIO = 0.25;
/** Each step but one has at least this share of the rise: one step alone is a cache that was filled. */
const MIN_STEP_RATIO = 0.05;
const IDLE_STEPS = 1;

/** `now` null: not reported. */
export function extendSurge(points: readonly SurgePoint[], now: SurgePoint | null): readonly SurgePoint[] {
  const last = points.at(-1);
  if (now === null) return points;
  if (last === undefined || now.timeMs < last.timeMs || now.requests < last.requests) return [now];
  if (now.timeMs - last.timeMs < MIN_SPACING_MS) return points;
  return [...points.slice(1 - LOOKS), now];
}

export function memorySurge(points: readonly SurgePoint[]): MemorySurge | null {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < LOOKS) return null;
  const spanMs = last.timeMs - first.timeMs;
  const riseBytes = last.rssBytes - first.rssBytes;
  if (spanMs > MAX_SPAN_MS || first.requests < WARM_REQUESTS) return null;
  if (riseBytes < Math.max(MIN_RISE_BYTES, MIN_RISE_RATIO * first.rssBytes)) return null;
  const idle = points.slice(1).filter((point, index) => !isStep(points[index] ?? first, point, riseBytes));
  if (idle.length > IDLE_STEPS) return null;
  return { riseBytes, seconds: spanMs / 1000, bytesPerHour: (riseBytes / spanMs) * 3_600_000 };
}

function isStep(before: SurgePoint, now: SurgePoint, riseBytes: number): boolean {
  return now.requests > before.requests && now.rssBytes - before.rssBytes >= MIN_STEP_RATIO * riseBytes;
}
