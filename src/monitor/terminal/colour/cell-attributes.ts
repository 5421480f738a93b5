import type { Tone } from '../../dashboard/drawing/frame.js';
import { contrastRatio, nearestBackground, nearestForeground, paletteColor } from './palette.js';
import type { Theme, ToneStyle } from './themes.js';

/*
 * A tone on a fill as one integer, in the shape that blessed gives its cells: flags << 18 | foreground << 9 |
 * background, nine bits a colour, 0x1ff for the terminal's own.
 */

export const NO_COLOR = 0x1ff;
export const BOLD = 1;
export const UNDERLINE = 2;
export const INVERSE = 8;
/** The terminal's own colours, nothing set. */
export const DEFAULT_ATTRIBUTE = (NO_COLOR << 9) | NO_COLOR;

/** Number of the terminal's colours; 0: none, or the user wants none, and then only the theme `mono` makes sense. */
export type ColorDepth = 0 | 16 | 256;

const READABLE = 4.5;
/** The cube's black: a background that is meant to be black. */
const BLACK = 16;

export class CellAttributes {
  readonly #theme: Theme;
  readonly #depth: ColorDepth;
  readonly #byFill = new Map<Tone, Map<Tone, number>>();
  /** The attribute of cells where nothing is drawn. */
  readonly blank: number;

  constructor(theme: Theme, depth: ColorDepth) {
    this.#theme = theme;
    this.#depth = depth;
    this.blank = this.of('plain', 'plain');
  }

  of(tone: Tone, fill: Tone): number {
    return lookUp(this.onFill(fill), tone, () => this.#resolve(tone, fill));
  }

  /** All tones on one fill, filled as they are asked for. */
  onFill(fill: Tone): Map<Tone, number> {
    return lookUp(this.#byFill, fill, () => new Map());
  }

  #resolve(tone: Tone, fill: Tone): number {
    const style = styleOn(this.#theme.tones[tone], this.#fillStyle(fill), fill === 'stale');
    return encode(this.#depth === 16 ? withSixteenColors(style) : style);
  }

  /** A fill without a background of its own lies on what the theme puts under everything. */
  #fillStyle(fill: Tone): ToneStyle {
    return { ...this.#theme.base, ...this.#theme.tones[fill] };
  }
}

function styleOn(style: ToneStyle, fill: ToneStyle, fillWins: boolean): ToneStyle {
  if (fillWins) return fill;
  if (style.bg !== undefined && style.fg !== undefined) return style;
  const fg = readableOn(fill, style.fg) ?? fill.fg;
  return {
    ...fill,
    ...(fg === undefined ? {} : { fg }),
    ...(style.bold ? { bold: true } : {}),
    ...(style.underline ? { underline: true } : {}),
    ...(style.inverse ? { inverse: true } : {}),
  };
}

/** The colour if it can be read on the fill. A fill without a background is one that the theme was made for. */
function readableOn(fill: ToneStyle, fg: number | undefined): number | undefined {
  if (fg === undefined || fill.bg === undefined) return fg;
  return contrastRatio(paletteColor(fg), paletteColor(fill.bg)) >= READABLE ? fg : undefined;
}

/** A dark grey background, which would vanish among the 16, becomes reverse video. */
function withSixteenColors(style: ToneStyle): ToneStyle {
  const { fg, bg, ...flags } = style;
  const mappedFg = fg === undefined ? undefined : nearestForeground(fg);
  if (bg === undefined) return mappedFg === undefined ? flags : { ...flags, fg: mappedFg };
  const mappedBg = nearestBackground(bg);
  return {
    ...flags,
    ...(mappedBg === 0 && bg !== BLACK ? { inverse: true } : solid(mappedFg ?? 7, mappedBg)),
  };
}

/** Two of the 16 colours that can be distinguished. */
function solid(fg: number, bg: number): ToneStyle {
  if (contrastRatio(paletteColor(fg), paletteColor(bg)) >= 3) return { fg, bg };
  const black = contrastRatio(paletteColor(0), paletteColor(bg));
  const white = contrastRatio(paletteColor(15), paletteColor(bg));
  return { fg: black > white ? 0 : 15, bg };
}

function encode(style: ToneStyle): number {
  const flags = (style.bold ? BOLD : 0) | (style.underline ? UNDERLINE : 0) | (style.inverse ? INVERSE : 0);
  return (flags << 18) | ((style.fg ?? NO_COLOR) << 9) | (style.bg ?? NO_COLOR);
}

function lookUp<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
