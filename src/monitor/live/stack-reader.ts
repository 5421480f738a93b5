import type { Effect } from '../dashboard/model/effect.js';
import type { Message } from '../dashboard/model/message.js';

type StackEffect = Extract<Effect, { readonly kind: 'read-stack' }>;

/** Asks workers for their Python stacks; the model asks each of them for one thing at a time. */
export class StackReader {
  readonly #dispatch: (message: Message) => void;
  readonly #closing = new AbortController();

  constructor(dispatch: (message: Message) => void) {
    this.#dispatch = dispatch;
  }

  ask(question: StackEffect): void {
    void answerTo(question, this.#closing.signal).then((message) => {
      if (!this.#closing.signal.aborted) this.#dispatch(message);
    });
  }

  close(): void {
    this.#closing.abort();
  }
}

async function answerTo(question: StackEffect, signal: AbortSignal): Promise<Message> {
  const { target, slot } = question;
  const { TracebackerError, readStacks } = await import('../host/tracebacker-socket.js');
  const { tracebackerPath } = await import('../host/tracebacker-path.js');
  try {
    const path = await tracebackerPath(question);
    return { kind: 'stack-read', target, slot, threads: await readStacks(path, signal), nowMs: Date.now() };
  } catch (error) {
    if (!(error instanceof TracebackerError)) throw error;
    return { kind: 'stack-failed', target, slot, reason: error.message, nowMs: Date.now() };
  }
}
