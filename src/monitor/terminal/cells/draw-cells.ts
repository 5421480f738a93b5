import { displayWidth } from '../../text/width.js';
import { DEFAULT_ATTRIBUTE } from '../colour/cell-attributes.js';
import { sgrBetween } from '../colour/sgr.js';
import type { Cell, CellLine } from './cell-buffer.js';
import { hasCertainWidth, isControl, isWideEverywhere } from './certain-width.js';

/*
 * Bytes that turn the terminal's `shown` into `lines`; `shown` is brought up to date.
 *
 * Replaces blessed's own draw, which loses track of columns after wide characters. The cursor's place is trusted only
 * after characters that every terminal draws one cell wide; after all others the next cell is addressed outright, so
 * that a terminal with another idea of their width stays right everywhere else.
 */

/** Up to this many unchanged cells are cheaper to send again than to step over. */
const SHORT_GAP = 4;
/** A blank tail that is shorter is cheaper as spaces than as "erase to the end of the line". */
const SHORT_TAIL = 4;
const NOWHERE = -1;

export function drawCells(lines: readonly CellLine[], shown: readonly CellLine[]): string {
  const pen = new Pen();
  lines.forEach((line, y) => {
    const before = shown[y];
    if (!line.dirty || before === undefined) return;
    line.dirty = false;
    healWidePairs(line);
    drawLine(line, before, y, pen);
  });
  return pen.finish();
}

/** A full repaint needs everything to count as changed, and the terminal to be blank (see `CLEAR_SCREEN`). */
export function forgetShown(lines: readonly CellLine[], shown: readonly CellLine[]): void {
  for (const line of lines) line.dirty = true;
  for (const line of shown) for (const cell of line) assign(cell, DEFAULT_ATTRIBUTE, ' ');
}

function drawLine(line: CellLine, shown: CellLine, y: number, pen: Pen): void {
  const tail = blankTail(line, shown);
  for (let x = 0; x < tail; x++) {
    const cell = line[x];
    const before = shown[x];
    if (cell === undefined || before === undefined) continue;
    const wide = line[x + 1]?.[1] === '';
    if (isShown(line, shown, x, wide)) {
      if (wide) x++;
      continue;
    }
    pen.goTo(x, y, line);
    pen.put(cell[0], cell[1], wide);
    assign(before, cell[0], cell[1]);
    if (wide) assign(shown[++x], cell[0], '');
  }
  if (tail < line.length) eraseTail(shown, tail, y, pen, line);
}

/** Where the cells begin that are blank from there to the end and not all shown so; the width if there are none. */
function blankTail(line: CellLine, shown: CellLine): number {
  let tail = line.length;
  while (tail > 0 && isBlank(line[tail - 1])) tail--;
  if (line.length - tail < SHORT_TAIL) return line.length;
  for (let x = tail; x < line.length; x++) if (!isBlank(shown[x])) return tail;
  return line.length;
}

function eraseTail(shown: CellLine, tail: number, y: number, pen: Pen, line: CellLine): void {
  pen.goTo(tail, y, line);
  pen.eraseToEnd();
  for (let x = tail; x < shown.length; x++) assign(shown[x], DEFAULT_ATTRIBUTE, ' ');
}

function isShown(line: CellLine, shown: CellLine, x: number, wide: boolean): boolean {
  return sameCell(line[x], shown[x]) && (!wide || sameCell(line[x + 1], shown[x + 1]));
}

/** An element that was laid over the frame may have cut a wide character in half: half a character is a blank. */
function healWidePairs(line: CellLine): void {
  for (let x = 0; x < line.length; x++) {
    const cell = line[x];
    if (cell === undefined || hasCertainWidth(cell[1])) continue;
    const width = isControl(cell[1].charCodeAt(0)) ? 0 : displayWidth(cell[1]);
    if (width === 2 && line[x + 1]?.[1] === '') x++;
    else if (width !== 1) cell[1] = ' ';
  }
}

function isBlank(cell: Cell | undefined): boolean {
  return cell !== undefined && cell[0] === DEFAULT_ATTRIBUTE && cell[1] === ' ';
}

function sameCell(one: Cell | undefined, other: Cell | undefined): boolean {
  return one?.[0] === other?.[0] && one?.[1] === other?.[1];
}

function assign(cell: Cell | undefined, attribute: number, text: string): void {
  if (cell === undefined) return;
  cell[0] = attribute;
  cell[1] = text;
}

/** Collects the output; keeps the cursor's position and the current attribute. */
class Pen {
  #out = '';
  #attribute = DEFAULT_ATTRIBUTE;
  #x = NOWHERE;
  #y = NOWHERE;

  goTo(x: number, y: number, line: CellLine): void {
    if (this.#y === y && this.#x === x) return;
    if (this.#y === y && this.#x !== NOWHERE && x > this.#x) this.#stepTo(x, line);
    else this.#out += x === 0 ? `\x1b[${y + 1}H` : `\x1b[${y + 1};${x + 1}H`;
    this.#x = x;
    this.#y = y;
  }

  put(attribute: number, text: string, wide: boolean): void {
    this.#use(attribute);
    // A terminal that draws it in one cell must not show something old in the other: both are erased first.
    this.#out += wide && !isWideEverywhere(text) ? `\x1b[2X${text}` : text;
    this.#x = !wide && hasCertainWidth(text) ? this.#x + 1 : NOWHERE;
  }

  eraseToEnd(): void {
    this.#use(DEFAULT_ATTRIBUTE);
    this.#out += '\x1b[K';
  }

  finish(): string {
    this.#use(DEFAULT_ATTRIBUTE);
    return this.#out;
  }

  #stepTo(x: number, line: CellLine): void {
    if (x - this.#x <= SHORT_GAP && this.#canResend(x, line)) {
      for (let gap = this.#x; gap < x; gap++) this.#out += line[gap]?.[1] ?? '';
    } else {
      this.#out += `\x1b[${x - this.#x}C`;
    }
  }

  #canResend(x: number, line: CellLine): boolean {
    for (let gap = this.#x; gap < x; gap++) {
      const cell = line[gap];
      if (cell === undefined || cell[0] !== this.#attribute || !hasCertainWidth(cell[1])) return false;
    }
    return true;
  }

  #use(attribute: number): void {
    this.#out += sgrBetween(this.#attribute, attribute);
    this.#attribute = attribute;
  }
}
