import type { Tone } from '../../dashboard/drawing/frame.js';
import type { DrawnTheme, ToneStyle } from './themes.js';

/*
 * Appearance of each tone on terminals with 16 colours or 8, by the names that the colours have: the nearest of 16 to
 * a chosen one of 256 is often grey or another tone's. Backgrounds are of the first eight, since the bright half blinks
 * on consoles; bright black is left out, which cannot be read on the Linux console. Users change these colours, but
 * red stays a red. A bold black is grey on terminals with 8 colours.
 */

const BLACK = 0;
const RED = 1;
const GREEN = 2;
const YELLOW = 3;
const BLUE = 4;
const MAGENTA = 5;
const CYAN = 6;
const WHITE = 7;
const BRIGHT_RED = 9;
const BRIGHT_GREEN = 10;
const BRIGHT_YELLOW = 11;
const BRIGHT_MAGENTA = 13;
const BRIGHT_CYAN = 14;
const BRIGHT_WHITE = 15;

type Tones = Readonly<Record<Tone, ToneStyle>>;

const dark: Tones = {
  plain: {},
  dim: {},
  strong: { bold: true },
  title: { fg: BRIGHT_CYAN, bold: true },
  ok: { fg: BRIGHT_GREEN },
  warn: { fg: BRIGHT_YELLOW },
  critical: { fg: BRIGHT_RED, bold: true },
  'bar-ok': { fg: BRIGHT_GREEN },
  'bar-warn': { fg: BRIGHT_YELLOW },
  'bar-critical': { fg: BRIGHT_RED },
  'bar-empty': {},
  spark: { fg: BRIGHT_CYAN },
  memory: { fg: BRIGHT_MAGENTA },
  label: { fg: CYAN },
  header: { fg: BLACK, bg: GREEN },
  'header-sorted': { fg: BLACK, bg: CYAN },
  selected: { fg: BRIGHT_WHITE, bg: BLUE },
  tagged: { fg: BRIGHT_YELLOW, bold: true },
  match: { fg: BLACK, bg: YELLOW },
  tab: {},
  'tab-active': { fg: BLACK, bg: CYAN },
  key: { fg: BRIGHT_CYAN, bold: true },
  'key-label': {},
  prompt: { fg: BRIGHT_WHITE, bg: BLUE },
  error: { fg: BRIGHT_WHITE, bg: RED, bold: true },
  banner: { fg: BLACK, bg: YELLOW },
  border: { fg: CYAN },
  chart: {},
  stale: {},
};

/** Yellow, green and cyan are too pale for letters on white. */
const light: Tones = {
  ...dark,
  title: { fg: BLUE, bold: true },
  ok: { fg: GREEN, bold: true },
  warn: { fg: MAGENTA, bold: true },
  critical: { fg: RED, bold: true },
  'bar-ok': { fg: GREEN },
  'bar-warn': { fg: MAGENTA },
  'bar-critical': { fg: RED },
  spark: { fg: BLUE },
  memory: { fg: MAGENTA },
  label: { fg: BLUE },
  header: { fg: BLACK, bg: WHITE },
  'header-sorted': { fg: BRIGHT_WHITE, bg: BLUE },
  selected: { fg: BLACK, bg: CYAN },
  tagged: { fg: MAGENTA, bold: true, underline: true },
  'tab-active': { fg: BRIGHT_WHITE, bg: BLUE },
  key: { fg: BLUE, bold: true },
  prompt: { fg: BLACK, bg: WHITE },
  border: { fg: BLUE },
};

/** Good is cyan, bad is in reverse or white: lightness and form distinguish them as well. */
const blueOrange: Tones = {
  ...dark,
  ok: { fg: BRIGHT_CYAN },
  warn: { fg: BRIGHT_YELLOW, bold: true },
  critical: { fg: BLACK, bg: YELLOW },
  'bar-ok': { fg: CYAN },
  'bar-warn': { fg: BRIGHT_YELLOW },
  'bar-critical': { fg: BRIGHT_WHITE, bold: true },
  header: { fg: BLACK, bg: WHITE },
  tagged: { fg: BRIGHT_YELLOW, underline: true },
  error: { fg: BLACK, bg: YELLOW },
  banner: { fg: BLACK, bg: WHITE },
};

const highContrast: Tones = {
  ...dark,
  dim: { fg: WHITE },
  strong: { fg: BRIGHT_WHITE, bold: true },
  title: { fg: BRIGHT_WHITE, bold: true, underline: true },
  ok: { fg: BRIGHT_WHITE },
  warn: { fg: BRIGHT_YELLOW, bold: true, underline: true },
  critical: { fg: BLACK, bg: YELLOW },
  'bar-ok': { fg: BRIGHT_CYAN },
  'bar-warn': { fg: BRIGHT_YELLOW },
  'bar-critical': { fg: BRIGHT_WHITE, bold: true },
  memory: { fg: BRIGHT_CYAN },
  label: { fg: BRIGHT_CYAN },
  header: { fg: BLACK, bg: CYAN },
  'header-sorted': { fg: BLACK, bg: WHITE, underline: true },
  selected: { fg: BLACK, bg: WHITE },
  tagged: { fg: BRIGHT_YELLOW, underline: true },
  match: { fg: BLACK, bg: YELLOW, underline: true },
  'tab-active': { fg: BLACK, bg: WHITE },
  key: { fg: BRIGHT_YELLOW, bold: true },
  prompt: { fg: BRIGHT_WHITE, bold: true },
  error: { fg: BLACK, bg: YELLOW, underline: true },
  border: { fg: BRIGHT_WHITE },
};

/** Null: the theme uses no colours anyway. */
export const SIXTEEN: Readonly<
  Record<DrawnTheme, { readonly base: ToneStyle; readonly tones: Tones } | null>
> = {
  default: { base: {}, tones: dark },
  light: { base: {}, tones: light },
  'blue-orange': { base: {}, tones: blueOrange },
  'high-contrast': { base: { fg: BRIGHT_WHITE, bg: BLACK }, tones: highContrast },
  mono: null,
};
