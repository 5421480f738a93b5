/*
 * Terminal modes switched on while the dashboard is up, and off again when it goes. Wrapping is off so that a character that
 * is wider in this terminal than in the tables never scrolls the screen. Mouse: buttons and wheel only (1000), in
 * the encoding that knows large screens (1006); no motion, which would flood a slow connection.
 */

const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l';

/** Frames between these two are shown at once by terminals that know them. */
export const FRAME_BEGIN = '\x1b[?2026h';
export const FRAME_END = '\x1b[?2026l';

export interface Modes {
  readonly mouse: boolean;
  /** The terminal has no second screen to return from (the Linux console): what was drawn must be cleared. */
  readonly singleScreen: boolean;
}

export function enterSequence({ mouse }: Modes): string {
  return `\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h${mouse ? MOUSE_ON : ''}`;
}

export function leaveSequence({ mouse, singleScreen }: Modes): string {
  const clear = singleScreen ? '\x1b[H\x1b[2J' : '';
  return `${FRAME_END}${mouse ? MOUSE_OFF : ''}\x1b[?2004l\x1b[?7h\x1b[m${clear}\x1b[?1049l\x1b[?25h`;
}

export function mouseSequence(mouse: boolean): string {
  return mouse ? MOUSE_ON : MOUSE_OFF;
}

/** `cursor`: its position, null to hide it. */
export function cursorSequence(cursor: { readonly x: number; readonly y: number } | null): string {
  return cursor === null ? '\x1b[?25l' : `\x1b[${cursor.y + 1};${cursor.x + 1}H\x1b[?25h`;
}
