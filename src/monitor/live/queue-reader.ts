import type { Message } from '../dashboard/model/message.js';
import { ListenQueuesError, readListenQueues } from '../host/listen-queues.js';

/** Asks the kernel for listen queues on request, one question at a time. */
export class QueueReader {
  readonly #dispatch: (message: Message) => void;
  readonly #closing = new AbortController();
  #asking = false;

  constructor(dispatch: (message: Message) => void) {
    this.#dispatch = dispatch;
  }

  ask(target: number): void {
    if (this.#asking || this.#closing.signal.aborted) return;
    this.#asking = true;
    void this.#answer(target).then((message) => {
      this.#asking = false;
      if (!this.#closing.signal.aborted) this.#dispatch(message);
    });
  }

  close(): void {
    this.#closing.abort();
  }

  async #answer(target: number): Promise<Message> {
    try {
      const queues = await readListenQueues(this.#closing.signal);
      return { kind: 'queues-read', target, queues, nowMs: Date.now() };
    } catch (error) {
      if (!(error instanceof ListenQueuesError)) throw error;
      return { kind: 'queues-failed', target, reason: error.message, nowMs: Date.now() };
    }
  }
}
