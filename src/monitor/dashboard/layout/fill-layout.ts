/*
 * The panes that fill the lines which a table leaves free: side by side, in bands below each other. One rule for all sizes:
 * the more lines there are, the further down its list of bands a view gets. On a wide screen with many lines the charts
 * move above the table, and the queues take their place below it.
 */
import type { TableKind } from '../../tables/tables.js';
import type { Size } from '../model/size.js';
import { type ChartMetric, spread } from './chart-layout.js';

type PaneKind = 'requests' | 'routes' | 'sockets' | 'events' | ChartMetric;

export interface PaneBox {
  readonly kind: PaneKind;
  readonly x: number;
  /** On the screen. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FillOptions {
  readonly kind: TableKind;
  /** More is open, and `kind` one of its tables. */
  readonly more?: boolean;
  /** The document has workers; without them there are no requests, no sockets and no charts. */
  readonly hasWorkers?: boolean;
  /** Requests that can be in flight at once. */
  readonly threads?: number | null;
}

interface FillHeights {
  /** Above the table, below them a rule with its name. */
  readonly charts: number;
  readonly tableTitle: number;
  /** Below the table. */
  readonly fill: number;
}

const NOTHING: FillHeights = { charts: 0, tableTitle: 0, fill: 0 };

/** `lines`: those of the table, which can use `tableLines` of them. */
export function fillHeights(
  size: Size,
  lines: number,
  tableLines: number,
  options: FillOptions,
): FillHeights {
  const free = Math.min(lines, Math.max(lines - tableLines, reservedLines(size, options)));
  if (isWall(size.columns, free, options)) return wallHeights(free, options);
  return { ...NOTHING, fill: sumOf(bandHeights(free, bandsFor(options), options)) };
}

function sumOf(heights: readonly number[]): number {
  return heights.reduce((sum, height) => sum + height, 0);
}

/** `top`: the first line of the fill on the screen. */
export function paneBoxes(
  columns: number,
  top: number,
  { charts, fill }: Pick<FillHeights, 'charts' | 'fill'>,
  options: FillOptions,
): readonly PaneBox[] {
  const bands = charts > 0 ? WALL_BANDS : bandsFor(options);
  let y = top;
  return bandHeights(fill, bands, options).flatMap((height, index) => {
    const kinds = bands[index] ?? [];
    const band = spread(kinds.length, columns).map(({ x, width }, at) => ({
      kind: kinds[at] ?? 'events',
      x,
      y,
      width,
      height,
    }));
    y += height;
    return band;
  });
}

type Band = readonly PaneKind[];

const WORKERS_BANDS: readonly Band[] = [
  ['requests', 'routes'],
  ['busy', 'events'],
  ['latency', 'rate'],
  ['queue', 'memory'],
];
const WALL_BANDS: readonly Band[] = [
  ['requests', 'routes'],
  ['sockets', 'events'],
];

/** A view never shows in small what it is about, and no charts where a view of its own has only those. */
function bandsFor({ kind, more, hasWorkers }: FillOptions): readonly Band[] {
  if (hasWorkers === false) return kind === 'events' && more !== true ? [] : [['events']];
  if (more === true) return WORKERS_BANDS.slice(0, 2);
  switch (kind) {
    case 'workers':
      return WORKERS_BANDS;
    case 'requests':
      return WORKERS_BANDS.slice(1, 3);
    case 'events':
      return [
        ['requests', 'routes'],
        ['busy', 'latency'],
      ];
    default:
      return WORKERS_BANDS.slice(0, 2);
  }
}

/** Fewer free lines than this stay blank. */
const LEAST_FREE_LINES = 6;
const LEAST_BAND_LINES = 5;
/** Of requests. */
const MOST_FIRST_LINES = 15;
/** From so many lines on there is one band more. */
const LINES_FOR_BANDS: readonly number[] = [LEAST_FREE_LINES, 8, 15, 30];

/** The first band has what its requests need, the others share the rest. */
function bandHeights(lines: number, bands: readonly Band[], { threads }: FillOptions): readonly number[] {
  const count = Math.min(bands.length, LINES_FOR_BANDS.filter((least) => lines >= least).length);
  if (count <= 1) return count === 0 ? [] : [lines];
  const even = Math.ceil(lines / count);
  const wanted = bands[0]?.includes('requests') === true ? (threads ?? even) + 2 : even;
  const first = Math.min(MOST_FIRST_LINES, even, Math.max(LEAST_BAND_LINES, wanted));
  const others = count - 1;
  return [
    first,
    ...Array.from({ length: others }, (_, index) =>
      Math.floor((lines - first + others - 1 - index) / others),
    ),
  ];
}

const WALL_COLUMNS = 150;
/** Charts, a rule, and two bands. */
const LEAST_WALL_LINES = 26;

function isWall(columns: number, free: number, { kind, hasWorkers, more }: FillOptions): boolean {
  const ofWorkers = kind === 'workers' && hasWorkers !== false && more !== true;
  return ofWorkers && columns >= WALL_COLUMNS && free >= LEAST_WALL_LINES;
}

function wallHeights(free: number, options: FillOptions): FillHeights {
  const shared = free - 1;
  const charts = Math.min(MOST_CHARTS_LINES, Math.floor(shared * 0.36));
  return { charts, tableTitle: 1, fill: sumOf(bandHeights(shared - charts, WALL_BANDS, options)) };
}

const MOST_CHARTS_LINES = 16;

/** On the largest screens a table of any length leaves them these. */
function reservedLines({ columns, rows }: Size, { kind, hasWorkers, more }: FillOptions): number {
  if (kind !== 'workers' || hasWorkers === false || more === true) return 0;
  return columns >= 200 && rows >= 60 ? 30 + Math.floor((rows - 60) / 2) : 0;
}
