import type { Message } from '../dashboard/model/message.js';

interface OneAtATimeOptions<Question> {
  /** Never rejects but for bugs. */
  readonly answer: (question: Question, signal: AbortSignal) => Promise<Message>;
  readonly dispatch: (message: Message) => void;
  /** A question that comes while another is open: the newest of them waits, or all are dropped. */
  readonly meanwhile: 'newest' | 'none';
}

/** Asks the host of one server; the answers come as messages, none after it is closed. */
export class OneAtATime<Question> {
  readonly #options: OneAtATimeOptions<Question>;
  readonly #closing = new AbortController();
  #asking = false;
  #next: { readonly question: Question } | null = null;

  constructor(options: OneAtATimeOptions<Question>) {
    this.#options = options;
  }

  ask(question: Question): void {
    if (this.#closing.signal.aborted) return;
    if (!this.#asking) void this.#answer(question);
    else if (this.#options.meanwhile === 'newest') this.#next = { question };
  }

  close(): void {
    this.#closing.abort();
  }

  async #answer(question: Question): Promise<void> {
    this.#asking = true;
    const message = await this.#options.answer(question, this.#closing.signal);
    this.#asking = false;
    if (this.#closing.signal.aborted) return;
    this.#options.dispatch(message);
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.ask(next.question);
  }
}
