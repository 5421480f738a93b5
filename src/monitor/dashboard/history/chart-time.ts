/* The time that the charts of a screen have in common: how much of it, up to when, and the position of the cursor. */

import {
  type PlacedPoints,
  placedPoints,
  pointsBetween,
  type TimeColumns,
  timeColumns,
} from '../../metrics/history-columns.js';
import type { Observation } from '../../metrics/observation.js';
import type { HistoryPoint } from '../../metrics/sample/history.js';
import type { Scene } from '../drawing/scene.js';
import { focusedTarget } from '../model/shown.js';
import { type Marks, marksOf } from './time-axis.js';
import { chartSpanSeconds } from './time-travel.js';

export interface ChartTime {
  /** Everything that is known, oldest first. */
  readonly history: readonly HistoryPoint[];
  /** As much again from before what the charts show. */
  readonly earlier: readonly HistoryPoint[];
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
  const endMs = endOf(scene, newest, spanMs, cursorMs);
  const { history } = newest;
  const earlier = pointsBetween(history, endMs - 2 * spanMs, endMs - spanMs);
  return { history, earlier, spanMs, cursorMs, endMs };
}

/** Facts that charts of one width share. */
export interface ChartColumns {
  /** One for each cell. */
  readonly cells: TimeColumns;
  /** In two columns a cell. */
  readonly placed: PlacedPoints;
  readonly marks: Marks;
}

export function chartColumns(scene: Scene, time: ChartTime, width: number): ChartColumns {
  const cells = timeColumns(time.endMs, time.spanMs, width);
  const dots = { startMs: cells.startMs, columnMs: cells.columnMs / 2, count: cells.count * 2 };
  const events = newestObservation(scene)?.events ?? [];
  return {
    cells,
    placed: placedPoints(time.history, dots, silentUntil(scene, time)),
    marks: marksOf(events, cells),
  };
}

/** A server that is lost is silent up to now. */
function silentUntil({ connection, model }: Scene, { endMs }: ChartTime): number | null {
  return connection.phase === 'lost' && model.past === null ? endMs : null;
}

/** Source of charts and their marks: all that is known, also after the moment on the screen. */
function newestObservation({ model }: Scene): Observation | null {
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

/** The cursor is never in the first cells on the left. */
const CURSOR_ROOM = 0.96;
