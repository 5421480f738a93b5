import { Duplex } from 'node:stream';

/**
 * The connection between a gateway and one core, in memory. Bytes lie in it until somebody moves them, in pieces of
 * any size, and its ends close as those of a unix stream socket do: with a reset when something was not read.
 */
export class Wire {
  readonly gatewayEnd: Duplex;
  /** For the core; null when the gateway has closed and all is read. */
  #down: Buffer[] = [];
  #downBytes = 0;
  #up: Buffer[] = [];
  #gatewayOpen = true;
  #coreOpen = true;
  #resetUp = false;
  #endDelivered = false;
  /** Bytes from the core were not read, since something could not be written. */
  hasLost = false;

  constructor() {
    this.gatewayEnd = new Duplex({
      allowHalfOpen: false,
      read: () => {},
      write: (chunk: Buffer, _encoding, callback) => {
        if (!this.#coreOpen) {
          // Node gives up reading as well.
          this.hasLost ||= this.#up.length > 0;
          callback(systemError('EPIPE'));
          return;
        }
        // As the kernel does: whose memory it is may use it again.
        this.#down.push(Buffer.from(chunk));
        this.#downBytes += chunk.length;
        callback();
      },
      destroy: (error, callback) => {
        this.#gatewayOpen = false;
        this.#up = [];
        callback(error);
      },
    });
  }

  get isGatewayOpen(): boolean {
    return this.#gatewayOpen;
  }

  get hasDown(): boolean {
    return this.#downBytes > 0;
  }

  /** The core reads up to `max` bytes; null: the end. */
  readDown(max: number): Buffer | null {
    if (this.#downBytes === 0) return this.#gatewayOpen ? Buffer.alloc(0) : null;
    const all = Buffer.concat(this.#down, this.#downBytes);
    const taken = all.subarray(0, max);
    this.#down = taken.length < all.length ? [all.subarray(max)] : [];
    this.#downBytes = all.length - taken.length;
    return taken;
  }

  /** @returns false when the gateway has closed its end */
  writeUp(bytes: Buffer): boolean {
    if (!this.#gatewayOpen) return false;
    this.#up.push(bytes);
    return true;
  }

  /** The core is gone, or lets go of this link. */
  closeCore(): void {
    if (!this.#coreOpen) return;
    this.#coreOpen = false;
    this.#resetUp = this.#downBytes > 0;
    this.#down = [];
    this.#downBytes = 0;
  }

  get hasUp(): boolean {
    return this.#gatewayOpen && (this.#up.length > 0 || (!this.#coreOpen && !this.#endDelivered));
  }

  /** The gateway reads up to `max` bytes, or hears of the end behind them. */
  deliverUp(max: number): void {
    if (!this.#gatewayOpen || this.gatewayEnd.isPaused()) return;
    const first = this.#up.shift();
    if (first !== undefined) {
      if (first.length > max) this.#up.unshift(first.subarray(max));
      // A buffer of its own: what the gateway keeps must not hang on how it came.
      this.gatewayEnd.push(Buffer.from(first.subarray(0, max)));
    } else if (!this.#coreOpen && !this.#endDelivered) {
      this.#endDelivered = true;
      if (this.#resetUp) this.gatewayEnd.destroy(systemError('ECONNRESET'));
      else this.gatewayEnd.push(null);
    }
  }
}

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
