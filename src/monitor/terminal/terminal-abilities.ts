import type { ColorDepth } from './colour/cell-attributes.js';

/** Names whose terminfo entries promise fewer; everything that is newer has 256. */
const SIXTEEN_COLORS = /^(xterm|rxvt|screen|tmux|putty|konsole|.*-color|.*-16color)$/i;
const EIGHT_COLORS = /^(linux|linux-.*|ansi|ansi-color|cygwin|cons25.*|.*-8color)$/i;
const NO_COLORS = /^(vt\d.*|.*-m|.*-mono|wyse.*|unknown)$/i;

/** Number of a terminal's palette colours, from `$TERM` and `$COLORTERM` (null: not set). */
export function colorDepthFor(term: string, colorterm: string | null): ColorDepth {
  if (NO_COLORS.test(term)) return 0;
  if (colorterm !== null && /^(truecolor|24bit)$/i.test(colorterm)) return 256;
  if (EIGHT_COLORS.test(term)) return 8;
  return SIXTEEN_COLORS.test(term) ? 16 : 256;
}

/**
 * The terminal may be asked for its background: it answers, or swallows the question. Consoles would print it.
 */
export function mayBeAsked(term: string): boolean {
  return ASKABLE.test(term);
}

const ASKABLE =
  /^(xterm|rxvt|tmux|alacritty|foot|kitty|wezterm|ghostty|st-|stterm|konsole|gnome|vte|contour|iterm|mintty|dtterm|mlterm)/i;

/** `$COLORFGBG`: `15;0`, `0;default;15`; the last is the background. Null: it says nothing. */
export function isLightByVariable(colorfgbg: string | null): boolean | null {
  const background = /;(\d{1,2})$/.exec(colorfgbg ?? '')?.[1];
  if (background === undefined) return null;
  return Number(background) === 7 || Number(background) > 8;
}

/** The terminal can show a full-screen program; if not, the caller prints one snapshot as text instead. */
export function canUseTerminal(terminal: { readonly isTTY: boolean; readonly term: string }): boolean {
  return terminal.isTTY && terminal.term !== '' && terminal.term !== 'dumb';
}
