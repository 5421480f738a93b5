import type { Size } from '../../../src/monitor/app/model.js';
import { cellsOf } from '../../../src/monitor/text/width.js';
import type { Frame, Line, Tone } from '../../../src/monitor/view/frame.js';
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
  return [...screen, rule, ...tones, rule, ...cursor, ...hitLines(frame), ''].join('\n');
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
  stale: 'x',
};

function toneLetters(line: Line): string {
  return line.spans.map((span) => LETTERS[span.tone].repeat(cellsOf(span.text).length)).join('');
}

/** Rows are many and all alike: only how many. */
function hitLines(frame: Frame): readonly string[] {
  const rows = frame.hits.filter((hit) => hit.target.kind === 'row');
  const others = frame.hits.filter((hit) => hit.target.kind !== 'row');
  const counted = rows.length === 0 ? [] : [`${rows.length} rows from line ${rows[0]?.y}`];
  return [
    ...counted,
    ...others.map(({ x, y, width, target }) => `${x},${y} +${width} ${targetText(target)}`),
  ];
}

function targetText(target: Frame['hits'][number]['target']): string {
  return Object.values(target).join(' ');
}
