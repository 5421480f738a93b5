import { clipText, displayWidth, fitText } from '../../text/width.js';

/** A table of cleaned cells, ready to be aligned. */
interface TextTable {
  /** null: no line of titles. */
  readonly titles: readonly string[] | null;
  readonly rows: readonly (readonly string[])[];
  readonly align: readonly ('left' | 'right')[];
}

/**
 * Aligned lines without trailing blanks. With a `width`, the widest left-aligned column gives way until it is
 * `LEAST_TEXT` cells wide; what still does not fit is cut off at the right.
 */
export function tableLines(table: TextTable, width: number | null, ellipsis: string): readonly string[] {
  const lines = table.titles === null ? table.rows : [table.titles, ...table.rows];
  const natural = table.align.map((_, column) =>
    lines.reduce((most, cells) => Math.max(most, displayWidth(cells[column] ?? '')), 0),
  );
  const widths = width === null ? natural : narrowed(natural, table.align, width);
  return lines.map((cells) => {
    const fitted = cells.map((cell, column) =>
      fitText(cell, widths[column] ?? 0, table.align[column] ?? 'left', ellipsis),
    );
    const line = fitted.join(' ').trimEnd();
    return width === null ? line : clipText(line, width).trimEnd();
  });
}

const LEAST_TEXT = 8;

function narrowed(
  widths: readonly number[],
  align: readonly ('left' | 'right')[],
  available: number,
): readonly number[] {
  const over = widths.reduce((sum, width) => sum + width + 1, -1) - available;
  const widest = widestText(widths, align);
  const size = widths[widest] ?? 0;
  if (over <= 0 || size <= LEAST_TEXT) return widths;
  const next = widths.map((width, column) => (column === widest ? Math.max(LEAST_TEXT, size - over) : width));
  return narrowed(next, align, available);
}

/** The last one of those that are widest; -1 if there is no text. */
function widestText(widths: readonly number[], align: readonly ('left' | 'right')[]): number {
  return widths.reduce(
    (best, width, column) => (align[column] === 'left' && width >= (widths[best] ?? 0) ? column : best),
    -1,
  );
}
