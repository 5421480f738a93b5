import { type Frame, FrameReader } from '../../../../src/server/dispatch/frame-reader.js';
import { encodeFrame, FROM_CORE, TO_CORE } from '../../../../src/server/messages/link-frames.js';
import { feed } from '../../../../src/server/sockets/read-into.js';
import type { ModelCore } from './model-core.js';
import { Wire } from './wire.js';

/** The thread of a worker that gives back what its cores have not begun, as `recalls.py` makes it. */
export class ModelControl {
  readonly serial: number;
  readonly #cores: readonly ModelCore[];
  readonly #connect: (wire: Wire) => void;
  readonly #returned: { readonly core: number; readonly numbers: readonly [number, number, number] }[] = [];
  #wire = new Wire();
  #inbox: Frame[] = [];
  #reader = this.#newReader();

  constructor(serial: number, cores: readonly ModelCore[], connect: (wire: Wire) => void) {
    this.serial = serial;
    this.#cores = cores;
    this.#connect = connect;
    this.connect();
  }

  get wire(): Wire {
    return this.#wire;
  }

  /** Its connection breaks, and it makes another one. */
  connect(): void {
    this.#wire.closeCore();
    this.#wire = new Wire();
    this.#inbox = [];
    this.#reader = this.#newReader();
    this.#connect(this.#wire);
    const { serial, cores } = { serial: this.serial, cores: this.#cores.length };
    const hello = { token: 't', serial, pid: process.pid, threads: cores, begun: 0 };
    this.#wire.writeUp(encodeFrame(FROM_CORE.control, 0, Buffer.from(JSON.stringify(hello))));
    for (const { core, numbers } of this.#returned) this.#say(core, numbers);
  }

  end(): void {
    this.#wire.closeCore();
  }

  /** As `BegunNumbers` has it. */
  lastBegun(core: number, link: number): number | null {
    return this.#cores[core]?.lastBegun(link) ?? null;
  }

  receive(max: number): void {
    const bytes = this.#wire.readDown(max);
    if (bytes !== null && bytes.length > 0) feed(this.#reader, bytes);
  }

  /** @returns number of requests that it gave back */
  step(): number {
    const frame = this.#inbox.shift();
    if (frame?.kind !== TO_CORE.recall) return 0;
    const { extra: core } = frame;
    const numbers = this.#cores[core]?.giveBack() ?? [0, 0, 0];
    this.#say(core, numbers);
    const [link, first, last] = numbers;
    if (link === 0) return 0;
    this.#returned.push({ core, numbers });
    return last - first + 1;
  }

  #say(core: number, numbers: readonly [number, number, number]): void {
    const payload = Buffer.alloc(12);
    for (const [index, number] of numbers.entries()) payload.writeUInt32LE(number, index * 4);
    this.#wire.writeUp(encodeFrame(FROM_CORE.returned, 0, payload, 0, core));
  }

  #newReader(): FrameReader {
    return new FrameReader((frame) => {
      this.#inbox.push(frame);
      return false;
    });
  }
}
