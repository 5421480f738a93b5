/* The time that the charts of a screen have in common: how much of it, up to when, and where the cursor stands. */
import { chartSpanSeconds } from '../app/chart-zoom.js';
import { focusedTarget } from '../app/shown.js';
import type { HistoryPoint } from '../metrics/history.js';
import type { Observation } from '../metrics/observation.js';
import type { Scene } from './scene.js';

export interface ChartTime {
  /** Everything that is known, oldest first. */
  readonly history: readonly HistoryPoint[];
  readonly endMs: number;
  readonly spanMs: number;
  /** The moment that is looked at; null: the newest. */
  readonly cursorMs: number | null;
}

/** Null before anything was read. */
export function chartTimeOf(scene: Scene): ChartTime | null {
  const newest = newestObservation(scene);
  if (newest === null) return null;
  const spanMs = chartSpanSeconds(scene.model) * 1000;
  const cursorMs = cursorOf(scene);
  return { history: newest.history, spanMs, cursorMs, endMs: endOf(scene, newest, spanMs, cursorMs) };
}

/** What charts and their marks are made from: all that is known, not only what was known at the moment looked at. */
export function newestObservation({ model }: Scene): Observation | null {
  return focusedTarget(model)?.observation ?? null;
}

/** A screen that is merely frozen ends where it was frozen: there is nothing to point at. */
function cursorOf({ model }: Scene): number | null {
  return model.past === null || model.past.pausedSinceMs !== null ? null : model.past.timeMs;
}

/**
 * The newest sample, or now while there are none: a silence must be seen. A cursor further back takes the charts with
 * it, half a screen at a time.
 */
function endOf(scene: Scene, newest: Observation, spanMs: number, cursorMs: number | null): number {
  const { past } = scene.model;
  if (past !== null && past.pausedSinceMs !== null) return past.timeMs;
  const silent = scene.connection.phase === 'lost';
  const { timeMs } = newest.sample;
  const endMs = silent ? Math.max(timeMs, scene.model.nowMs) : timeMs;
  if (cursorMs === null || cursorMs > endMs - spanMs * CURSOR_ROOM) return endMs;
  const half = spanMs / 2;
  return endMs - Math.ceil((endMs - spanMs * CURSOR_ROOM - cursorMs) / half) * half;
}

/** The cursor never stands in the first cells on the left. */
const CURSOR_ROOM = 0.96;
