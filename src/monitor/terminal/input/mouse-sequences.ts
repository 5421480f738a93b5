/** Mouse reports, in the two encodings that terminals use. Columns and rows count from 0. */

export type MouseToken =
  | { readonly kind: 'press'; readonly x: number; readonly y: number }
  /** Positive: down. */
  | { readonly kind: 'wheel'; readonly steps: number; readonly x: number; readonly y: number };

const MODIFIERS = 4 | 8 | 16;
const LEFT_BUTTON = 0;
const WHEEL_UP = 64;
const WHEEL_DOWN = 65;

/** `ESC [ < button ; x ; y M`, `m` for a release. Undefined: nothing that anybody here wants to know. */
export function parseSgrMouse(parameters: string, final: string): MouseToken | undefined {
  const [button, x, y] = parameters.split(';').map(Number);
  if (final !== 'M' || button === undefined || x === undefined || y === undefined) return undefined;
  return mouseToken(button, x - 1, y - 1);
}

/** `ESC [ M` and three characters, each 32 too high. */
export function parseX10Mouse(characters: string): MouseToken | undefined {
  const [button, x, y] = [...characters].map((character) => character.charCodeAt(0) - 32);
  // A coordinate past 95 is no UTF-8 and has been lost in decoding.
  if (button === undefined || x === undefined || y === undefined || characters.includes('\ufffd'))
    return undefined;
  return mouseToken(button, x - 1, y - 1);
}

function mouseToken(button: number, x: number, y: number): MouseToken | undefined {
  if (!(x >= 0 && y >= 0)) return undefined;
  switch (button & ~MODIFIERS) {
    case LEFT_BUTTON:
      return { kind: 'press', x, y };
    case WHEEL_UP:
      return { kind: 'wheel', steps: -1, x, y };
    case WHEEL_DOWN:
      return { kind: 'wheel', steps: 1, x, y };
    default:
      return undefined;
  }
}
