import { type Column, columnsFor } from '../../tables/columns/columns.js';
import { isEntryTable, type TableKind, tableNamed } from '../../tables/tables.js';
import { toAscii } from '../../text/clean.js';
import { displayWidth, fitText } from '../../text/width.js';
import { type FieldHead, fieldHeadsOf } from '../dictionary.js';
import { type Part, type PartRow, partsOf } from '../parts.js';
import { isForOneTable } from '../selection.js';
import type { Layout, Snapshot } from '../snapshot.js';
import { mainViewOf, TABLE_VIEWS, type TableView } from '../views.js';
import { cellText } from './cell-text.js';
import { summaryLine } from './summary-line.js';
import { tableLines } from './table-lines.js';

/*
 * Text for people: a line that sums up the server, then one aligned table for each view. `table` has the columns that
 * matter and keeps to the terminal's width; `wide` has all of them and cuts nothing. Where there is no terminal,
 * nothing is cut either.
 */

export function renderTable(snapshot: Snapshot, layout: Layout): string {
  return render(snapshot, layout, tableColumns);
}

export function renderWide(snapshot: Snapshot, layout: Layout): string {
  return render(snapshot, { ...layout, width: null }, wideColumns);
}

function tableColumns(view: TableView): readonly string[] {
  return (OWN_COLUMNS[view] ?? snapshotFieldsOf(view)).split(' ');
}

const OWN_COLUMNS: Readonly<Partial<Record<TableView, string>>> = {
  overview: fieldHeadsOf('overview')
    .map((field) => field.name)
    .join(' '),
  cores: 'slot id pid state busy_ratio rps age_seconds requests_total static_total write_errors_total now',
  routes: 'route in_flight seen oldest_seconds mean_age_seconds busy_ratio',
};

function snapshotFieldsOf(view: TableView): string {
  return view === 'workers' || isEntryTable(view) ? tableNamed(view).snapshotFields : '';
}

/** `time` is in the summary's company, `environ` is a page of its own, `now` repeats two others. */
function wideColumns(view: TableView): readonly string[] {
  return fieldHeadsOf(view)
    .map((field) => field.name)
    .filter((name) => view === 'overview' || !['time', 'environ', 'now'].includes(name));
}

function render(
  snapshot: Snapshot,
  layout: Layout,
  defaultFields: (view: TableView) => readonly string[],
): string {
  const parts = partsOf(snapshot, viewsFor(snapshot), { ...layout, defaultFields });
  const tables = parts.map((part) => partLines(part, layout, parts.length > 1));
  const blocks = layout.headers ? [[summary(snapshot, layout)], ...tables] : tables;
  const between = parts.length > 1 ? '\n' : '';
  const text = blocks.map((lines) => lines.map((line) => `${line}\n`).join('')).join(between);
  return layout.headers && !layout.first ? `\n${text}` : text;
}

function viewsFor({ selection, observation }: Snapshot): readonly TableView[] {
  if (selection.view === 'all' && !isForOneTable(selection)) return TABLE_VIEWS;
  return selection.view === null || selection.view === 'all'
    ? [mainViewOf(observation.sample)]
    : [selection.view];
}

function summary(snapshot: Snapshot, layout: Layout): string {
  const line = shown(summaryLine(snapshot, layout.ascii ? ' | ' : ' · '), layout);
  const tooLong = layout.width !== null && displayWidth(line) > layout.width;
  return tooLong ? fitText(line, layout.width, 'left', ellipsisOf(layout)) : line;
}

function partLines(part: Part, layout: Layout, titled: boolean): readonly string[] {
  const lines = part.view === 'overview' ? overviewLines(part, layout) : rowLines(part, layout);
  return titled && layout.headers ? [part.view.toUpperCase(), ...lines] : lines;
}

function rowLines(part: Part, layout: Layout): readonly string[] {
  return tableLines(
    {
      titles: layout.headers ? part.fields.map((field) => titleOf(part.view, field)) : null,
      rows: part.rows.map((row) => row.cells.map((_, index) => shown(cellOf(part, row, index), layout))),
      align: part.fields.map((field) => (LEFT_UNITS.has(field.unit) ? 'left' : 'right')),
    },
    layout.width,
    ellipsisOf(layout),
  );
}

/** One reading is printed vertically: a line for each field. */
function overviewLines(part: Part, layout: Layout): readonly string[] {
  const [row] = part.rows;
  if (row === undefined) return [];
  const rows = part.fields.map((field, index) => [field.name, shown(cellOf(part, row, index), layout)]);
  return tableLines({ titles: null, rows, align: ['left', 'left'] }, layout.width, ellipsisOf(layout));
}

const LEFT_UNITS: ReadonlySet<string> = new Set(['text', 'flag', 'time']);

function cellOf(part: Part, row: PartRow, index: number): string {
  const field = part.fields[index];
  if (field === undefined) return '';
  const text = cellText(row.cells[index] ?? null, field);
  const core = part.view === 'workers' && field.name === 'slot' ? coreOf(row) : null;
  return core === null ? text : `${text}.${core}`;
}

/** In a tree: the number of the core below its worker. */
function coreOf(row: PartRow): number | null {
  const { subject } = row;
  return subject !== null && 'kind' in subject && subject.kind === 'core' ? subject.core.id : null;
}

/** Where the screen has no such column, or one that says something else. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ['slot', 'WID'],
  ['worker', 'WID'],
  ['queue', 'QUEUE'],
  ['limit', 'LIMIT'],
  ['full_for_seconds', 'FULL FOR'],
  ['items', 'ITEMS'],
  ['items_limit', 'MAX'],
  ['nodes_up', 'UP'],
]);

/** As on the screen, else the shortest name of the field. */
function titleOf(view: TableView, field: FieldHead): string {
  const column = columnsOf(view).find((candidate) => candidate.field.name === field.name);
  return TITLES.get(field.name) ?? column?.title ?? (field.aliases[0] ?? field.name).toUpperCase();
}

function columnsOf(view: TableView): readonly Column[] {
  if (view === 'cores') return columnsFor('workers', 'cores');
  return isTableKind(view) ? columnsFor(view, 'flat') : [];
}

function isTableKind(view: TableView): view is TableKind & TableView {
  return view !== 'overview' && view !== 'cores' && view !== 'routes' && !OWN_TITLES.has(view);
}

/** The columns of the screen say something else. */
const OWN_TITLES: ReadonlySet<TableView> = new Set(['requests', 'sockets', 'apps']);

function shown(text: string, layout: Layout): string {
  return layout.ascii ? toAscii(text) : text;
}

function ellipsisOf(layout: Layout): string {
  return layout.ascii ? '~' : '…';
}
