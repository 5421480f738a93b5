import type { ChartArea, Tone } from '../view/frame.js';
import type { BlessedScreen } from './blessed-internals.js';
import { ChartPlot } from './chart-plot.js';

/*
 * Charts to cells: keeps a plot for each chart of the frame, in their order, and says what stands in a cell of the
 * screen. A plot draws only when its points or its size have changed; those that are no longer needed are dropped.
 */

const BRAILLE = 0x2800;
const CURSOR = '┃';
/** The left dot of each row of a cell: a dotted line. */
const LIMIT_DOTS = [0x01, 0x02, 0x04, 0x40];

export interface PaintedCell {
  readonly text: string;
  readonly tone: Tone;
}

export class ChartPainter {
  readonly #screen: BlessedScreen;
  #plots: readonly (ChartPlot | null)[] = [];
  #areas: readonly ChartArea[] = [];

  constructor(screen: BlessedScreen) {
    this.#screen = screen;
  }

  /** The charts of the frame that is painted next. */
  show(areas: readonly ChartArea[]): void {
    this.#plots = areas.map((area, index) => this.#plotFor(area, this.#plots[index] ?? null));
    this.#areas = areas;
  }

  hasChart(y: number): boolean {
    return this.#areas.some((area) => y >= area.y && y < area.y + area.height);
  }

  /** Null where no chart is. */
  cellAt(x: number, y: number): PaintedCell | null {
    const index = this.#areas.findIndex((area) => isInside(area, x, y));
    const area = this.#areas[index];
    const plot = this.#plots[index];
    return area === undefined || plot === null || plot === undefined
      ? null
      : cellOf(area, plot, x - area.x, y - area.y);
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

function cellOf(area: ChartArea, plot: ChartPlot, column: number, row: number): PaintedCell {
  if (column === area.cursor) return { text: CURSOR, tone: 'strong' };
  const dots = plot.dotsAt(column, row);
  if (dots !== 0) return { text: String.fromCharCode(BRAILLE + dots), tone: area.tones[column] ?? 'plain' };
  const limit = area.limit === null ? -1 : limitDots(area.limit, area.height, row);
  return limit > 0
    ? { text: String.fromCharCode(BRAILLE + limit), tone: 'dim' }
    : { text: ' ', tone: 'plain' };
}

/** 0 where the line of the limit is in another row. */
function limitDots(limit: number, height: number, row: number): number {
  const fromTop = height * 4 - Math.max(1, Math.round(limit * height * 4));
  return Math.floor(fromTop / 4) === row ? (LIMIT_DOTS[fromTop % 4] ?? 0) : 0;
}
