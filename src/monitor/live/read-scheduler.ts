import type { Message } from '../dashboard/model/message.js';
import { SourceError } from '../metrics/sample/reading.js';
import type { Source } from '../sources/source.js';
import { type Clock, SYSTEM_CLOCK } from './clock.js';

interface Slot {
  readonly source: Source;
  /** Calls off the read that is scheduled; null: none is. */
  callOff: (() => void) | null;
  reading: boolean;
  /** A schedule that arrived while a read was outstanding; it takes effect when that read ends. */
  next: number | null;
  /** Time that the last reading kept the program busy after it was parsed. */
  takingInMs: number;
}

/**
 * Owns every timer and every outstanding read of the dashboard. At most one read a target is outstanding, whatever is
 * asked for: a monitor must never be the reason that a server's master stalls.
 */
export class ReadScheduler {
  readonly #slots: readonly Slot[];
  readonly #dispatch: (message: Message) => void;
  readonly #clock: Clock;
  #closed = false;

  constructor(sources: readonly Source[], dispatch: (message: Message) => void, clock: Clock = SYSTEM_CLOCK) {
    this.#slots = sources.map((source) => ({
      source,
      callOff: null,
      reading: false,
      next: null,
      takingInMs: 0,
    }));
    this.#dispatch = dispatch;
    this.#clock = clock;
  }

  /** Reads the target after the delay; replaces an earlier schedule of the same target. */
  schedule(target: number, afterMs: number): void {
    const slot = this.#slots[target];
    if (slot === undefined || this.#closed) return;
    if (slot.reading) {
      slot.next = afterMs;
      return;
    }
    slot.callOff?.();
    slot.callOff = this.#clock.after(Math.max(0, afterMs), () => void this.#read(slot, target));
  }

  close(): void {
    this.#closed = true;
    for (const slot of this.#slots) {
      slot.callOff?.();
      slot.source.close();
    }
  }

  async #read(slot: Slot, target: number): Promise<void> {
    slot.callOff = null;
    slot.reading = true;
    const message = await this.#readMessage(slot, target);
    slot.reading = false;
    if (this.#closed) return;
    const asked = slot.next;
    slot.next = null;
    const since = this.#clock.steadyMs();
    this.#dispatch(message);
    slot.takingInMs = this.#clock.steadyMs() - since;
    // Somebody asked for a read while this one was under way: that wish is younger than the answer's own schedule.
    if (asked !== null) this.schedule(target, asked);
  }

  async #readMessage({ source, takingInMs }: Slot, target: number): Promise<Message> {
    try {
      const reading = await source.read();
      return { kind: 'read', target, reading, takingInMs, nowMs: this.#clock.wallMs() };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const { kind, message, atMs } = error;
      return {
        kind: 'read-failed',
        target,
        errorKind: kind,
        reason: message,
        atMs,
        nowMs: this.#clock.wallMs(),
      };
    }
  }
}
