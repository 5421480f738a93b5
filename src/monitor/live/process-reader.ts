import type { Effect } from '../dashboard/model/effect.js';
import type { Message } from '../dashboard/model/message.js';

type ProcessEffect = Extract<Effect, { readonly kind: 'read-process' }>;

/** Reads /proc for a worker on request. One read at a time; a newer request replaces a waiting one. */
export class ProcessReader {
  readonly #dispatch: (message: Message) => void;
  #asking = false;
  #next: ProcessEffect | null = null;
  #closed = false;

  constructor(dispatch: (message: Message) => void) {
    this.#dispatch = dispatch;
  }

  ask(question: ProcessEffect): void {
    if (this.#asking) this.#next = question;
    else void this.#answer(question);
  }

  close(): void {
    this.#closed = true;
  }

  async #answer(question: ProcessEffect): Promise<void> {
    this.#asking = true;
    const message = await answerTo(question);
    this.#asking = false;
    if (this.#closed) return;
    this.#dispatch(message);
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.ask(next);
  }
}

async function answerTo(question: ProcessEffect): Promise<Message> {
  const { target } = question;
  const { ProcessError, readProcess } = await import('../host/process-files.js');
  try {
    return { kind: 'process-read', target, facts: await readProcess(question), nowMs: Date.now() };
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    return { kind: 'process-failed', target, pid: question.pid, reason: error.message, nowMs: Date.now() };
  }
}
