/* A framed box that lies over the lines of a screen. */

import { clipText, displayWidth, fitText } from '../../text/width.js';
import type { Hit, Line, Span } from './frame.js';
import type { FrameGlyphs } from './glyphs.js';
import { LineBuilder } from './line-builder.js';

export interface Popup {
  readonly title: string;
  /** At the right end of the top line. */
  readonly corner: string;
  readonly lines: readonly Line[];
  /** Of the text; the frame and one blank on each side come on top. */
  readonly columns: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Cells that the frame adds to the text. */
export const FRAME_COLUMNS = 4;
export const FRAME_ROWS = 2;

/** Place of a box of that many lines in the middle of the screen. */
export function centred(
  popup: { readonly columns: number; readonly rows: number },
  screen: { readonly columns: number; readonly rows: number },
): Place {
  return {
    x: Math.max(0, Math.floor((screen.columns - popup.columns - FRAME_COLUMNS) / 2)),
    y: Math.max(0, Math.floor((screen.rows - popup.rows - FRAME_ROWS) / 2)),
  };
}

export function pastePopup(
  screen: readonly Line[],
  popup: Popup,
  place: Place,
  glyphs: FrameGlyphs,
  width: number,
): readonly Line[] {
  const box = boxLines(popup, glyphs);
  return screen.map((line, y) => {
    const over = box[y - place.y];
    return over === undefined ? line : pasteLine(line, over, place.x, width);
  });
}

/** The box by itself: its text with a frame around. */
export function boxLines(popup: Popup, glyphs: FrameGlyphs): readonly Line[] {
  const { columns } = popup;
  const body = popup.lines.map((line) => {
    const row = new LineBuilder(columns + FRAME_COLUMNS).add(`${glyphs.vertical} `, 'border');
    row.addAll(filled(line, columns)).to(columns + 2);
    return row.add(` ${glyphs.vertical}`, 'border').end();
  });
  const bottom = glyphs.bottomLeft + glyphs.horizontal.repeat(Math.max(0, columns + 2)) + glyphs.bottomRight;
  return [topLine(popup, glyphs), ...body, { spans: [{ text: bottom, tone: 'border' }], fill: 'plain' }];
}

function topLine({ title, corner, columns }: Popup, glyphs: FrameGlyphs): Line {
  const line = new LineBuilder(columns + FRAME_COLUMNS);
  const name = clipText(title, columns - 1);
  line.add(`${glyphs.topLeft}${glyphs.horizontal}`, 'border').add(` ${name} `, 'title');
  const end = corner === '' || displayWidth(corner) + 4 > line.room ? '' : ` ${corner} `;
  const rule = Math.max(0, line.room - displayWidth(end) - 1 - (end === '' ? 0 : 1));
  line.add(glyphs.horizontal.repeat(rule), 'border').add(end, 'dim');
  return line.add(`${end === '' ? '' : glyphs.horizontal}${glyphs.topRight}`, 'border').end();
}

/** A line's fill becomes spans, because the box covers only a part of the screen's line. */
function filled(line: Line, columns: number): readonly Span[] {
  if (line.fill === 'plain') return line.spans;
  const text = line.spans.map((span) => span.text).join('');
  return [{ text: fitText(text, columns), tone: line.fill }];
}

function pasteLine(under: Line, over: Line, x: number, width: number): Line {
  const line = new LineBuilder(width).addAll(under.spans);
  const left = new LineBuilder(x).addAll(line.end().spans).to(x);
  const box = under.fill === 'plain' ? over.spans : over.spans.map(onPlainGround);
  const overWidth = new LineBuilder(width - x).addAll(box).x;
  const right = dropCells(under.spans, x + overWidth);
  const pasted = new LineBuilder(width).addAll(left.end().spans).addAll(box).addAll(right);
  return pasted.end(under.fill);
}

function onPlainGround(span: Span): Span {
  return { ...span, ground: 'plain' };
}

/** The spans right of the cell; half a wide character becomes a blank. */
function dropCells(spans: readonly Span[], cells: number): readonly Span[] {
  let skip = cells;
  return spans.flatMap((span) => {
    const width = displayWidth(span.text);
    const here = Math.min(skip, width);
    skip -= here;
    return here === width ? [] : [{ ...span, text: dropFromText(span.text, here) }];
  });
}

function dropFromText(text: string, cells: number): string {
  let rest = cells;
  let dropped = 0;
  for (const character of text) {
    const width = displayWidth(character);
    if (rest <= 0 && width > 0) break;
    rest -= width;
    dropped += character.length;
  }
  return ' '.repeat(Math.max(0, -rest)) + text.slice(dropped);
}

export interface PlacedMenu {
  readonly popup: Popup;
  readonly place: Place;
  readonly hits: readonly Hit[];
}
