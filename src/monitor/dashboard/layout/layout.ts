/**
 * Which lines of the screen belong to what. Numbers only: `update` needs them for pages and scrolling, the view to
 * draw. Whatever the size, the parts follow each other without a gap and fill the screen exactly.
 */

import type { WorkerSample } from '../../metrics/sample/sample.js';
import type { TableKind } from '../../tables/tables.js';
import type { Model } from '../model/model.js';
import type { RequestGroup } from '../model/setting-table.js';
import { shownObservation, shownTable, tableKind, tableOfView } from '../model/shown.js';
import type { Size } from '../model/size.js';
import type { TableMode } from '../model/table-state.js';
import { type ChartBox, historyBoxes, historyChartLines, wallBoxes } from './chart-layout.js';
import { type FillOptions, fillHeights, type PaneBox, paneBoxes } from './fill-layout.js';
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
  /** In the history, and on large screens. */
  readonly charts: LineRange;
  /** A rule with the name of the table, where other things stand beside it. */
  readonly tableTitle: LineRange;
  /** The tables of More. */
  readonly sections: LineRange;
  readonly tableHead: LineRange;
  readonly tableBody: LineRange;
  /** Below the table: what goes with the requests or the sockets; not everywhere. */
  readonly panel: LineRange;
  /** Where the table leaves lines: what else is going on, in `panes`. */
  readonly fill: LineRange;
  readonly status: LineRange;
  /** The footer with the function keys; gives its line to the prompt while one is open. */
  readonly keys: LineRange;
  readonly prompt: LineRange;
  readonly panes: readonly PaneBox[];
}

/** Lines `y` to `y + height - 1`; a height of 0 means not shown. */
export interface LineRange {
  readonly y: number;
  readonly height: number;
}

export interface LayoutOptions extends FillOptions {
  readonly metersShown: boolean;
  /** The table has all lines for itself; in the history the charts have. */
  readonly expanded?: boolean;
  readonly promptOpen: boolean;
  /** The view of the charts, which stand above the table. */
  readonly history: boolean;
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
function steadyRows(model: Model): Pick<LayoutOptions, 'tableRows' | 'threads'> {
  const observation = shownObservation(model);
  if (observation === null) return {};
  const { body } = observation.sample;
  if (body.kind !== 'workers') return {};
  const { workers, totals, sockets, requests } = body.workers;
  const { cores } = totals;
  const threads = cores === null ? {} : { threads: cores };
  switch (tableOfView(model.view)) {
    case 'workers':
      return { ...threads, tableRows: workerRows(workers, model.table.mode) };
    case 'requests':
      return { ...threads, tableRows: Math.max(cores ?? Number.POSITIVE_INFINITY, requests.length) };
    case 'sockets':
      return { ...threads, tableRows: sockets.length };
    case 'events':
      return { ...threads, tableRows: observation.events.length };
    default:
      return threads;
  }
}

function workerRows(workers: readonly WorkerSample[], mode: TableMode): number {
  if (mode === 'flat') return workers.length;
  const cores = workers.reduce((sum, worker) => sum + worker.cores.length, 0);
  return mode === 'cores' ? cores : workers.length + cores;
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
  const ranges = {
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
    panel: place('panel'),
    fill: place('fill'),
    status: place('status'),
    keys: place('keys'),
    prompt: place('prompt'),
  };
  const panes = paneBoxes(
    size.columns,
    ranges.fill.y,
    { charts: ranges.charts.height, fill: ranges.fill.height },
    options,
  );
  return { ...ranges, panes };
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

type Part = Exclude<keyof Layout, 'mode' | 'panes'>;
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
  };
  const heights = withBody(size, fixed);
  if (options.history) return withCharts(size, options, heights);
  return withFill(size, options, withPanel(options, heights));
}

/** Gives away the lines that the table and the panel below it cannot use. */
function withFill(size: Size, options: LayoutOptions, heights: Heights): Heights {
  if (options.expanded === true) return heights;
  const { tableBody = 0 } = heights;
  const { tableRows = Number.POSITIVE_INFINITY } = options;
  const fill = fillHeights(size, tableBody, Math.max(LEAST_ROWS, tableRows), options);
  return { ...heights, ...fill, tableBody: tableBody - fill.charts - fill.tableTitle - fill.fill };
}

const LEAST_ROWS = 2;

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
 * without workers have one line of counts. The same in every view, so that the tabs stay where they are.
 */
function meterLines(size: Size, options: LayoutOptions): number {
  if (!options.metersShown) return 0;
  if (options.hasWorkers === false || WITHOUT_WORKERS.has(options.kind)) return 1;
  const byHeight = size.rows < 16 ? 1 : size.rows < 20 ? 2 : 3;
  return Math.min(byHeight, size.columns < 80 ? 2 : 3);
}

const WITHOUT_WORKERS: ReadonlySet<TableKind> = new Set(['vassals', 'nodes', 'peers']);
const ROOMY_ROWS = 30;

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
