/** tsgi keeps its old workers while new code loads, and when it does not load; its document tells. */
import type { WorkersDocument } from '../../../stats/schema.js';
import { positiveOf } from '../sample/counters.js';

export interface ReloadProgress {
  readonly kind: 'loading' | 'failed';
  /** Local time. */
  readonly sinceMs: number;
}

/** null: nothing is under way, or the server does not say. */
export function reloadProgress({ extra }: WorkersDocument, nowMs: number): ReloadProgress | null {
  const { tsgi } = extra;
  if (tsgi === null || typeof tsgi !== 'object') return null;
  const own: OwnStats = tsgi;
  const clockMs = (numberOf(own.time_us) ?? nowMs * 1000) / 1000;
  const localMs = (second: number) => Math.min(nowMs, nowMs - clockMs + second * 1000);
  const failedAt = positiveOf(numberOf(own.reload_failed_at));
  if (failedAt !== null) return { kind: 'failed', sinceMs: localMs(failedAt) };
  const since = positiveOf(numberOf(own.reloading_since));
  return since === null ? null : { kind: 'loading', sinceMs: localMs(since) };
}

interface OwnStats {
  readonly time_us?: unknown;
  readonly reloading_since?: unknown;
  readonly reload_failed_at?: unknown;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
