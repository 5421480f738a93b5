/* The main table. Only rows on the screen are drawn, so that a thousand rows cost what fifty do. */

import { type VisibleColumn, visibleColumns } from '../../tables/columns/visible-columns.js';
import type { Row } from '../../tables/row.js';
import { formatCount } from '../../text/format.js';
import { fitText } from '../../text/width.js';
import type { Hit, Line, Tone } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder, ruleLine } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { clockOf } from '../drawing/scene.js';
import type { LineRange } from '../layout/layout.js';
import { cellSpans } from './cell.js';
import { fittedColumns } from './core-map.js';
import { idleColumns } from './idle-columns.js';

/** The columns on the screen, the same for the head and every row. */
export function tableColumns(scene: Scene): readonly VisibleColumn[] {
  const { model, width } = scene;
  return visibleColumns(fittedColumns(model), width, model.table.columnOffset, idleColumns(model));
}

export function tableHeadLine(scene: Scene, places: readonly VisibleColumn[]): Line {
  const line = new LineBuilder(scene.width);
  for (const place of places) {
    const sorted = place.column.field.name === scene.model.table.sortField;
    line.to(place.x).add(headText(scene, place, sorted), sorted ? 'header-sorted' : 'header');
  }
  return line.end('header');
}

export function tableHeadHits(places: readonly VisibleColumn[], y: number): readonly Hit[] {
  return places.map(({ x, width, column }) => ({
    x,
    y,
    width,
    height: 1,
    target: { kind: 'column', field: column.field.name },
  }));
}

export function tableBodyLines(
  scene: Scene,
  places: readonly VisibleColumn[],
  height: number,
): readonly Line[] {
  const { rows, table } = scene.model;
  return Array.from({ length: height }, (_, index) => {
    const row = rows[table.top + index];
    return row === undefined ? EMPTY_LINE : rowLine(scene, places, row, rows[table.top + index + 1]);
  });
}

export function tableBodyHits(
  scene: Scene,
  places: readonly VisibleColumn[],
  body: LineRange,
): readonly Hit[] {
  const { rows, table } = scene.model;
  return rows.slice(table.top, table.top + body.height).flatMap((row, index) => {
    const y = body.y + index;
    const hit: Hit = { x: 0, y, width: scene.width, height: 1, target: { kind: 'row', key: row.key } };
    return [hit, ...foldHits(scene, places, row, y)];
  });
}

/** The sign that says what a click and the keys are about; the same place for workers, vassals and nodes. */
function rowMark(scene: Scene, row: Row): string {
  const { table } = scene.model;
  const selected = row.key === table.selected;
  if (table.tagged.has(row.key)) return selected ? scene.glyphs.selectedAndTagged : scene.glyphs.tagged;
  return selected ? scene.glyphs.selected : ' ';
}

function rowFill(scene: Scene, row: Row): Tone {
  if (row.key === scene.model.table.selected) return 'selected';
  return scene.model.table.tagged.has(row.key) ? 'tagged' : 'plain';
}

/** The sort mark follows the title; where there is no room, it replaces the last letter. */
function headText(scene: Scene, { title, width, column }: VisibleColumn, sorted: boolean): string {
  const { glyphs, model } = scene;
  const mark = sorted ? (model.table.descending ? glyphs.descending : glyphs.ascending) : '';
  const room = width - mark.length;
  const text = [...title].slice(0, Math.max(0, room)).join('');
  return fitText(text + mark, width, column.align);
}

function rowLine(scene: Scene, places: readonly VisibleColumn[], row: Row, next: Row | undefined): Line {
  const line = new LineBuilder(scene.width).add(rowMark(scene, row), 'strong');
  const lastOfWorker = next?.kind !== 'core';
  for (const place of places) line.to(place.x).addAll(cellSpans(scene, row, place, lastOfWorker));
  return line.end(rowFill(scene, row));
}

/** The fold mark of a worker: the first cell of its number. */
function foldHits(scene: Scene, places: readonly VisibleColumn[], row: Row, y: number): readonly Hit[] {
  const first = places.find((place) => place.column.field.name === 'slot');
  const foldable = scene.model.table.mode === 'tree' && row.kind === 'worker' && row.worker.cores.length > 0;
  if (!foldable || first === undefined) return [];
  return [{ x: first.x, y, width: 2, height: 1, target: { kind: 'fold', key: row.key } }];
}

export function tableTitleLine(scene: Scene): Line {
  const { length } = scene.model.rows;
  const body = scene.observation?.sample.body;
  if (body?.kind !== 'workers') return ruleLine(scene, 'workers', '', scene.width);
  const { past } = scene.model;
  const when = past === null ? '' : ` at ${clockOf(scene, past.timeMs)}`;
  const all = body.workers.totals.workers;
  const shown =
    scene.model.table.filterText === '' ? '' : `${formatCount(length)} of ${formatCount(all)} shown`;
  return ruleLine(scene, `workers${when}`, shown, scene.width);
}
