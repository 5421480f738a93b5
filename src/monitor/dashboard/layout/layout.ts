/**
 * Which lines of the screen belong to what. Numbers only: `update` needs them for pages and scrolling, the view to
 * draw. Whatever the size, the parts follow each other without a gap and fill the screen exactly.
 */
import type { TableKind } from '../../tables/tables.js';
import type { Model } from '../model/model.js';
import type { RequestGroup } from '../model/setting-table.js';
import { shownObservation, shownTable, tableKind, tableOfView } from '../model/shown.js';
import type { Size } from '../model/size.js';
import { type ChartBox, historyBoxes, historyChartLines, wallBoxes } from './chart-layout.js';
import { detailLines, detailPanelLines, halfLines, notesLines } from './panel-layout.js';

export interface Layout {
  /**
   * `full` from 60×12: everything. `compact` below: one line a worker and no decoration. `verdict` below 40×6: the
   * verdict alone, over all lines.
   */
  readonly mode: 'full' | 'compact' | 'verdict';
  /** Identity and freshness. */
  readonly header: LineRange;
  readonly verdict: LineRange;
  /** 0 to 3 lines. */
  readonly meters: LineRange;
  readonly tabs: LineRange;
  /** In the history, and on the wall. */
  readonly charts: LineRange;
  /** A rule with the name of the table, where other things stand beside it. */
  readonly tableTitle: LineRange;
  /** The tables of More. */
  readonly sections: LineRange;
  readonly tableHead: LineRange;
  readonly tableBody: LineRange;
  /** Below the table: what goes with the requests or the sockets; not everywhere. */
  readonly panel: LineRange;
  /** Side by side on the wall: what is in flight and who took the time, the queues and what happened. */
  readonly requestsAndRoutes: LineRange;
  readonly socketsAndEvents: LineRange;
  readonly status: LineRange;
  /** The footer with the function keys; gives its line to the prompt while one is open. */
  readonly keys: LineRange;
  readonly prompt: LineRange;
}

/** Lines `y` to `y + height - 1`; a height of 0 means not shown. */
export interface LineRange {
  readonly y: number;
  readonly height: number;
}

export interface LayoutOptions {
  readonly metersShown: boolean;
  /** The table has all lines for itself; in the history the charts have. */
  readonly expanded?: boolean;
  readonly promptOpen: boolean;
  readonly kind: TableKind;
  /** The view of the charts, which stand above the table. */
  readonly history: boolean;
  /** More is open, and `kind` one of its tables. */
  readonly more?: boolean;
  /** The document has workers, and so three lines of meters. */
  readonly hasWorkers?: boolean;
  readonly requestGroup: RequestGroup;
  /** Lines that the table can use, where that is known to stay so: what it leaves goes to what stands around it. */
  readonly tableRows?: number;
  /** Wanted by the panel about a worker; null: it is closed. */
  readonly detailLines?: number | null;
}

export function layoutOf(model: Model): Layout {
  return layoutFor(model.size, {
    metersShown: model.settings.metersShown,
    expanded: model.settings.expanded,
    promptOpen: model.prompt !== null,
    kind: shownTable(model),
    history: model.view === 'history',
    more: model.view === 'more',
    hasWorkers: tableKind(shownObservation(model)) === 'workers',
    requestGroup: model.settings.requestGroup,
    ...steadyRows(model),
    detailLines: detailLines(model),
  });
}

/** Filters and folding come and go; how many workers and sockets there are does not change every moment. */
function steadyRows(model: Model): Pick<LayoutOptions, 'tableRows'> {
  const body = shownObservation(model)?.sample.body;
  if (body?.kind !== 'workers') return {};
  if (model.view === 'sockets') return { tableRows: body.workers.sockets.length };
  const isList = tableOfView(model.view) === 'workers' && model.table.mode === 'flat';
  return isList ? { tableRows: body.workers.totals.workers } : {};
}

export function layoutFor(size: Size, options: LayoutOptions): Layout {
  const mode = modeFor(size);
  const heights = HEIGHTS[mode](size, options);
  let y = 0;
  const place = (part: Part): LineRange => {
    const range = { y, height: heights[part] ?? 0 };
    y += range.height;
    return range;
  };
  return {
    mode,
    header: place('header'),
    verdict: place('verdict'),
    meters: place('meters'),
    tabs: place('tabs'),
    charts: place('charts'),
    tableTitle: place('tableTitle'),
    sections: place('sections'),
    tableHead: place('tableHead'),
    tableBody: place('tableBody'),
    requestsAndRoutes: place('requestsAndRoutes'),
    socketsAndEvents: place('socketsAndEvents'),
    panel: place('panel'),
    status: place('status'),
    keys: place('keys'),
    prompt: place('prompt'),
  };
}

/** The charts on the screen; their `y` counts from the first line of `layout.charts`. */
export function chartBoxesOf(model: Model, { charts }: Layout): readonly ChartBox[] {
  if (charts.height === 0) return [];
  return model.view === 'history'
    ? historyBoxes(model.size.columns, charts.height)
    : wallBoxes(model.size.columns, charts.height);
}

function modeFor(size: Size): Layout['mode'] {
  if (size.columns < 40 || size.rows < 6) return 'verdict';
  return size.columns < 60 || size.rows < 12 ? 'compact' : 'full';
}

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

type Part = Exclude<keyof Layout, 'mode'>;
type Heights = Readonly<Partial<Record<Part, number>>>;

const HEIGHTS: Readonly<Record<Layout['mode'], (size: Size, options: LayoutOptions) => Heights>> = {
  full: fullHeights,
  compact: compactHeights,
  verdict: verdictHeights,
};

