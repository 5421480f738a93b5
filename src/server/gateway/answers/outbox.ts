/**
 * The bytes for one client, in order. They are taken off the core as fast as it makes them and handed to the client
 * as fast as it takes them. The difference waits in memory, then in a spool file, and only when there is no
 * room there either is the core held. So a slow client holds no core.
 *
 * A client that keeps up is written to directly and pays for none of this.
 */
import type { Writable } from 'node:stream';
import type { FilePart } from '../../exchange/exchange.js';
import type { AnswerRoom } from './answer-room.js';
import { FileSegment, MemorySegment, type Segment } from './segments.js';
import { SpoolSegment } from './spool-segment.js';

/** Bytes that may wait for the spool file before the core is held. */
const TAIL_BYTES = 262_144;

/** The connection, as far as it is written to. */
type ClientStream = Writable & { readonly bytesWritten: number };

export class Outbox {
  /** The core that was held may go on. */
  onRoom: (() => void) | null = null;
  /** A file cannot be read any more: what waited is dropped, and the rest of the answer will not come. */
  onBroken: (() => void) | null = null;
  /** A fault of this program, met while it worked by itself. */
  onFault: ((error: unknown) => void) | null = null;
  readonly #socket: ClientStream;
  readonly #room: AnswerRoom;
  #segments: Segment[] = [];
  #spool: SpoolSegment | null = null;
  #counted = 0;
  #countedOnDisk = 0;
  #isReading = false;
  #isHolding = false;
  #isDestroyed = false;
  /** Node will say when the socket has handed on everything. */
  #isAsking = false;
  #whenTaken: (() => void)[] = [];

