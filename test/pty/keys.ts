/** Xterm's sequences for keys that have a name. */
export const keys = {
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageUp: '\x1b[5~',
  pageDown: '\x1b[6~',
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  backspace: '\x7f',
  f1: '\x1bOP',
  f5: '\x1b[15~',
  f6: '\x1b[17~',
  f10: '\x1b[21~',
  controlC: '\x03',
  controlL: '\x0c',
  controlZ: '\x1a',
} as const;

/** A click of the left button, in the SGR encoding; `x` and `y` count from 0. */
export function click(x: number, y: number): string {
  return `\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`;
}

/** One notch of the wheel. */
export function wheel(direction: 'up' | 'down', x: number, y: number): string {
  return `\x1b[<${direction === 'up' ? 64 : 65};${x + 1};${y + 1}M`;
}
