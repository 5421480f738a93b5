import type { Tone } from '../../dashboard/drawing/frame.js';
import { contrastRatio, paletteColor } from './palette.js';
import { SIXTEEN } from './sixteen.js';
import { type DrawnTheme, THEMES, type ToneStyle } from './themes.js';

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
export type ColorDepth = 0 | 8 | 16 | 256;

const READABLE = 4.5;

export class CellAttributes {
  readonly #theme: Appearance;
  readonly #depth: ColorDepth;
  readonly #byFill = new Map<Tone, Map<Tone, number>>();
  /** The attribute of cells where nothing is drawn. */
  readonly blank: number;

  /** Without colours only one theme distinguishes its tones. */
  constructor(theme: DrawnTheme, depth: ColorDepth) {
    this.#theme = appearanceOf(depth === 0 ? 'mono' : theme, depth);
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
    if (this.#depth === 256 || this.#depth === 0) return encode(style);
    const named = distinct(style, this.#depth);
    return encode(this.#depth === 8 ? withEightColors(named) : named);
  }

  /** A fill without a background of its own lies on what the theme puts under everything. */
  #fillStyle(fill: Tone): ToneStyle {
    return { ...this.#theme.base, ...this.#theme.tones[fill] };
  }
}

interface Appearance {
  readonly base: ToneStyle;
  readonly tones: Readonly<Record<Tone, ToneStyle>>;
}

function appearanceOf(theme: DrawnTheme, depth: ColorDepth): Appearance {
  return (depth === 8 || depth === 16 ? SIXTEEN[theme] : null) ?? THEMES[theme];
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

/** Two of the 16 colours that can be distinguished, of which users may have made others. */
function distinct(style: ToneStyle, depth: ColorDepth): ToneStyle {
  const { fg, bg, ...flags } = style;
  if (fg === undefined || bg === undefined) return style;
  const ratio = (color: number) => contrastRatio(paletteColor(color), paletteColor(bg));
  const seen = depth === 8 && flags.bold && fg > 0 && fg < 8 ? fg + 8 : fg;
  if (ratio(seen) >= 3) return style;
  return { ...flags, fg: ratio(0) > ratio(15) ? 0 : 15, bg };
}

/** Terminals with 8 colours make the bright ones of bold: a bold black would be grey. */
function withEightColors(style: ToneStyle): ToneStyle {
  const { fg, bold, ...rest } = style;
  if (fg === 0) return { ...rest, fg };
  return fg === undefined || fg < 8 ? style : { ...style, fg: fg - 8, bold: true };
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
