import type { Model } from '../model/model.js';
import { isDetailsShown, shownObservation } from '../model/shown.js';

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
