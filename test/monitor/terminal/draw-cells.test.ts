import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cell, type CellLine, setCell } from '../../../src/monitor/terminal/cells/cell-buffer.js';
import { drawCells } from '../../../src/monitor/terminal/cells/draw-cells.js';
import {
  BOLD,
  DEFAULT_ATTRIBUTE,
  INVERSE,
  NO_COLOR,
} from '../../../src/monitor/terminal/colour/cell-attributes.js';
import { sgrBetween } from '../../../src/monitor/terminal/colour/sgr.js';

const RED = attribute(0, 1, NO_COLOR);
const BOLD_RED = attribute(BOLD, 1, NO_COLOR);

test('only cells that differ are sent, short gaps are sent along, long ones stepped over', () => {
  assert.equal(drawn('abcdefghij', 'Xbcdefghij'), '\x1b[1HX');
  assert.equal(drawn('abcdefghij', 'XbcdYfghij'), '\x1b[1HXbcdY');
  assert.equal(drawn('abcdefghij', 'XbcdefgYij'), '\x1b[1HX\x1b[6CY');
  assert.equal(drawn('abcdefghij', 'abcdefghij'), '');
});

test('a tail that becomes blank is erased, a short one overwritten', () => {
  assert.equal(drawn('abcdefghij', 'abc       '), '\x1b[1;4H\x1b[K');
  assert.equal(drawn('abcdefghij', 'abcdefgh  '), '\x1b[1;9H  ');
  assert.equal(drawn('abc       ', 'abX       '), '\x1b[1;3HX');
});

test('a line that nobody touched is not looked at', () => {
  const line = lineOf('changed behind its back');
  assert.equal(drawCells([line], [lineOf('shown                  ')]), '');
});

test('writing a cell marks its line only if it changes', () => {
  const line = lineOf('abc');
  setCell(line, 1, DEFAULT_ATTRIBUTE, 'b');
  setCell(line, 7, DEFAULT_ATTRIBUTE, 'x');
  assert.equal(line.dirty, false);
  setCell(line, 1, DEFAULT_ATTRIBUTE, 'x');
  assert.equal(line.dirty, true);
});

test('after a wide character the next one is addressed outright', () => {
  assert.equal(drawn('世_xy', '界_ab'), '\x1b[1H界\x1b[1;3Hab');
});

test('of an emoji that a terminal takes for narrow, no old cell shows beside it', () => {
  assert.equal(drawn('abcd', '🙂_cd'), '\x1b[1H\x1b[2X🙂');
});

for (const [what, cut, whole] of [
  ['the right half', '世x', ' x'],
  ['the left half', 'x_', 'x '],
  ['a half that stands alone', '_x', ' x'],
  ['a control character', 'a\x1bb\u009b', 'a b '],
] as const) {
  test(`what an overlay leaves of a character is a blank: ${what}`, () => {
    assert.equal(drawn('........', `${cut}......`), drawn('........', `${whole}......`));
  });
}

test('what was drawn counts as shown', () => {
  const line = lineOf('世_🙂_ab');
  const shown = lineOf('......');
  line.dirty = true;
  drawCells([line], [shown]);
  assert.deepEqual([...shown], [...line]);
  line.dirty = true;
  assert.equal(drawCells([line], [shown]), '');
});

test('attributes change with as little as possible', () => {
  for (const [from, to, sequence] of [
    [DEFAULT_ATTRIBUTE, DEFAULT_ATTRIBUTE, ''],
    [DEFAULT_ATTRIBUTE, RED, '\x1b[31m'],
    [RED, BOLD_RED, '\x1b[1m'],
    [BOLD_RED, RED, '\x1b[0;31m'],
    [BOLD_RED, DEFAULT_ATTRIBUTE, '\x1b[m'],
    [RED, attribute(0, NO_COLOR, 2), '\x1b[39;42m'],
    [DEFAULT_ATTRIBUTE, attribute(0, 12, 7), '\x1b[94;47m'],
    [DEFAULT_ATTRIBUTE, attribute(INVERSE, 117, 18), '\x1b[7;38;5;117;48;5;18m'],
  ] as const) {
    assert.equal(sgrBetween(from, to), sequence);
  }
});

/** Output that brings one line of cells up to date; `_` stands for the right half of a wide character. */
function drawn(before: string, after: string): string {
  const line = lineOf(after);
  line.dirty = true;
  return drawCells([line], [lineOf(before)]);
}

function lineOf(text: string): CellLine {
  const cells = [...text].map((character): Cell => [DEFAULT_ATTRIBUTE, character === '_' ? '' : character]);
  return Object.assign(cells, { dirty: false });
}

function attribute(flags: number, fg: number, bg: number): number {
  return (flags << 18) | (fg << 9) | bg;
}
