/*
 * The screen's cells, in blessed's own shape: `screen.lines` holds what should be shown, `screen.olines` what the
 * terminal shows already. A wide character takes two cells, the second one empty.
 */

export type Cell = [attribute: number, text: string];

export interface CellLine extends Array<Cell> {
  /** Something may differ from what is shown. */
  dirty: boolean;
}

/** Writes one cell; the line becomes dirty only if that changes it. */
export function setCell(line: CellLine, x: number, attribute: number, text: string): void {
  const cell = line[x];
  if (cell === undefined || (cell[0] === attribute && cell[1] === text)) return;
  cell[0] = attribute;
  cell[1] = text;
  line.dirty = true;
}
