/** The part of a terminal's output used here; `process.stdout` fits where it is a TTY. */
export interface TerminalOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly writableLength: number;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: 'resize' | 'error', listener: () => void): unknown;
  off(event: 'resize' | 'error', listener: () => void): unknown;
}

/** Node's own parts of a TTY stream: not documented, so they may be missing. */
interface TtyInternals {
  _handle?: { setBlocking?(blocking: boolean): void };
  _refreshSize?(): void;
}

/**
 * Writing to a terminal that may be slow. Node writes to a TTY synchronously: behind a stalled SSH connection the whole
 * program would stand still, reads from servers included. So the stream is switched to non-blocking, and who wants
 * to write asks `isBusy` first.
 */
export class OutputPort {
  readonly #output: TerminalOutput;
  readonly #write: TerminalOutput['write'];
  readonly #onReady: () => void;
  #waiting = new Set<() => void>();

  /** `onReady`: the terminal has swallowed everything after having been busy. */
  constructor(output: TerminalOutput, onReady: () => void) {
    this.#output = output;
    // Taken now: the stream's own `write` is replaced while others are kept from writing to it.
    this.#write = output.write.bind(output);
    this.#onReady = onReady;
  }

  get isBusy(): boolean {
    return this.#output.writableLength > 0;
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: atLeastOne(this.#output.columns, 80), rows: atLeastOne(this.#output.rows, 24) };
  }

  write(text: string): void {
    if (text === '') return;
    this.#write(text, () => {
      if (this.isBusy) return;
      for (const wake of this.#waiting) wake();
      this.#onReady();
    });
  }

  setBlocking(blocking: boolean): void {
    internals(this.#output)._handle?.setBlocking?.(blocking);
  }

  /** A stopped process hears of no resize: asks the terminal itself. */
  refreshSize(): void {
    try {
      internals(this.#output)._refreshSize?.();
    } catch {}
  }

  /** Waits until everything written is taken; false when the time is over first. */
  async drained(limitMs: number): Promise<boolean> {
    if (!this.isBusy) return true;
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        resolve(!this.isBusy);
      };
      const timer = setTimeout(settle, limitMs);
      this.#waiting.add(settle);
    });
  }
}

function internals(output: TerminalOutput): TtyInternals {
  // At the rim: these two exist on tty.WriteStream and on no type.
  return output as TtyInternals;
}

function atLeastOne(value: number | undefined, unknown: number): number {
  return value === undefined || value < 1 ? unknown : value;
}
