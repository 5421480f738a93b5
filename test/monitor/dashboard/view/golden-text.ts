import type { ChartArea, Frame, Line, Tone } from '../../../../src/monitor/dashboard/drawing/frame.js';
import type { Size } from '../../../../src/monitor/dashboard/model/size.js';
import { cellsOf } from '../../../../src/monitor/text/width.js';
import { textOf } from './check-frame.js';

/**
 * A frame as a text to be read and compared: the screen, then the same screen with one letter for the tone of each
 * cell (the fill of a line before its bar), then the cursor and where the mouse does something.
 */
export function goldenText(frame: Frame, size: Size): string {
  const screen = frame.lines.map((line) => textOf(line).trimEnd());
  const tones = frame.lines.map((line) => `${LETTERS[line.fill]}|${toneLetters(line).replace(/\.+$/, '')}`);
  const rule = '='.repeat(size.columns);
  const cursor = frame.cursor === null ? [] : [`cursor ${frame.cursor.x},${frame.cursor.y}`];
  const charts = frame.charts.flatMap(chartLines);
  return [...screen, rule, ...tones, rule, ...cursor, ...charts, ...hitLines(frame), ''].join('\n');
}

/** Reading aid for reviewers: `npm test` holds the golden folder's README to it. */
export function toneLegend(): string {
  return Object.entries(LETTERS)
    .map(([tone, letter]) => `${letter} ${tone}`)
    .join('\n');
}

const LETTERS: Readonly<Record<Tone, string>> = {
  plain: '.',
  dim: 'd',
  strong: 'S',
  title: 'T',
  ok: 'o',
  warn: 'w',
  critical: 'C',
  'bar-ok': '1',
  'bar-warn': '2',
  'bar-critical': '3',
  'bar-empty': '0',
  spark: 's',
  memory: 'm',
  label: 'l',
  header: 'h',
  'header-sorted': 'H',
  selected: '>',
  tagged: '+',
  match: '*',
  tab: 't',
  'tab-active': 'A',
  key: 'k',
  'key-label': 'K',
  prompt: 'p',
  error: 'E',
  banner: 'B',
  border: 'b',
  chart: 'c',
  stale: 'x',
};

/** Where a chart is, then its points from 0 to Z (35 steps), `.` for a gap, then the tones of its cells. */
function chartLines(chart: ChartArea): readonly string[] {
  const { x, y, width, height, points, tones, limit, gaps, cursor } = chart;
  const limitText = limit === null ? '' : ` limit ${limit.toFixed(3)}`;
  const heights = points.map((point) => (point === null ? '.' : stepLetter(point)));
  return [
    `chart ${x},${y} ${width}x${height}${limitText}${cursor === null ? '' : ` cursor ${cursor}`}`,
    `  ${heights.join('')}`,
    `  ${tones.map((tone) => LETTERS[tone]).join('')}`,
    ...gaps.map(({ from, to, text }) => `  cells ${from} to ${to} hatched:${text}`),
  ];
}

function stepLetter(point: number): string {
  return Math.round(Math.min(1, Math.max(0, point)) * 35)
    .toString(36)
    .toUpperCase();
}

function toneLetters(line: Line): string {
  return line.spans.map((span) => LETTERS[span.tone].repeat(cellsOf(span.text).length)).join('');
}

/** Rows and the moments of charts are many and all alike: only how many. */
function hitLines(frame: Frame): readonly string[] {
  const rows = frame.hits.filter((hit) => hit.target.kind === 'row');
  const moments = frame.hits.filter((hit) => hit.target.kind === 'moment');
  const others = frame.hits.filter(({ target }) => target.kind !== 'row' && target.kind !== 'moment');
  const counted = rows.length === 0 ? [] : [`${rows.length} rows from line ${rows[0]?.y}`];
  return [
    ...counted,
    ...(moments.length === 0 ? [] : [`${moments.length} moments from line ${moments[0]?.y}`]),
    ...others.map(({ x, y, width, target }) => `${x},${y} +${width} ${targetText(target)}`),
  ];
}

function targetText(target: Frame['hits'][number]['target']): string {
  return Object.values(target).join(' ');
}
