import assert from 'node:assert/strict';
import { type Frame, FrameReader } from '../../../../src/server/dispatch/frame-reader.js';
import {
  ANSWER_FLAGS,
  encodeFrame,
  FROM_CORE,
  type Hello,
  REQUEST_FLAGS,
  TO_CORE,
} from '../../../../src/server/messages/link-frames.js';
import { feed } from '../../../../src/server/sockets/read-into.js';
import { lettersOf } from './letters.js';
import { badFrames, idOf, piecesOf, type Run } from './model-frames.js';
import { Wire } from './wire.js';

/** Shared by the cores: chance, the file they send, and the listener to their events. */
export interface CoreWorld {
  readonly random: (limit: number) => number;
  readonly fileDescriptor: number;
  connect(wire: Wire): void;
  began(core: ModelCore, run: Run): void;
  /** The core gave up its link with these in hand: they may fail. */
  broke(core: ModelCore, ids: readonly number[]): void;
  /** It begins with a request that came later than these, which were taken away: if it dies now, they pass for begun. */
  skipped(core: ModelCore, ids: readonly number[]): void;
  /** It broke the rules of the link on purpose. */
  misbehaved(core: ModelCore): void;
  finished(core: ModelCore, run: Run): void;
}

/** Microseconds that a core measures of a request. */
export function microsOf(id: number): number {
  return id % 50;
}

/** A Python core as `core.py` and `link.py` make it, with an application that does anything at any time. */
export class ModelCore {
  readonly #hello: Omit<Hello, 'link'>;
  readonly #world: CoreWorld;
  #wire = new Wire();
  /** Links that it has made. */
  #links = 0;
  /** Requests that it has not begun, and whatever else has come. */
  #pending: Frame[] = [];
  #inbox: Frame[] = [];
  /** Requests that were taken away from it since it began the last one. */
  #givenBack: number[] = [];
  /** Its note of the last request that it has begun. */
  #begun = { link: 0, number: 0 };
  #reader = this.#newReader();
  run: Run | null = null;
  /** Number of the request whose `read` has no answer yet, be it over or not. */
  #reading = 0;
  #askedBytes = 0;
  #waitsForFile = false;
  #cancelled = 0;
  #last = 0;
  #fault = false;
  /** Told to retire, or killed. */
  isOver = false;

  constructor(hello: Omit<Hello, 'link'>, world: CoreWorld) {
    this.#hello = hello;
    this.#world = world;
  }

