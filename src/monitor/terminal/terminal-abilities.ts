import type { ColorDepth } from './colour/cell-attributes.js';

/** Names whose terminfo entries promise 16 colours or fewer; everything that is newer has 256. */
const FEW_COLORS =
  /^(xterm|rxvt|screen|tmux|linux|ansi|cygwin|putty|konsole|cons25.*|linux-.*|.*-color|.*-16color)$/i;
const NO_COLORS = /^(vt\d.*|.*-m|.*-mono|wyse.*|unknown)$/i;

/** Number of a terminal's palette colours, from `$TERM` and `$COLORTERM` (null: not set). */
export function colorDepthFor(term: string, colorterm: string | null): ColorDepth {
  if (NO_COLORS.test(term)) return 0;
  if (colorterm !== null && /^(truecolor|24bit)$/i.test(colorterm)) return 256;
  return FEW_COLORS.test(term) ? 16 : 256;
}

/** The terminal can show a full-screen program; if not, the caller prints one snapshot as text instead. */
export function canUseTerminal(terminal: { readonly isTTY: boolean; readonly term: string }): boolean {
  return terminal.isTTY && terminal.term !== '' && terminal.term !== 'dumb';
}
