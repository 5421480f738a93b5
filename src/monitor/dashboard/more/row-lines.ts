/**
 * One row as lines of text, wrapped to a width: every field that there is of it, by name. Counted by `update` for
 * scrolling, drawn by the view, which alone knows how numbers and times look. Texts are cleaned.
 */
import type { Field, FieldValue } from '../../fields/field.js';
import type { Row } from '../../tables/row.js';
import { fieldsOf, type TableKind } from '../../tables/tables.js';
import { cleanText } from '../../text/clean.js';
import { clipText } from '../../text/width.js';

export interface RowLine {
  /** null: a text that goes on, or a note. */
  readonly field: Field<Row> | null;
  /** A piece of a text as it is to be drawn, else the value. */
  readonly value: FieldValue;
  readonly isNote: boolean;
}

/** Cells of the label, a blank included. */
export const ROW_LABEL_CELLS = 24;

/** `gone`: the row was not in the newest reading any more. `width` counts label and value together. */
export function rowLines(kind: TableKind, row: Row, gone: boolean, width: number): readonly RowLine[] {
  const room = Math.max(10, width - ROW_LABEL_CELLS);
  const lines = fieldsOf(kind).flatMap((field) => fieldLines(field, field.value(row), room));
  return gone ? [GONE, ...lines] : lines;
}

const GONE: RowLine = {
  field: null,
  value: 'no longer in the table: this is how it was seen last',
  isNote: true,
};

function fieldLines(field: Field<Row>, value: FieldValue, room: number): readonly RowLine[] {
  if (typeof value !== 'string' || value === '')
    return [{ field, value: value === '' ? null : value, isNote: false }];
  return pieces(cleanText(value, MAX_TEXT), room).map((piece, index) => ({
    field: index === 0 ? field : null,
    value: piece,
    isNote: false,
  }));
}

/** A name of 10 kB fills the popup, and can be scrolled; the rest is cut off. */
const MAX_TEXT = 16 * 1024;

/** Commands and names are no prose: they break wherever the line ends. */
function pieces(text: string, room: number): readonly string[] {
  const all: string[] = [];
  let rest = text;
  do {
    const piece = clipText(rest, room) || rest.slice(0, 1);
    all.push(piece);
    rest = rest.slice(piece.length);
  } while (rest !== '');
  return all;
}