  get hello(): Hello {
    return { ...this.#hello, link: this.#links };
  }

  /** As the gateway reads it. */
  lastBegun(link: number): number | null {
    if (this.#begun.link > link) return null;
    return this.#begun.link === link ? this.#begun.number : 0;
  }

  /** The control asks for what has not begun. @returns link, first and last number; zeros: nothing */
  giveBack(): readonly [number, number, number] {
    const numbers = this.#pending.map(({ number }) => number);
    this.#givenBack.push(...this.#pending.map(idOf));
    this.#pending = [];
    return numbers.length === 0 ? [0, 0, 0] : [this.#links, numbers[0] ?? 0, numbers.at(-1) ?? 0];
  }

  get wire(): Wire {
    return this.#wire;
  }

  get isConnected(): boolean {
    return !this.#fault && this.#wire.isGatewayOpen;
  }

  /** Something lies here that it has not begun with. */
  get hasMessage(): boolean {
    return this.#inbox.length > 0 || this.#pending.length > 0;
  }

  get isIdle(): boolean {
    return this.run === null && this.#reading === 0 && !this.hasMessage && !this.#wire.hasDown;
  }

  connect(): void {
    this.#wire = new Wire();
    this.#reader = this.#newReader();
    this.#inbox = [];
    this.#pending = [];
    this.#links += 1;
    this.#reading = this.#cancelled = this.#last = 0;
    this.#waitsForFile = false;
    this.#fault = false;
    this.#world.connect(this.#wire);
    this.#send(0, FROM_CORE.hello, 0, 0, Buffer.from(JSON.stringify(this.hello)));
  }

  /** The process is killed, or the core ends: the link closes as the kernel closes it. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#letGo();
  }

  /** The link is broken in the middle of something: a new one takes its place. */
  replaceLink(): void {
    this.#letGo();
    this.connect();
  }

  /** Half a frame, and then nothing: an exception of the application in the middle of a send. */
  breakInTheMiddle(): void {
    const { random } = this.#world;
    const { run } = this;
    // The part of a data frame that has come is passed on.
    const whole =
      run?.headSent === true
        ? encodeFrame(FROM_CORE.data, run.number, lettersOf(run.id).subarray(run.sent, run.sent + 50))
        : encodeFrame(FROM_CORE.end, run?.number ?? 0, Buffer.alloc(random(50) + 1));
    this.#wire.writeUp(whole.subarray(0, 1 + random(whole.length - 1)));
    this.replaceLink();
  }

  /** Sends bytes that only a stranger or a fault would send: the gateway has to cut the link. */
  misbehave(): void {
    const { random } = this.#world;
    const number = this.run?.number ?? this.#last;
    const frames = badFrames(number, random);
    const frame = frames[random(frames.length)];
    if (frame === undefined) return;
    this.#fault = true;
    this.#world.misbehaved(this);
    this.#giveUpAll();
    this.#wire.writeUp(frame);
  }

  /** The gateway has closed the link, for whatever reason. */
  noticeEnd(): void {
    if (this.isOver || this.#wire.isGatewayOpen || this.#wire.hasDown) return;
    this.replaceLink();
  }

  /** Bytes from the kernel into the core. */
  receive(max: number): void {
    const bytes = this.#wire.readDown(max);
    if (bytes !== null && bytes.length > 0) feed(this.#reader, bytes);
  }

  /** Something happens in the core. */
  step(): void {
    if (this.isOver || this.#fault) return;
    const { random } = this.#world;
    if (this.#reading !== 0 || this.#waitsForFile || this.run === null) {
      this.#takeMessage();
      // A thread of the application waits for its piece of the body while the core goes on.
      if (this.run === null || this.#waitsForFile || random(3) > 0) return;
    }
    const run = this.run;
    if (run === null) return;
    if (this.#cancelled === run.number || random(40) === 0) this.#finish(run, true);
    else this.#act(run, random(100));
  }

  #act(run: Run, chance: number): void {
    if (chance < 25) this.#read(run);
    else if (!run.headSent) this.#sendHead(run);
    else if (run.complete || chance < 45) this.#finish(run, chance === 30);
    else if (chance < 55) this.#sendFile(run);
    else this.#sendData(run);
  }

  #sendHead(run: Run): void {
    const { random } = this.#world;
    const head = Buffer.from(`200 R${run.id}\0X-Id\0${run.id}`, 'latin1');
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32LE(head.length);
    sizes.writeUInt32LE(microsOf(run.id), 4);
    const data = this.#next(run, random(3) === 0 ? 0 : random(700));
    const chance = random(10);
    run.headSent = true;
    const flags = chance < 6 ? ANSWER_FLAGS.last : chance < 7 ? ANSWER_FLAGS.complete : 0;
    if (flags === ANSWER_FLAGS.complete) run.complete = true;
    this.#send(run.number, FROM_CORE.response, flags, 0, Buffer.concat([sizes, head, data]));
    if (flags === ANSWER_FLAGS.last) this.#over(run);
  }

  #sendData(run: Run): void {
    const { random } = this.#world;
    const complete = random(12) === 0;
    if (complete) run.complete = true;
    this.#send(
      run.number,
      FROM_CORE.data,
      complete ? ANSWER_FLAGS.complete : 0,
      0,
      this.#next(run, random(900)),
    );
  }

  #sendFile(run: Run): void {
    run.files += 1;
    const payload = Buffer.alloc(20);
    payload.writeUInt32LE(this.#world.fileDescriptor, 0);
    payload.writeBigUInt64LE(BigInt(run.id), 4);
    payload.writeBigUInt64LE(BigInt(run.files), 12);
    this.#waitsForFile = true;
    this.#send(run.number, FROM_CORE.file, 0, 0, payload);
  }

  #read(run: Run): void {
    if (this.#reading !== 0 || run.bodyEnded) return;
    this.#reading = run.number;
    this.#askedBytes = 1 + this.#world.random(2000);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(this.#askedBytes);
    this.#send(run.number, FROM_CORE.read, 0, 0, size);
  }

  #finish(run: Run, broken: boolean): void {
    run.cut = broken && !run.complete;
    const flags = ANSWER_FLAGS.last | (run.cut ? ANSWER_FLAGS.cut | ANSWER_FLAGS.exception : 0);
    const micros = Buffer.alloc(4);
    micros.writeUInt32LE(microsOf(run.id));
    this.#send(run.number, FROM_CORE.end, flags, 0, micros);
    this.#over(run);
  }

  #over(run: Run): void {
    this.run = null;
    this.#world.finished(this, run);
  }

  #next(run: Run, count: number): Buffer {
    const piece = lettersOf(run.id).subarray(run.sent, run.sent + count);
    run.sent += piece.length;
    return piece;
  }

  #takeMessage(): void {
    const request = this.run === null && this.#reading === 0 ? this.#pending.shift() : undefined;
    if (request !== undefined) {
      this.#begin(request);
      return;
    }
    const message = this.#inbox.shift();
    if (message === undefined) return;
    const { kind, number } = message;
    if (kind === TO_CORE.retire) this.end();
    else if (kind === TO_CORE.cancel) this.#takeCancel(number);
    else if (kind === TO_CORE.body) this.#takeBody(message);
    else if (kind === TO_CORE.bodyError) this.#endReading(number);
    else if (kind === TO_CORE.fileTaken || kind === TO_CORE.fileRefused) {
      assert.ok(this.#waitsForFile && number === this.run?.number, 'an answer to no file');
      this.#waitsForFile = false;
      if (kind === TO_CORE.fileRefused) throw new Error('the file was refused');
    } else assert.fail(`a frame of kind ${kind}`);
  }

  #begin({ number, flags, payload }: Frame): void {
    assert.equal(this.run, null, 'one request at a time');
    assert.ok(number > this.#last, 'numbers go up');
    this.#last = number;
    this.#begun = { link: this.#links, number };
    this.#world.skipped(this, this.#givenBack.splice(0));
    const end = 4 + payload.readUInt32LE(0);
    const pieces = piecesOf(payload, flags);
    const id = Number(pieces[1]);
    const bodyBytes = Number(pieces[3]);
    const follows = (flags & REQUEST_FLAGS.bodyFollows) !== 0;
    if (!follows) {
      assert.ok(
        payload.subarray(end).equals(lettersOf(id).subarray(0, bodyBytes)),
        'the body of the request',
      );
    }
    this.run = {
      ...{ id, number, bodyBytes, headSent: false, sent: 0, files: 0, complete: false, cut: false },
      ...{ bodyRead: 0, bodyEnded: false },
    };
    this.#world.began(this, this.run);
  }

  #takeCancel(number: number): void {
    // It may have crossed the end of its request.
    if (number >= this.#last) this.#cancelled = number;
    this.#endReading(number);
  }

  #takeBody({ number, payload }: Frame): void {
    if (number === this.#cancelled) return; // it crossed the cancel
    assert.equal(number, this.#reading, 'a body that nobody asked for');
    assert.ok(payload.length <= this.#askedBytes, 'more than was asked for');
    this.#reading = 0;
    const { run } = this;
    if (run === null || run.number !== number) return;
    const expected = lettersOf(run.id).subarray(run.bodyRead, run.bodyRead + payload.length);
    assert.ok(expected.equals(payload), `request ${run.id} read foreign bytes`);
    run.bodyRead += payload.length;
    if (payload.length === 0) run.bodyEnded = true;
  }

  #endReading(number: number): void {
    if (this.#reading === number) this.#reading = 0;
    if (this.run?.number === number) this.run.bodyEnded = true;
  }

  #letGo(): void {
    this.#giveUpAll();
    this.run = null;
    this.#wire.closeCore();
  }

  /** The request that has begun is lost with it, and no other. */
  #giveUpAll(): void {
    this.#pending = [];
    this.#world.broke(this, this.run === null ? [] : [this.run.id]);
  }

  #send(number: number, kind: number, flags: number, extra: number, payload: Buffer): void {
    this.#wire.writeUp(encodeFrame(kind, number, payload, flags, extra));
  }

  #newReader(): FrameReader {
    return new FrameReader((frame) => {
      const list = frame.kind === TO_CORE.request ? this.#pending : this.#inbox;
      list.push(frame);
      return false;
    });
  }
}