function fullHeights(size: Size, options: LayoutOptions): Heights {
  const fixed = {
    header: 1,
    verdict: 1,
    meters: meterLines(size, options),
    tabs: 1,
    sections: options.more === true ? 1 : 0,
    tableHead: 1,
    status: 1,
    keys: options.promptOpen ? 0 : 1,
    prompt: options.promptOpen ? 1 : 0,
    ...(isWall(size, options) ? wallHeights(size) : {}),
  };
  const heights = withBody(size, fixed);
  if (options.history) return withCharts(size, options, heights);
  return isWall(size, options)
    ? withWiderWall(options, withPanel(options, heights))
    : withPanel(options, heights);
}

function isWall(size: Size, options: LayoutOptions): boolean {
  if (options.kind !== 'workers' || options.history || options.expanded === true) return false;
  return size.columns >= 200 && size.rows >= 60;
}

/** Lines beyond the least size go to the workers first. */
function wallHeights(size: Size): Heights {
  const more = Math.floor((size.rows - 60) / 6);
  return {
    charts: 11 + Math.min(5, more),
    tableTitle: 1,
    requestsAndRoutes: 10 + Math.min(10, more),
    socketsAndEvents: 8 + Math.min(8, more),
  };
}

/** Few workers leave lines that the rest of the wall can use. */
function withWiderWall(options: LayoutOptions, heights: Heights): Heights {
  const { tableBody = 0, charts = 0, requestsAndRoutes = 0, socketsAndEvents = 0 } = heights;
  const spare = Math.max(0, tableBody - linesFor(options));
  const [forCharts, forRequests] = [Math.min(5, Math.floor(spare / 3)), Math.floor(spare / 3)];
  return {
    ...heights,
    tableBody: tableBody - spare,
    charts: charts + forCharts,
    requestsAndRoutes: requestsAndRoutes + forRequests,
    socketsAndEvents: socketsAndEvents + spare - forCharts - forRequests,
  };
}

function linesFor({ tableRows }: LayoutOptions): number {
  return tableRows === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST_TABLE_LINES, tableRows + 1);
}

/** A table of two workers still looks like a table. */
const LEAST_TABLE_LINES = 6;

/** The charts and the table of the history share what is left. */
function withCharts(size: Size, options: LayoutOptions, heights: Heights): Heights {
  const lines = heights.tableBody ?? 0;
  const title = size.rows >= ROOMY_ROWS ? 1 : 0;
  const charts = historyChartLines(size, lines - title, options.expanded === true ? 0 : linesFor(options));
  return { ...heights, charts, tableTitle: title, tableBody: lines - title - charts };
}

/**
 * Three where there is room; narrow terminals hold one meter less, short ones leave the lines to the table. Documents
 * without workers have one line of counts.
 */
function meterLines(size: Size, options: LayoutOptions): number {
  if (!options.metersShown) return 0;
  if (options.hasWorkers === false || WITHOUT_WORKERS.has(options.kind)) return 1;
  if (options.history && size.rows < METERS_WITH_CHARTS_ROWS) return 0;
  if ((options.kind === 'requests' || options.more === true) && size.rows < ROOMY_ROWS) return 1;
  if (options.kind === 'sockets' && size.rows < ROOMY_ROWS) return 0;
  const byHeight = size.rows < 16 ? 1 : size.rows < 20 ? 2 : 3;
  return Math.min(byHeight, size.columns < 80 ? 2 : 3);
}

const WITHOUT_WORKERS: ReadonlySet<TableKind> = new Set(['vassals', 'nodes', 'peers']);
/** From here on there is room for all meters above two tables. */
const ROOMY_ROWS = 30;
const METERS_WITH_CHARTS_ROWS = 50;

function compactHeights(size: Size, options: LayoutOptions): Heights {
  const heights = withBody(size, {
    charts: options.history ? compactChartLines(size) : 0,
    header: size.rows >= 9 ? 1 : 0,
    verdict: 1,
    tableHead: size.rows >= 7 ? 1 : 0,
    status: size.rows >= 8 ? 1 : 0,
    prompt: options.promptOpen ? 1 : 0,
  });
  return options.detailLines == null ? heights : withPanel(options, heights);
}

/** One chart, where it leaves as much to the table. */
function compactChartLines(size: Size): number {
  return size.rows < 10 ? 0 : Math.min(10, Math.floor(size.rows / 2) - 1);
}

/** A prompt that was open when the terminal shrank stays usable as long as there is a second line. */
function verdictHeights(size: Size, options: LayoutOptions): Heights {
  const prompt = options.promptOpen && size.rows > 1 ? 1 : 0;
  return { verdict: Math.max(0, size.rows - prompt), prompt };
}

/** The panel's lines come off the table. */
function withPanel(options: LayoutOptions, heights: Heights): Heights {
  const lines = heights.tableBody ?? 0;
  const panel = panelLines(options, lines);
  return panel === 0 ? heights : { ...heights, tableBody: lines - panel, panel };
}

function panelLines(options: LayoutOptions, lines: number): number {
  if (options.more === true) return notesLines(lines);
  if (options.detailLines != null) return detailPanelLines(options.detailLines, lines);
  if (options.expanded === true) return 0;
  const grouped = options.kind === 'requests' && options.requestGroup !== 'none';
  if (options.kind === 'sockets') return halfLines(lines, linesFor(options));
  return grouped ? halfLines(lines) : 0;
}

function withBody(size: Size, heights: Heights): Heights {
  const used = Object.values(heights).reduce((sum, height) => sum + height, 0);
  return { ...heights, tableBody: Math.max(0, size.rows - used) };
}
