/*
 * One cell of the main table: the value of a field as spans that fill the column exactly. Most fields go by their
 * unit; the few that are drawn or put into words are in `drawn-cells.ts`.
 */
import type { Field, FieldValue } from '../../fields/field.js';
import { unitText } from '../../fields/unit-text.js';
import type { VisibleColumn } from '../../tables/columns/visible-columns.js';
import type { Row } from '../../tables/row.js';
import { formatCount } from '../../text/format.js';
import { fitText } from '../../text/width.js';
import type { Span } from '../drawing/frame.js';
import { markMatches } from '../drawing/match.js';
import { clockOf, type Scene, screenText } from '../drawing/scene.js';
import { shortenNumber } from '../drawing/shorten-number.js';
import { cellTone } from './cell-tone.js';
import { drawnCell } from './drawn-cells.js';

/** `lastOfWorker`: the row below belongs to another worker. */
export function cellSpans(
  scene: Scene,
  row: Row,
  place: VisibleColumn,
  lastOfWorker: boolean,
): readonly Span[] {
  const drawn = drawnCell(scene, row, place, lastOfWorker);
  if (drawn !== null) return drawn;
  const { field, align } = place.column;
  const value = field.value(row);
  const tone = cellTone(scene, row, field.tone, value);
  if (field.unit === 'text') {
    const text = fitText(textOf(scene, value, row), place.width, align, scene.glyphs.ellipsis);
    return markMatches(text, tone, scene.model.table.searchText);
  }
  return [{ text: fitText(numberText(scene, field, value, place.width, row), place.width, align), tone }];
}

function textOf(scene: Scene, value: FieldValue, row: Row): string {
  if (value === null) return row.kind === 'core' ? '' : '-';
  return screenText(scene, String(value), 1024);
}

function numberText(scene: Scene, field: Field<Row>, value: FieldValue, width: number, row: Row): string {
  if (row.kind === 'core' && field.ofCores === false) return '';
  if (value === null) return '-';
  if (typeof value === 'boolean') return flagText(scene, field, value);
  if (typeof value === 'string') return screenText(scene, value, 256);
  return shortenNumber(formatNumber(scene, field, value), width);
}

/** A mark of death that is not there is nothing to cross out. */
function flagText({ glyphs }: Scene, { tone }: Field<Row>, value: boolean): string {
  if (tone === 'mark') return value ? `${glyphs.lost} yes` : '-';
  return value ? glyphs.yes : glyphs.no;
}

export function formatNumber(scene: Scene, field: Field<Row>, value: number): string {
  const text = unitText(value, field);
  if (text !== null) return text;
  switch (field.unit) {
    case 'id':
      return String(value);
    case 'count':
      return formatCount(value);
    case 'time':
      return clockOf(scene, value);
    default:
      return screenText(scene, String(value), 256);
  }
}
