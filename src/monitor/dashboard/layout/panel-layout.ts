import type { Model } from '../model/model.js';
import { isDetailsShown, shownObservation } from '../model/shown.js';
/* Number of the table's lines that a panel below it takes; 0 where there is no room for both. */

/** Half, if that leaves enough of both; more where the table can use no more than `tableLines`. */
export function halfLines(lines: number, tableLines = Number.POSITIVE_INFINITY): number {
  const panel = Math.min(MOST_PANEL_LINES, Math.max(Math.floor(lines / 2), lines - tableLines));
  return panel >= LEAST_PANEL_LINES ? panel : 0;
}

/** The panel about a worker has what it wants, as long as a few rows stay. */
export function detailPanelLines(wanted: number, lines: number): number {
  const rows = Math.max(2, Math.min(LEAST_ROWS, Math.floor(lines / 3)));
  const panel = Math.min(wanted, lines - rows);
  return panel < LEAST_DETAIL_LINES ? 0 : panel;
}

/** The notes of More. */
export function notesLines(lines: number): number {
  return lines < LEAST_LINES_WITH_NOTES ? 0 : NOTE_LINES;
}

const LEAST_PANEL_LINES = 4;
const MOST_PANEL_LINES = 18;
const LEAST_ROWS = 4;
const LEAST_DETAIL_LINES = 5;
const NOTE_LINES = 4;
const LEAST_LINES_WITH_NOTES = 14;

/** From here on the charts stand beside the cores. */
export const WIDE_PANEL_COLUMNS = 100;

/** Frame, identity, process, stack. */
const FIXED_LINES = 5;

/** Harakiri and kills; applications. */
export const FACT_LINES = 2;

/** A heading and three charts; where it is narrow, all of them in one line. */
export const CHART_LINES = 4;

const MOST_CORES = 16;

/**
 * The lines that the panel about a worker wants with its frame, null while it is closed. The same for all workers, so
 * that the table above it stays in place when another one is selected.
 */
export function detailLines(model: Model): number | null {
  if (!isDetailsShown(model)) return null;
  const body = shownObservation(model)?.sample.body;
  const workers = body?.kind === 'workers' ? body.workers.workers : [];
  const cores = Math.min(MOST_CORES, Math.max(1, ...workers.map((worker) => worker.cores.length)));
  const wide = model.size.columns >= WIDE_PANEL_COLUMNS;
  return FIXED_LINES + (wide ? Math.max(cores + FACT_LINES, CHART_LINES) : cores + FACT_LINES + 1);
}
