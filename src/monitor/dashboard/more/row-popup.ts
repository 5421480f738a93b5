import type { Field } from '../../fields/field.js';
import type { Row } from '../../tables/row.js';
import { formatDuration } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Popup } from '../drawing/popup.js';
import { clockOf, type Scene, screenText } from '../drawing/scene.js';
import { detailRoom } from '../layout/popup-rooms.js';
import { ownKeysText } from '../steps/popup-key.js';
import { formatNumber } from '../table/cell.js';
import { cellTone } from '../table/cell-tone.js';
import { nameOfRow, ROW_KEYS, type RowOverlay } from './row-detail.js';
import { ROW_LABEL_CELLS, type RowLine, rowLines } from './row-lines.js';

/** All that is known of one row as a box over the screen: each field by name, its value, and what it means. */
export function rowPopup(scene: Scene, overlay: RowOverlay): Popup {
  const room = detailRoom(scene.model.size);
  const all = rowLines(overlay.table, overlay.row, overlay.gone, room.columns);
  const rows = Math.min(room.rows, all.length);
  const first = Math.max(0, Math.min(overlay.top, all.length - rows));
  const lines = all.slice(first, first + rows).map((line) => lineOf(scene, overlay.row, line, room.columns));
  const place = rows >= all.length ? '' : `${first + 1}-${first + rows} of ${all.length}  `;
  const name = nameOfRow(overlay.table, overlay.row);
  const keys = ownKeysText(ROW_KEYS, scene.model, overlay);
  const title = name === null ? overlay.row.kind : fittedName(scene, name, room.columns - TITLE_MARGIN);
  return { title, corner: `${place}${keys}Esc closes`, lines, columns: room.columns };
}

/** Width of the corner, with some frame left visible. */
const TITLE_MARGIN = 40;

function fittedName(scene: Scene, name: string, width: number): string {
  const text = screenText(scene, name, 256);
  const room = Math.max(8, width);
  return displayWidth(text) > room ? fitText(text, room, 'left', scene.glyphs.ellipsis) : text;
}

function lineOf(scene: Scene, row: Row, { field, value, isNote }: RowLine, width: number): Line {
  const line = new LineBuilder(width);
  if (isNote) return line.add(screenText(scene, String(value)), 'warn').end();
  line.add(fitText(field?.name ?? '', ROW_LABEL_CELLS - 1, 'left', scene.glyphs.ellipsis), 'key').gap(1);
  if (field === null) return line.add(screenText(scene, String(value)), 'plain').end();
  const text = valueText(scene, field, value);
  const tone = value === null ? 'dim' : cellTone(scene, row, field.tone, value);
  line.add(text, tone === 'dim' && value !== null ? 'plain' : tone);
  return withMeaning(line, field.about).end();
}

/** Beside the value where it fits as a whole. */
function withMeaning(line: LineBuilder, about: string): LineBuilder {
  const from = Math.max(line.x + 2, ROW_LABEL_CELLS + VALUE_CELLS);
  return from + displayWidth(about) > line.width ? line : line.to(from).add(about, 'dim');
}

const VALUE_CELLS = 26;

function valueText(scene: Scene, field: Field<Row>, value: RowLine['value']): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return screenText(scene, value, MAX_PIECE);
  if (field.unit === 'time') return timeText(scene, value);
  if (field.unit === 'count' && Number.isInteger(value)) return String(value);
  return formatNumber(scene, field, value);
}

const MAX_PIECE = 4096;

/** `13:20:25, 2s ago`; with the day where that is another one. */
function timeText(scene: Scene, timeMs: number): string {
  const seconds = (scene.shownAtMs - timeMs) / 1000;
  const day = new Date(timeMs + scene.utcOffsetMinutes * 60_000);
  const date =
    Math.abs(seconds) < DAY_SECONDS || Number.isNaN(day.getTime())
      ? ''
      : `${day.toISOString().slice(0, 10)} `;
  const distance = seconds >= 0 ? `${formatDuration(seconds)} ago` : `in ${formatDuration(-seconds)}`;
  return `${date}${clockOf(scene, timeMs)}, ${distance}`;
}

const DAY_SECONDS = 24 * 3600;
