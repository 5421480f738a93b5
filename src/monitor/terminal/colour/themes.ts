import type { Tone } from '../../dashboard/drawing/frame.js';
import type { ThemeName } from '../../dashboard/model/themes.js';
import type { Rgb } from './palette.js';

/*
 * Appearance of each tone. Colours are indices of the 256-colour palette from 16 up: the first 16 are whatever the
 * user made of them. Each theme names the backgrounds it is made for; a test holds every tone to a contrast of 4.5
 * on all of them (3 for bars and sparklines, which are shapes and not text).
 */

/** A theme that has colours of its own; the one that goes by the background is one of two. */
export type DrawnTheme = Exclude<ThemeName, 'auto'>;

export interface ToneStyle {
  /** Palette index; left out: the terminal's own colour, or that of the fill underneath. */
  readonly fg?: number;
  readonly bg?: number;
  readonly bold?: true;
  readonly underline?: true;
  readonly inverse?: true;
}

interface Theme {
  /** Backgrounds that a terminal in this theme is expected to have. */
  readonly backgrounds: readonly Rgb[];
  /** The style under everything; empty: the terminal's own colours. */
  readonly base: ToneStyle;
  readonly tones: Readonly<Record<Tone, ToneStyle>>;
}

const DARK: readonly Rgb[] = [
  [0, 0, 0],
  [30, 30, 30],
  [40, 44, 52],
];

const LIGHT: readonly Rgb[] = [
  [255, 255, 255],
  [253, 246, 227],
  [238, 238, 238],
];

const BLACK = 16;
const WHITE = 231;

const dark: Theme = {
  backgrounds: DARK,
  base: {},
  tones: {
    plain: {},
    dim: { fg: 247 },
    strong: { bold: true },
    title: { fg: 117, bold: true },
    ok: { fg: 114 },
    warn: { fg: 221 },
    critical: { fg: 210, bold: true },
    'bar-ok': { fg: 77 },
    'bar-warn': { fg: 220 },
    'bar-critical': { fg: 203 },
    'bar-empty': { fg: 240 },
    spark: { fg: 80 },
    memory: { fg: 147 },
    label: { fg: 110 },
    header: { fg: 254, bg: 238 },
    'header-sorted': { fg: BLACK, bg: 117, bold: true },
    selected: { fg: WHITE, bg: 18 },
    tagged: { fg: 222, bold: true },
    match: { fg: BLACK, bg: 221 },
    tab: { fg: 252, bg: 236 },
    'tab-active': { fg: BLACK, bg: 117, bold: true },
    key: { fg: 117, bold: true },
    'key-label': { fg: 252 },
    prompt: { fg: WHITE, bg: 236 },
    error: { fg: WHITE, bg: 124, bold: true },
    banner: { fg: BLACK, bg: 215 },
    border: { fg: 243 },
    chart: {},
    stale: { fg: 247 },
  },
};

const light: Theme = {
  backgrounds: LIGHT,
  base: {},
  tones: {
    plain: {},
    dim: { fg: 241 },
    strong: { bold: true },
    title: { fg: 24, bold: true },
    ok: { fg: 22 },
    warn: { fg: 94 },
    critical: { fg: 124, bold: true },
    'bar-ok': { fg: 28 },
    'bar-warn': { fg: 130 },
    'bar-critical': { fg: 160 },
    'bar-empty': { fg: 250 },
    spark: { fg: 25 },
    memory: { fg: 91 },
    label: { fg: 24 },
    header: { fg: 234, bg: 252 },
    'header-sorted': { fg: WHITE, bg: 25, bold: true },
    selected: { fg: BLACK, bg: 159 },
    tagged: { fg: 53, bold: true },
    match: { fg: BLACK, bg: 221 },
    tab: { fg: 236, bg: 253 },
    'tab-active': { fg: WHITE, bg: 25, bold: true },
    key: { fg: 25, bold: true },
    'key-label': { fg: 238 },
    prompt: { fg: BLACK, bg: 254 },
    error: { fg: WHITE, bg: 124, bold: true },
    banner: { fg: BLACK, bg: 215 },
    border: { fg: 246 },
    chart: {},
    stale: { fg: 241 },
  },
};

/** Good is blue, bad is orange, and lightness distinguishes them as well. */
const blueOrange: Theme = {
  backgrounds: DARK,
  base: {},
  tones: {
    ...dark.tones,
    ok: { fg: 75 },
    warn: { fg: 229, bold: true },
    critical: { fg: BLACK, bg: 208, bold: true },
    'bar-ok': { fg: 69 },
    'bar-warn': { fg: 229 },
    'bar-critical': { fg: 208 },
    spark: { fg: 75 },
    memory: { fg: 153 },
    tagged: { fg: 229, underline: true },
    match: { fg: BLACK, bg: 229 },
    error: { fg: BLACK, bg: 208, bold: true },
    banner: { fg: BLACK, bg: 229 },
  },
};

/** Black and white of its own making, whatever the terminal's are; shapes (bold, underline, reverse) carry the levels. */
const highContrast: Theme = {
  backgrounds: [[0, 0, 0]],
  base: { fg: WHITE, bg: BLACK },
  tones: {
    plain: {},
    dim: { fg: 252 },
    strong: { fg: WHITE, bold: true },
    title: { fg: WHITE, bold: true, underline: true },
    ok: { fg: WHITE },
    warn: { fg: 226, bold: true, underline: true },
    critical: { fg: BLACK, bg: 226, bold: true },
    'bar-ok': { fg: 45 },
    'bar-warn': { fg: 226 },
    'bar-critical': { fg: 203 },
    'bar-empty': { fg: 245 },
    spark: { fg: 87 },
    memory: { fg: 87 },
    label: { fg: 87 },
    header: { fg: BLACK, bg: 87 },
    'header-sorted': { fg: BLACK, bg: WHITE, bold: true, underline: true },
    selected: { fg: BLACK, bg: WHITE },
    tagged: { fg: 226, underline: true },
    match: { fg: BLACK, bg: 226, underline: true },
    tab: { fg: WHITE },
    'tab-active': { fg: BLACK, bg: WHITE, bold: true },
    key: { fg: 226, bold: true },
    'key-label': { fg: WHITE },
    prompt: { fg: WHITE, bold: true },
    error: { fg: BLACK, bg: 226, bold: true, underline: true },
    banner: { fg: BLACK, bg: 226, bold: true },
    border: { fg: WHITE },
    chart: {},
    stale: { fg: 250 },
  },
};

const mono: Theme = {
  backgrounds: [],
  base: {},
  tones: {
    plain: {},
    dim: {},
    strong: { bold: true },
    title: { bold: true },
    ok: {},
    warn: { underline: true },
    critical: { bold: true, inverse: true },
    'bar-ok': {},
    'bar-warn': { bold: true },
    'bar-critical': { bold: true },
    'bar-empty': {},
    spark: {},
    memory: {},
    label: {},
    header: { inverse: true },
    'header-sorted': { bold: true, underline: true, inverse: true },
    selected: { inverse: true },
    tagged: { bold: true, underline: true },
    match: { bold: true, underline: true },
    tab: {},
    'tab-active': { bold: true, inverse: true },
    key: { bold: true },
    'key-label': {},
    prompt: {},
    error: { bold: true, inverse: true },
    banner: { inverse: true },
    border: {},
    chart: {},
    stale: {},
  },
};

export const THEMES: Readonly<Record<DrawnTheme, Theme>> = {
  default: dark,
  light,
  'blue-orange': blueOrange,
  'high-contrast': highContrast,
  mono,
};
