import type { Message } from '../dashboard/model/message.js';
import { SourceError } from '../metrics/sample/reading.js';
import type { Source } from '../sources/source.js';

interface Slot {
  readonly source: Source;
  timer: NodeJS.Timeout | null;
  reading: boolean;
  /** A schedule that arrived while a read was outstanding; it takes effect when that read ends. */
  next: number | null;
}

/**
 * Owns every timer and every outstanding read of the dashboard. At most one read a target is outstanding, whatever is
 * asked for: a monitor must never be the reason that a server's master stalls.
 */
export class ReadScheduler {
  readonly #slots: readonly Slot[];
  readonly #dispatch: (message: Message) => void;
  #closed = false;

  constructor(sources: readonly Source[], dispatch: (message: Message) => void) {
    this.#slots = sources.map((source) => ({ source, timer: null, reading: false, next: null }));
    this.#dispatch = dispatch;
  }

  /** Reads the target after the delay; replaces an earlier schedule of the same target. */
  schedule(target: number, afterMs: number): void {
    const slot = this.#slots[target];
    if (slot === undefined || this.#closed) return;
    if (slot.reading) {
      slot.next = afterMs;
      return;
    }
    if (slot.timer !== null) clearTimeout(slot.timer);
    slot.timer = setTimeout(() => void this.#read(slot, target), Math.max(0, afterMs));
  }

  close(): void {
    this.#closed = true;
    for (const slot of this.#slots) {
      if (slot.timer !== null) clearTimeout(slot.timer);
      slot.source.close();
    }
  }

  async #read(slot: Slot, target: number): Promise<void> {
    slot.timer = null;
    slot.reading = true;
    const message = await readMessage(slot.source, target);
    slot.reading = false;
    if (this.#closed) return;
    const asked = slot.next;
    slot.next = null;
    this.#dispatch(message);
    // Somebody asked for a read while this one was under way: that wish is younger than the answer's own schedule.
    if (asked !== null) this.schedule(target, asked);
  }
}

async function readMessage(source: Source, target: number): Promise<Message> {
  try {
    const reading = await source.read();
    return { kind: 'read', target, reading, nowMs: Date.now() };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { kind: 'read-failed', target, errorKind: error.kind, reason: error.message, nowMs: Date.now() };
  }
}
