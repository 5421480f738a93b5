import type { WidthTier } from '../column-entry.js';
import type { Column } from './columns.js';

/** A column with its place in the line. */
export interface VisibleColumn {
  readonly column: Column;
  /** The title or its short form, whichever fits. */
  readonly title: string;
  /** Cells from the left edge of the table; the cell 0 is the row mark's. */
  readonly x: number;
  readonly width: number;
}

/**
 * Fits columns into a line of `width` cells. Unscrolled, columns go by priority and keep their order; scrolled by
 * `offset` whole columns, the fixed ones stay and the rest follows in order as far as it fits. Never wider than the
 * line; empty when not even one cell is left. `idle`: fields of columns that say nothing and give way first; they do not
 * take the room of a request either.
 */
export function visibleColumns(
  columns: readonly Column[],
  width: number,
  offset: number,
  idle: ReadonlySet<string> | null = null,
): readonly VisibleColumn[] {
  const tier = widthTier(width);
  const chosen =
    offset <= 0 ? mostImportant(columns, width, tier, idle) : scrolled(columns, width, tier, offset);
  return placed(chosen, width, tier);
}

/** Furthest scroll position of a table: only the fixed columns and the last one are left. */
export function maxColumnOffset(columns: readonly Column[]): number {
  return Math.max(0, columns.filter((column) => column.priority > 0).length - 1);
}

function widthTier(width: number): WidthTier {
  if (width < 120) return 0;
  return width < 160 ? 1 : 2;
}

const MARK_CELLS = 1;

/** Without `idle` the user chose the columns: importance alone counts. */
function mostImportant(
  columns: readonly Column[],
  width: number,
  tier: WidthTier,
  idle: ReadonlySet<string> | null,
): readonly Column[] {
  const offered = columns.filter((column) => column.from <= tier);
  const byImportance = [...offered].sort((a, b) => a.priority - b.priority);
  if (idle === null) {
    const fit = new Set(fitting(byImportance, width, tier));
    return offered.filter((column) => fit.has(column));
  }
  const isIdle = ({ field }: Column): boolean => idle.has(field.name);
  const saying = byImportance.filter((column) => !isIdle(column));
  const silent = byImportance.filter(isIdle);
  const isUsual = ({ priority }: Column): boolean => tier > 0 && priority <= TRAFFIC_PRIORITY;
  const first = [...saying.filter(({ priority }) => priority < YIELDING_PRIORITY), ...silent.filter(isUsual)];
  const asked = fitting(first, width, tier);
  const rest = [...saying, ...silent].filter((column) => !first.includes(column));
  const kept = new Set(fitting([...asked, ...rest], width - comfort(asked, tier), tier));
  return offered.filter((column) => kept.has(column) || asked.includes(column));
}

/** Where there is room at all, traffic is told, be it none. */
const TRAFFIC_PRIORITY = 7;
/** Columns from here on are worth less than to read what a request asks for. */
const YIELDING_PRIORITY = 12;

/** Cells that what a request asks for makes more of than silent columns would. */
function comfort(columns: readonly Column[], tier: WidthTier): number {
  const stretched = columns.find(({ stretch, field }) => stretch && REQUESTS.has(field.name));
  return stretched === undefined ? 0 : Math.max(0, COMFORTABLE[tier] - stretched.widths[tier]);
}

const REQUESTS: ReadonlySet<string> = new Set(['now', 'uri']);
const COMFORTABLE: readonly [number, number, number] = [28, 36, 48];

function scrolled(
  columns: readonly Column[],
  width: number,
  tier: WidthTier,
  offset: number,
): readonly Column[] {
  const fixed = columns.filter((column) => column.priority === 0);
  const moving = columns.filter((column) => column.priority > 0);
  return fitting([...fixed, ...moving.slice(Math.min(offset, maxColumnOffset(columns)))], width, tier);
}

/** As many as fit, in the order given; the first always, cut if it must be. */
function fitting(columns: readonly Column[], width: number, tier: WidthTier): readonly Column[] {
  let used = MARK_CELLS;
  const end = columns.findIndex((column, index) => {
    used += column.widths[tier] + (index === 0 ? 0 : 1);
    return used > width && index > 0;
  });
  return end === -1 ? columns : columns.slice(0, end);
}

function placed(columns: readonly Column[], width: number, tier: WidthTier): readonly VisibleColumn[] {
  const wanted = columns.reduce((sum, column) => sum + column.widths[tier], MARK_CELLS + columns.length - 1);
  const spare = Math.max(0, width - wanted);
  let x = MARK_CELLS;
  const places = columns.map((column) => {
    const cells = Math.min(column.widths[tier] + (column.stretch ? spare : 0), width - x);
    const place = { column, title: titleFor(column, cells), x, width: cells };
    x += cells + 1;
    return place;
  });
  return places.filter((place) => place.width > 0);
}

function titleFor(column: Column, width: number): string {
  return [...column.title].length <= width ? column.title : column.shortTitle;
}
