/* The part of the screen that popups take. */
import type { Model } from '../model/model.js';
import type { Size } from '../model/size.js';
import { layoutOf } from './layout.js';

/** The room for text in the help, inside its frame: all of the screen but a margin, and never wider than is read well. */
export function helpRoom(size: Size): Size {
  return { columns: Math.max(0, Math.min(100, size.columns - 6)), rows: Math.max(0, size.rows - 4) };
}

/** Values of variables are long: as wide as the screen allows. */
export function detailRoom(size: Size): Size {
  return { columns: Math.max(0, Math.min(160, size.columns - 6)), rows: Math.max(0, size.rows - 4) };
}

/**
 * The setup leaves the table's titles and a few rows to be seen above it, where there is room for both; `y` is its top
 * line, `rows` those of its list, between the line of pages above and the hints below.
 */
export function setupRoom(model: Model): Size & { readonly y: number } {
  const { columns, rows } = model.size;
  const lowest = Math.max(0, rows - LEAST_SETUP_ROWS - SETUP_EXTRA_ROWS);
  const y = Math.min(layoutOf(model).tableHead.y + 3, lowest);
  const room = Math.max(1, rows - y - SETUP_EXTRA_ROWS);
  return { columns: Math.max(1, Math.min(110, columns - 4)), rows: Math.min(MOST_SETUP_ROWS, room), y };
}

const LEAST_SETUP_ROWS = 9;
const MOST_SETUP_ROWS = 30;
/** The frame, the line of pages and the hints. */
const SETUP_EXTRA_ROWS = 4;
