import { StringDecoder } from 'node:string_decoder';
import type { InputToken } from './steps.js';
import { flush, INITIAL_INPUT, type InputState, idleLimit, tokenize } from './tokens.js';

/** The part of a terminal's input used here; `process.stdin` fits where it is a TTY. */
export interface TerminalInput {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (data: Buffer) => void): unknown;
  on(event: 'end' | 'error', listener: () => void): unknown;
  off(event: 'data', listener: (data: Buffer) => void): unknown;
  off(event: 'end', listener: () => void): unknown;
}

/** Bytes to tokens, and the one place that switches raw mode. */
export class InputReader {
  readonly #input: TerminalInput;
  readonly #escTimeoutMs: () => number;
  readonly #onToken: (token: InputToken) => void;
  readonly #onEnd: () => void;
  #decoder = new StringDecoder('utf8');
  #state: InputState = INITIAL_INPUT;
  #timer: NodeJS.Timeout | undefined;

  /** `onEnd`: there will be no more input, the terminal is gone. */
  constructor(
    input: TerminalInput,
    escTimeoutMs: () => number,
    onToken: (token: InputToken) => void,
    onEnd: () => void,
  ) {
    this.#input = input;
    this.#escTimeoutMs = escTimeoutMs;
    this.#onToken = onToken;
    this.#onEnd = onEnd;
    // Never removed: an unhandled error would end the program while it restores the screen.
    input.on('error', onEnd);
  }

  start(): void {
    this.#setRawMode(true);
    this.#input.on('data', this.#take);
    this.#input.on('end', this.#onEnd);
    this.#input.resume();
  }

  /** Forgets what is incomplete: after a stop its other half would never come. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#state = INITIAL_INPUT;
    this.#decoder = new StringDecoder('utf8');
    this.#input.off('data', this.#take);
    this.#input.off('end', this.#onEnd);
    this.#input.pause();
    this.#setRawMode(false);
  }

  #take = (data: Buffer): void => {
    clearTimeout(this.#timer);
    const { tokens, state } = tokenize(this.#state, this.#decoder.write(data));
    this.#state = state;
    this.#deliver(tokens);
    const wait = idleLimit(this.#state, this.#escTimeoutMs());
    if (wait !== null) this.#timer = setTimeout(this.#flush, wait);
  };

  #flush = (): void => {
    const { tokens, state } = flush(this.#state);
    this.#state = state;
    this.#deliver(tokens);
  };

  #deliver(tokens: readonly InputToken[]): void {
    for (const token of mergeWheel(tokens)) this.#onToken(token);
  }

  /** Throws where the terminal has vanished, which `end` tells as well. */
  #setRawMode(raw: boolean): void {
    try {
      this.#input.setRawMode?.(raw);
    } catch {}
  }
}

/** A fast wheel comes as many reports in one chunk: one redraw is enough for them. */
function mergeWheel(tokens: readonly InputToken[]): InputToken[] {
  const merged: InputToken[] = [];
  for (const token of tokens) {
    const last = merged.at(-1);
    const together =
      token.kind === 'wheel' && last?.kind === 'wheel' && token.x === last.x && token.y === last.y;
    if (together) merged[merged.length - 1] = { ...last, steps: last.steps + token.steps };
    else merged.push(token);
  }
  return merged;
}
