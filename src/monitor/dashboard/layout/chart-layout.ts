import type { Size } from '../model/size.js';

/** Where charts stand: numbers only, in cells. */

export type ChartMetric = 'busy' | 'latency' | 'rate' | 'queue' | 'memory';

export interface ChartBox {
  readonly metric: ChartMetric;
  readonly x: number;
  /** From the first line of the charts. */
  readonly y: number;
  readonly width: number;
  /** Title, plotted lines, then axis and marks where it has them. */
  readonly height: number;
  /** Lines of the plotted area. */
  readonly plot: number;
  /** A line with the time. */
  readonly axis: boolean;
  /** Where events are marked: in a line of their own, on the axis, or not, since a chart above shows them. */
  readonly marks: 'line' | 'axis' | 'none';
}

/**
 * The charts of the history: busy over the whole width with the events below it, then two and two, as many rows of
 * them as the lines allow. Together never more than `lines` high.
 */
export function historyBoxes(columns: number, lines: number): readonly ChartBox[] {
  const count = rowCount(columns, lines);
  if (count === 0) return [];
  const axes = lines >= LINES_WITH_AXES[count];
  const spare = lines - count - 1 - (axes ? count : 1);
  const boxes: ChartBox[] = [];
  let y = 0;
  for (let row = 0; row < count; row += 1) {
    const plot = Math.min(MOST_PLOT_LINES, Math.floor((spare + count - 1 - row) / count));
    const axis = axes || row === count - 1;
    const marks = row === 0 ? 'line' : 'none';
    const height = 1 + plot + (axis ? 1 : 0) + (row === 0 ? 1 : 0);
    boxes.push(...rowOf(HISTORY_ROWS[row] ?? [], columns, { y, height, plot, axis, marks }));
    y += height;
  }
  return boxes;
}

/** Three side by side, for the wall. */
export function wallBoxes(columns: number, lines: number): readonly ChartBox[] {
  return rowOf(['busy', 'latency', 'rate'], columns, {
    y: 0,
    height: lines,
    plot: Math.max(0, lines - 2),
    axis: true,
    marks: 'axis',
  });
}

export function boxLines(boxes: readonly ChartBox[]): number {
  return boxes.reduce((most, box) => Math.max(most, box.y + box.height), 0);
}

/** Places of equal widths beside each other, one blank between neighbours. */
export function spread(
  count: number,
  columns: number,
): readonly { readonly x: number; readonly width: number }[] {
  const share = (columns + 1) / count;
  return Array.from({ length: count }, (_, index) => {
    const x = Math.round(share * index);
    return { x, width: Math.max(0, Math.round(share * (index + 1)) - 1 - x) };
  });
}

/** The charts' part of the lines that charts and table share; the table can use `tableLines`. */
export function historyChartLines(size: Size, lines: number, tableLines = Number.POSITIVE_INFINITY): number {
  if (lines < 6) return 0;
  const share = Math.min(tableLines, Math.floor(lines * TABLE_SHARE));
  const table = Math.max(2, Math.min(lines - LEAST_LINES, share));
  return boxLines(historyBoxes(size.columns, lines - table));
}

const HISTORY_ROWS: readonly (readonly ChartMetric[])[] = [
  ['busy'],
  ['latency', 'rate'],
  ['queue', 'memory'],
];
const MOST_PLOT_LINES = 12;
/** Title, one plotted line, axis and marks. */
const LEAST_LINES = 4;
const TABLE_SHARE = 0.32;
/** Two charts beside each other are not narrower than this. */
const LEAST_PAIR_COLUMNS = 60;
/** From so many lines on, every row has an axis of its own, by the number of rows. */
const LINES_WITH_AXES: Readonly<Record<1 | 2 | 3, number>> = { 1: 0, 2: 11, 3: 16 };

function rowCount(columns: number, lines: number): 0 | 1 | 2 | 3 {
  if (lines < LEAST_LINES) return 0;
  if (columns < LEAST_PAIR_COLUMNS || lines < 8) return 1;
  return lines < 11 ? 2 : 3;
}

type RowOfBoxes = Omit<ChartBox, 'metric' | 'x' | 'width'>;

function rowOf(metrics: readonly ChartMetric[], columns: number, row: RowOfBoxes): readonly ChartBox[] {
  return spread(metrics.length, columns).flatMap((place, index) => {
    const metric = metrics[index];
    return metric === undefined ? [] : [{ metric, ...place, ...row }];
  });
}
