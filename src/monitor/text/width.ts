import { eastAsianWidth } from 'get-east-asian-width';

/*
 * Width of a cleaned text in terminal cells, and text made to fit a number of cells. Takes the output of `cleanText`:
 * no controls, no joiners, so that every character has a width of its own: 0 for combining marks, 2 for wide ones.
 */

type Align = 'left' | 'right';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const COMBINING = /^[\p{Mn}\p{Me}]$/u;

/** Terminal cells that a cleaned text takes. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text in exactly `width` cells: padded with spaces, or cut with `ellipsis` (one cell) as its last character. */
export function fitText(text: string, width: number, align: Align = 'left', ellipsis = '…'): string {
  if (width <= 0) return '';
  const needed = displayWidth(text);
  if (needed === width) return text;
  if (needed > width) return cutText(text, width, ellipsis);
  const padding = ' '.repeat(width - needed);
  return align === 'left' ? text + padding : padding + text;
}

/** As much of the text as fits `width` cells, nothing marked and nothing padded. */
export function clipText(text: string, width: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, Math.max(0, width));
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The text cell by cell for a painter: marks stay with their base, a wide character is followed by an empty string. */
export function cellsOf(text: string): string[] {
  const cells: string[] = [];
  for (const character of text) {
    const width = characterWidth(character);
    if (width === 0) attachMark(cells, character);
    else cells.push(character);
    if (width === 2) cells.push('');
  }
  return cells;
}

function cutText(text: string, width: number, ellipsis: string): string {
  const kept = clipText(text, width - 1);
  return kept + ' '.repeat(width - 1 - displayWidth(kept)) + ellipsis;
}

function attachMark(cells: string[], mark: string): void {
  const wide = cells.at(-1) === '';
  const base = cells.length - (wide ? 2 : 1);
  const cell = cells[base];
  if (cell !== undefined) cells[base] = cell + mark;
}

function characterWidth(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (COMBINING.test(character)) return 0;
  return eastAsianWidth(code);
}
