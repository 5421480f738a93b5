import { cleanText } from '../../text/clean.js';
import { cellsOf } from '../../text/width.js';

/*
 * Text to cells, the last line of defence. Frames are cleaned where they are made; what slipped through is caught
 * here, because one control character in a cell is enough to wreck the screen.
 */

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** Printable, one cell each, and safe as they are: most of what a frame holds beyond ASCII. */
const PLAIN_SYMBOLS =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u2199\u2500-\u259f\u25a0-\u25cf\u2801-\u28ff]*$/;
/** Some fonts draw it as eight faint rings. */
const EMPTY_BRAILLE = '\u2800';
const REMEMBERED = 2000;

/** Remembers what it has split: the same words come in every frame. */
export class SafeCells {
  #known = new Map<string, readonly string[]>();

  /** One entry a cell: what is drawn there, or an empty string for the right half of a wide character. */
  of(text: string): readonly string[] | string {
    if (PRINTABLE_ASCII.test(text)) return text;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= REMEMBERED) this.#known = new Map();
    const cells = PLAIN_SYMBOLS.test(text)
      ? [...text]
      : cellsOf(cleanText(text.replaceAll(EMPTY_BRAILLE, ' ')));
    this.#known.set(text, cells);
    return cells;
  }
}
