import { createRequire } from 'node:module';
import type { ChartArea } from '../../dashboard/drawing/frame.js';
import type { BlessedScreen, ContribLine, ContribLineClass } from './internals.js';

/*
 * The plotted area of one chart, drawn by blessed-contrib's line chart. Of the widget only the drawing is used: its
 * labels overlap and lie ("0.00"), its colours are eight, it breaks on small sizes and never learns of new ones. So
 * its canvas is made larger than the area by what its own axes take, those fall outside, and the dots are read from
 * the canvas. A filled area is one line that goes up and down in each column of dots; a gap is a line far below.
 *
 * The widget is never put on the screen: nothing of it is rendered, moved or destroyed, and dropping it frees it.
 */

/** The widget draws the first point so many dots from the left: its `xPadding` and 2. */
const LEFT_DOTS = 12;
/** Below the lowest point: the bottom axis and its labels. Whole cells. */
const BOTTOM_DOTS = 16;
/** From the lowest row of the canvas to where the widget draws a zero. */
const ZERO_DOTS = 13;
/** Points of the line for one column of dots: up, down, and on to the next. */
const POINTS_A_DOT = 4;

export class ChartPlot {
  readonly width: number;
  readonly height: number;
  readonly #widget: ContribLine;
  readonly #labels: readonly string[];
  #shown: ChartArea['points'] | null = null;

  /** In cells, at least 1 each. Loads the widget on first use. */
  constructor(screen: BlessedScreen, width: number, height: number) {
    this.width = width;
    this.height = height;
    const columns = LEFT_DOTS + width * 2;
    // As many labels as make a point a quarter of a dot wide: a power of two, so that no rounding adds up.
    this.#labels = new Array<string>((columns - LEFT_DOTS + 2) * POINTS_A_DOT).fill('');
    this.#widget = openLine(screen, columns, height * 4 + BOTTOM_DOTS);
  }

  /** Draws if the points are others than before. */
  show(points: ChartArea['points']): void {
    if (this.#shown !== null && areSame(points, this.#shown)) return;
    this.#shown = points;
    const top = this.#widget.canvasSize.height - ZERO_DOTS;
    const dots = this.height * 4;
    const y: number[] = [];
    for (let column = 0; column < this.width * 2; column += 1) {
      const height = dotsOf(points[column], dots);
      const floor = height === 0 ? -BOTTOM_DOTS : top - dots + 1;
      const peak = height === 0 ? floor : top - dots + height;
      y.push(floor, peak, floor, floor);
    }
    this.#widget.setData({ x: this.#labels, y });
  }

  /** The dots of a cell, as braille counts them: 0 to 255. */
  dotsAt(column: number, row: number): number {
    const canvas = this.#widget.ctx._canvas;
    return canvas.content[row * (canvas.width / 2) + LEFT_DOTS / 2 + column] ?? 0;
  }
}

/** Zero is still one dot high: only the unknown is blank. */
function dotsOf(point: number | null | undefined, dots: number): number {
  if (point === null || point === undefined || Number.isNaN(point)) return 0;
  return Math.max(1, Math.round(Math.min(1, Math.max(0, point)) * dots));
}

function areSame(one: ChartArea['points'], other: ChartArea['points']): boolean {
  return one.length === other.length && one.every((point, index) => point === other[index]);
}

const require = createRequire(import.meta.url);
let lineClass: ContribLineClass | null = null;

export function isWidgetLoaded(): boolean {
  return lineClass !== null;
}

/** Takes some thirty milliseconds, once: the widget wants all of blessed. */
export function loadWidget(): ContribLineClass {
  lineClass ??= require('blessed-contrib/lib/widget/charts/line.js') as ContribLineClass;
  return lineClass;
}

function openLine(screen: BlessedScreen, width: number, height: number): ContribLine {
  const Line = loadWidget();
  const line = new Line({
    screen,
    // Every dot of the canvas is one step of the scale.
    maxY: height - (ZERO_DOTS - 2),
    minY: 0,
    numYLabels: 1,
    showNthLabel: Number.POSITIVE_INFINITY,
    xPadding: LEFT_DOTS - 2,
    xLabelPadding: 1,
    style: { line: 'normal', text: 'normal', baseline: 'normal' },
  });
  line.calcSize = () => {
    line.canvasSize = { width, height };
  };
  line.emit('attach');
  // The widget's own way to clear visits every dot twice.
  line.ctx.clearRect = () => line.ctx._canvas.clear();
  return line;
}