  constructor(socket: ClientStream, room: AnswerRoom) {
    this.#socket = socket;
    this.#room = room;
    socket.on('drain', () => this.#goOn());
    socket.on('close', () => this.destroy());
  }

  /** Bytes that the kernel has not taken yet. */
  get pendingBytes(): number {
    const { writableLength } = this.#socket;
    if (this.#segments.length === 0) return writableLength;
    return this.#segments.reduce((sum, { length }) => sum + length, writableLength);
  }

  /** All that the kernel has taken, ever. A little less than that: what it takes in parts counts as a whole. */
  get takenBytes(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  /**
   * @param bytes in memory that is no longer written to
   * @returns false when the core is to be held until `onRoom`
   */
  write(bytes: Buffer): boolean {
    if (this.#isDestroyed) return true;
    if (this.#isDirect) this.#socket.write(bytes);
    else this.#keep(bytes);
    return this.#afterwards();
  }

  /** @param text latin-1 */
  writeText(text: string): boolean {
    if (this.#isDestroyed) return true;
    if (!this.#isDirect) return this.write(Buffer.from(text, 'latin1'));
    this.#socket.write(text, 'latin1');
    return this.#afterwards();
  }

  /** @returns as `write` */
  writeFile(part: FilePart): boolean {
    const segment = new FileSegment(part);
    if (this.#isDestroyed) {
      segment.close();
      return true;
    }
    this.#segments.push(segment);
    this.#pump();
    return this.#afterwards();
  }

  /** Calls back, maybe at once, when the kernel has everything that was written before. */
  whenTaken(callback: () => void): void {
    if (this.pendingBytes === 0) callback();
    else {
      this.#whenTaken.push(callback);
      this.#askForEnd();
    }
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#closeSegments();
    this.#whenTaken = [];
    this.#room.memory.change(-this.#counted);
    this.#room.disk.change(-this.#countedOnDisk);
    this.#counted = 0;
    this.#countedOnDisk = 0;
  }

  /** Nothing waits before it, and the socket has room. */
  get #isDirect(): boolean {
    return this.#segments.length === 0 && this.#socket.writableLength < this.#room.socketBytes;
  }

  #closeSegments(): void {
    for (const segment of this.#segments) segment.close();
    this.#segments = [];
    this.#spool = null;
  }

  /** Node says nothing of a write that it did not find too long. */
  #askForEnd(): void {
    const { writableNeedDrain, destroyed } = this.#socket;
    if (this.#isAsking || this.#segments.length > 0 || writableNeedDrain || destroyed) return;
    this.#isAsking = true;
    this.#socket.write('', () => {
      this.#isAsking = false;
      this.#goOn();
    });
  }

  #keep(bytes: Buffer): void {
    const last = this.#segments.at(-1);
    if (last instanceof SpoolSegment) last.push(bytes);
    else if (this.#mustSpool(bytes.length)) this.#startSpool().push(bytes);
    else if (last instanceof MemorySegment) last.queue.adopt(bytes);
    else {
      const segment = new MemorySegment();
      segment.queue.adopt(bytes);
      this.#segments.push(segment);
    }
    this.#pump();
  }

  /** One spool file for each client, and none for what comes behind a file. */
  #mustSpool(more: number): boolean {
    if (!this.#maySpool) return false;
    return this.#counted + more > this.#room.memoryBytes || this.#room.memory.isUsedUp;
  }

  get #maySpool(): boolean {
    return this.#spool === null && !this.#room.isDiskUsedUp(0) && !this.#room.hasNoDisk;
  }

  #startSpool(): SpoolSegment {
    const spool = new SpoolSegment(this.#room.openSpool, (error) => {
      if (error !== null) this.#room.failed(error);
      this.#goOn();
    });
    this.#spool = spool;
    this.#segments.push(spool);
    return spool;
  }

  /** `#pump` for those that nobody calls: what is thrown would end the process. */
  #goOn(): void {
    this.#guard(() => this.#pump());
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (this.onFault === null) throw error;
      this.onFault(error);
    }
  }

  /** Hands on what the socket has room for. */
  #pump(): void {
    while (!this.#isDestroyed && !this.#isReading && this.#socket.writableLength < this.#room.socketBytes) {
      const segment = this.#segments[0];
      if (segment === undefined) break;
      const bytes = segment.take(this.#room.blockBytes);
      if (bytes instanceof Promise) {
        this.#isReading = true;
        bytes.then(
          (block) => this.#guard(() => this.#gotBlock(block)),
          (error: unknown) => this.#guard(() => this.#broken(segment, error)),
        );
        break;
      }
      if (bytes !== null) this.#socket.write(bytes);
      else if (segment.length > 0) break;
      else this.#drop(segment);
    }
    this.#afterwards();
  }

  #gotBlock(block: Buffer): void {
    this.#isReading = false;
    if (this.#isDestroyed) return;
    this.#socket.write(block);
    this.#pump();
  }

  #broken(segment: Segment, reason: unknown): void {
    this.#isReading = false;
    if (this.#isDestroyed) return;
    const error = reason instanceof Error ? reason : new Error(String(reason));
    if (segment instanceof FileSegment) this.#room.fileBroke(error);
    else this.#room.failed(error);
    this.#closeSegments();
    // It waits for an answer that is whole.
    this.#whenTaken = [];
    this.onBroken?.();
    this.#afterwards();
  }

  #drop(segment: Segment): void {
    this.#segments.shift();
    segment.close();
    if (segment === this.#spool) this.#spool = null;
  }

  /** Counts the bytes held now and wakes the waiting core. @returns true while there is room for more */
  #afterwards(): boolean {
    this.#count();
    const isFull = this.#isFull();
    if (this.#isHolding && !isFull) {
      this.#isHolding = false;
      this.onRoom?.();
    } else if (isFull) this.#isHolding = true;
    if (this.pendingBytes > 0) this.#askForEnd();
    else if (this.#whenTaken.length > 0) {
      for (const callback of this.#whenTaken.splice(0)) callback();
    }
    return !isFull;
  }

  #count(): void {
    if (this.#isDestroyed) return;
    let held = this.#socket.writableLength;
    for (const { heldBytes } of this.#segments) held += heldBytes;
    const onDisk = this.#spool?.fileBytes ?? 0;
    if (held !== this.#counted) this.#room.memory.change(held - this.#counted);
    if (onDisk !== this.#countedOnDisk) this.#room.disk.change(onDisk - this.#countedOnDisk);
    this.#counted = held;
    this.#countedOnDisk = onDisk;
  }

  /** A held core resumes at half the limit, so that it does not stop and go with each block. */
  #isFull(): boolean {
    const share = this.#isHolding ? 0.5 : 1;
    const most = this.#room.memoryBytes * share;
    const last = this.#segments.at(-1);
    if (last instanceof FileSegment) return false;
    // The next block may go to a file, if there can be one.
    if (this.#spool === null) return this.#counted > most && !this.#maySpool;
    // Behind a file of the application: what waits before it holds nobody.
    if (last !== this.#spool) return (last?.heldBytes ?? 0) > most;
    const { hasFailed, heldBytes, fileBytes, unreadBytes } = this.#spool;
    if (hasFailed) return heldBytes > most;
    if (heldBytes > Math.min(most, TAIL_BYTES * share)) return true;
    // The room that the file has already may be used again.
    return this.#room.isDiskUsedUp(fileBytes) && unreadBytes > fileBytes * (share - 0.25);
  }
}
