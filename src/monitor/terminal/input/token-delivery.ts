import type { Key } from '../../dashboard/model/message.js';
import type { InputToken } from './steps.js';

type UserToken = Exclude<InputToken, { readonly kind: 'background' }>;

/** Listeners for keys and the mouse. Columns and rows count from 0. */
export interface InputListeners {
  key(key: Key): void;
  paste(text: string): void;
  /** `double`: the second press of the left button in the same place. */
  click(click: { readonly x: number; readonly y: number; readonly double: boolean }): void;
  /** `steps` positive: down. */
  wheel(wheel: { readonly steps: number; readonly x: number; readonly y: number }): void;
}

const DOUBLE_CLICK_MS = 400;
const NEVER = { x: -1, y: -1, atMs: Number.NEGATIVE_INFINITY };

/** Hands tokens to their listeners; `nowMs` is any clock that does not jump. */
export class TokenDelivery {
  readonly #listeners: InputListeners;
  readonly #nowMs: () => number;
  #lastPress = NEVER;

  constructor(listeners: InputListeners, nowMs: () => number) {
    this.#listeners = listeners;
    this.#nowMs = nowMs;
  }

  deliver(token: UserToken): void {
    // A key, a paste or the wheel can have changed what is under the pointer.
    if (token.kind !== 'press') this.#lastPress = NEVER;
    switch (token.kind) {
      case 'key':
        this.#listeners.key(token.key);
        break;
      case 'paste':
        this.#listeners.paste(token.text);
        break;
      case 'press':
        this.#press(token.x, token.y);
        break;
      case 'wheel':
        this.#listeners.wheel({ steps: token.steps, x: token.x, y: token.y });
    }
  }

  #press(x: number, y: number): void {
    const atMs = this.#nowMs();
    const last = this.#lastPress;
    const double = last.x === x && last.y === y && atMs - last.atMs <= DOUBLE_CLICK_MS;
    // A third press begins anew.
    this.#lastPress = double ? NEVER : { x, y, atMs };
    this.#listeners.click({ x, y, double });
  }
}
