import type { Duplex } from 'node:stream';
import { type ControlHello, encodeFrame, FROM_CORE, TO_CORE } from '../messages/link-frames.js';
import { LinkFault } from './core-request.js';
import type { Frame } from './frame-reader.js';

/** The dispatcher, as it is seen from here. */
export interface ControlOwner<Control> {
  /** A core of the worker will never begin these requests of its link. */
  returned(serial: number, core: number, link: number, first: number, last: number): void;
  controlLost(control: Control): void;
}

const NOTHING = new Uint8Array(0);

/** The gateway's end of the control of one worker: takes back what a core has not begun, while it is at work. */
export class ControlLink {
  readonly serial: number;
  readonly #socket: Duplex;
  readonly #owner: ControlOwner<ControlLink>;
  /** Cores whose answer has not come. */
  readonly #recalled = new Set<number>();

  constructor(socket: Duplex, { serial }: ControlHello, owner: ControlOwner<ControlLink>) {
    this.serial = serial;
    this.#socket = socket;
    this.#owner = owner;
    socket.on('close', () => owner.controlLost(this));
  }

  /** The worker has been asked and has not answered: something in it may keep all of its threads from going on. */
  get isAsked(): boolean {
    return this.#recalled.size > 0;
  }

  recall(core: number): void {
    if (this.#recalled.has(core)) return;
    this.#recalled.add(core);
    this.#socket.write(encodeFrame(TO_CORE.recall, 0, NOTHING, 0, core));
  }

  cutOff(): void {
    this.#socket.destroy();
  }

  /** @throws LinkFault */
  takeFrame({ kind, extra: core, payload }: Frame): boolean {
    if (kind !== FROM_CORE.returned || payload.length !== 12) throw new LinkFault(`a frame of kind ${kind}`);
    this.#recalled.delete(core);
    const link = payload.readUInt32LE(0);
    if (link !== 0)
      this.#owner.returned(this.serial, core, link, payload.readUInt32LE(4), payload.readUInt32LE(8));
    return true;
  }
}
