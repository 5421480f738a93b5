import type { Screen, ScreenCell } from '../test/pty/screen.js';
import { blockShape } from './block-shapes.js';
import { paletteColor } from './palette.js';

/*
 * A terminal screen as SVG. Letters are text, one position for each, so that any monospaced font keeps the columns;
 * bars, sparks and boxes are drawn as shapes, because fonts disagree about them.
 */

export interface Look {
  readonly foreground: string;
  readonly background: string;
}

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const FONT_SIZE = 14;
const BASELINE = 13.5;
const PADDING = 14;
const FONTS = "'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace";

export function screenSvg(screen: Screen, look: Look): string {
  const width = round(screen.columns * CELL_WIDTH + 2 * PADDING);
  const height = screen.rows * CELL_HEIGHT + 2 * PADDING;
  const lines = Array.from({ length: screen.rows }, (_, y) => lineSvg(screen.cells(y), y, look));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="${FONTS}" font-size="${FONT_SIZE}">`,
    `<rect width="100%" height="100%" rx="8" fill="${look.background}"/>`,
    `<g transform="translate(${PADDING} ${PADDING})" xml:space="preserve" shape-rendering="crispEdges">`,
    `${lines.join('')}</g></svg>\n`,
  ].join('\n');
}

interface Painted {
  readonly text: string;
  readonly ink: string;
  readonly paper: string | null;
  readonly bold: boolean;
  readonly underline: boolean;
}

function lineSvg(cells: readonly ScreenCell[], y: number, look: Look): string {
  const painted = cells.map((cell) => paint(cell, look));
  return backgrounds(painted, y) + shapes(painted, y) + texts(painted, y);
}

function paint(cell: ScreenCell, look: Look): Painted {
  const ink = cell.foreground === null ? look.foreground : paletteColor(cell.foreground);
  const paper = cell.background === null ? null : paletteColor(cell.background);
  const { text, bold, underline } = cell;
  return cell.inverse
    ? { text, bold, underline, ink: paper ?? look.background, paper: ink }
    : { text, bold, underline, ink, paper };
}

function backgrounds(cells: readonly Painted[], y: number): string {
  return runs(cells, (cell) => cell.paper ?? '')
    .filter((run) => run.key !== '')
    .map(({ key, start, length }) => rect([start, 0, length, 1], 0, y, key))
    .join('');
}

function shapes(cells: readonly Painted[], y: number): string {
  return cells
    .flatMap((cell, x) => (blockShape(cell.text) ?? []).map((shape) => rect(shape, x, y, cell.ink)))
    .join('');
}

function texts(cells: readonly Painted[], y: number): string {
  return runs(cells, styleOf)
    .filter((run) => run.key !== '')
    .map(({ start, length }) => textRun(cells.slice(start, start + length), start, y))
    .join('');
}

/** Words are runs of their own: where a viewer knows no list of positions, at least each word begins in its place. */
function styleOf(cell: Painted): string {
  const isInk = cell.text.trim() !== '' && blockShape(cell.text) === null;
  return isInk ? `${cell.ink}|${cell.bold}|${cell.underline}` : '';
}

function textRun(cells: readonly Painted[], start: number, y: number): string {
  const [first] = cells;
  if (first === undefined) return '';
  const places = cells.map((_, index) => round((start + index) * CELL_WIDTH)).join(' ');
  const style = `${first.bold ? ' font-weight="700"' : ''}${first.underline ? ' text-decoration="underline"' : ''}`;
  const text = cells.map((cell) => escapeXml(cell.text)).join('');
  return `<text x="${places}" y="${round(y * CELL_HEIGHT + BASELINE)}" fill="${first.ink}"${style}>${text}</text>`;
}

function runs(cells: readonly Painted[], keyOf: (cell: Painted) => string) {
  const found: { key: string; start: number; length: number }[] = [];
  for (const [x, cell] of cells.entries()) {
    const key = keyOf(cell);
    const last = found.at(-1);
    if (last !== undefined && last.key === key) last.length += 1;
    else found.push({ key, start: x, length: 1 });
  }
  return found;
}

/** A rectangle in parts of the cell at `x`, `y`. */
function rect(part: readonly [number, number, number, number], x: number, y: number, fill: string): string {
  const [left, top, width, height] = part;
  const place = `x="${round((x + left) * CELL_WIDTH)}" y="${round((y + top) * CELL_HEIGHT)}"`;
  const size = `width="${round(width * CELL_WIDTH)}" height="${round(height * CELL_HEIGHT)}"`;
  return `<rect ${place} ${size} fill="${fill}"/>`;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
