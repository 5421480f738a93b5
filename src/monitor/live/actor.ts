import type { Address } from '../../protocol/address.js';
import type { Way } from '../dashboard/model/control.js';
import type { ControlSubject } from '../dashboard/model/effect.js';
import type { Message } from '../dashboard/model/message.js';

interface ActorOptions {
  /** Its place among the targets. */
  readonly target: number;
  readonly address: Address;
  readonly fifo: string | null;
  /** Nothing is ever asked for, whatever arrives here. */
  readonly readonly: boolean;
}

/** Finds out how one server can be acted on, and does it: one action at a time. What that takes is loaded when it is needed. */
export class Actor {
  readonly #options: ActorOptions;
  readonly #dispatch: (message: Message) => void;
  #acting = false;
  #closed = false;

  constructor(options: ActorOptions, dispatch: (message: Message) => void) {
    this.#options = options;
    this.#dispatch = dispatch;
  }

  look(subject: ControlSubject): void {
    const { target, address, fifo } = this.#options;
    void import('../control/find-control.js')
      .then(({ findControl }) => findControl(address, fifo, subject))
      .then((control) => this.#tell({ kind: 'control-found', target, control, nowMs: Date.now() }));
  }

  act(subject: ControlSubject, way: Way): void {
    if (this.#acting || this.#closed || this.#options.readonly) return;
    this.#acting = true;
    void this.#answer(subject, way).then((message) => {
      this.#acting = false;
      this.#tell(message);
    });
  }

  close(): void {
    this.#closed = true;
  }

  #tell(message: Message): void {
    if (!this.#closed) this.#dispatch(message);
  }

  async #answer(subject: ControlSubject, way: Way): Promise<Message> {
    const { target } = this.#options;
    const { ControlError } = await import('../control/control-error.js');
    try {
      await this.#carryOut(subject, way);
      return { kind: 'acted', target, nowMs: Date.now() };
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return { kind: 'act-failed', target, reason: error.message, nowMs: Date.now() };
    }
  }

  async #carryOut(subject: ControlSubject, way: Way): Promise<void> {
    if (way.kind === 'fifo') {
      const { writeLetter } = await import('../control/write-fifo.js');
      await writeLetter(way.path, way.letter);
      return;
    }
    const { sendSignals } = await import('../control/send-signals.js');
    sendSignals(this.#options.address, subject, way);
  }
}
