import { gapCell } from '../../dashboard/drawing/chart-gap.js';
import type { ChartArea, Tone } from '../../dashboard/drawing/frame.js';
import { ChartPlot, isWidgetLoaded, loadWidget } from './chart-plot.js';
import type { BlessedScreen } from './internals.js';

/*
 * Charts to cells: keeps a plot for each chart of the frame, in their order, and gives the content of a cell of the
 * screen. A plot draws only when its points or its size have changed; those that are no longer needed are dropped.
 * The first frame with charts is shown without them: numbers do not wait until the widget is loaded.
 */

const BRAILLE = 0x2800;
const CURSOR = '┃';
/** The left dot of each row of a cell: a dotted line. */
const LIMIT_DOTS = [0x01, 0x02, 0x04, 0x40];

interface PaintedChart {
  readonly area: ChartArea;
  readonly plot: ChartPlot;
}

/** Calls `put` for the cells of a line of the screen, from `start` to where the chart or `end` is reached. */
export function paintChartRow(
  { area, plot }: PaintedChart,
  { y, start, end }: { readonly y: number; readonly start: number; readonly end: number },
  put: (x: number, text: string, tone: Tone) => void,
): number {
  const row = y - area.y;
  const limit = area.limit === null ? 0 : limitDots(area.limit, area.height, row);
  const stop = Math.min(end, area.x + area.width);
  for (let x = start; x < stop; x += 1) {
    const column = x - area.x;
    const dots = plot.dotsAt(column, row);
    if (column === area.cursor) put(x, CURSOR, 'strong');
    else if (dots === 0) putEmpty(x, gapCell(area, column, row), limit, put);
    else put(x, String.fromCharCode(BRAILLE + dots), area.tones[column] ?? 'plain');
  }
  return stop;
}

function putEmpty(
  x: number,
  missing: string | null,
  limit: number,
  put: (x: number, text: string, tone: Tone) => void,
): void {
  if (missing !== null) put(x, missing, 'dim');
  else if (limit === 0) put(x, ' ', 'plain');
  else put(x, String.fromCharCode(BRAILLE + limit), 'dim');
}

export class ChartPainter {
  readonly #screen: BlessedScreen;
  readonly #loaded: () => void;
  #isLoading = false;
  #plots: readonly (ChartPlot | null)[] = [];
  #areas: readonly ChartArea[] = [];

  /** `loaded`: the frame that was painted last can be painted with its charts now. */
  constructor(screen: BlessedScreen, loaded: () => void) {
    this.#screen = screen;
    this.#loaded = loaded;
  }

  /** The charts of the frame that is painted next. */
  show(areas: readonly ChartArea[]): void {
    const canDraw = areas.length === 0 || isWidgetLoaded();
    if (!canDraw) this.#load();
    this.#areas = canDraw ? areas : [];
    this.#plots = this.#areas.map((area, index) => this.#plotFor(area, this.#plots[index] ?? null));
  }

  /** Some chart reaches into that line. */
  reaches(y: number): boolean {
    return this.#areas.some((area) => y >= area.y && y < area.y + area.height);
  }

  /** The chart that a cell lies in; null: none. */
  chartAt(x: number, y: number): PaintedChart | null {
    const index = this.#areas.findIndex((area) => isInside(area, x, y));
    const area = this.#areas[index];
    const plot = this.#plots[index];
    return area === undefined || plot === null || plot === undefined ? null : { area, plot };
  }

  #load(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    setImmediate(() => {
      loadWidget();
      this.#loaded();
    });
  }

  #plotFor(area: ChartArea, before: ChartPlot | null): ChartPlot | null {
    const width = Math.floor(area.width);
    const height = Math.floor(area.height);
    if (!(width >= 1 && height >= 1)) return null;
    const fits = before !== null && before.width === width && before.height === height;
    const plot = fits ? before : new ChartPlot(this.#screen, width, height);
    plot.show(area.points);
    return plot;
  }
}

function isInside(area: ChartArea, x: number, y: number): boolean {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}

/** 0 where the line of the limit is in another row. */
function limitDots(limit: number, height: number, row: number): number {
  const fromTop = height * 4 - Math.max(1, Math.round(limit * height * 4));
  return Math.floor(fromTop / 4) === row ? (LIMIT_DOTS[fromTop % 4] ?? 0) : 0;
}
