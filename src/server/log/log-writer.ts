/**
 * Lines to the log, many in one write, none of them torn by what other processes write there.
 *
 * A reader that is slow, or a disk that is full, holds nothing up: lines wait in memory, up to a limit, and go out when
 * there is room. Beyond the limit they are lost, and the log says how many.
 */
import { write, writeSync } from 'node:fs';
import type { LogTarget } from '../messages/gateway-messages.js';

const MAX_WAITING_BYTES = 4_194_304;
/** Between two attempts at a full pipe: doubled each time, up to the second value. */
const [firstPauseMs, lastPauseMs] = [2, 100];
/** The same for a full disk, or a log that is gone. */
const BROKEN_PAUSE_MS = 500;

/** As `fs.writeSync`. */
type Write = (descriptor: number, bytes: Buffer) => number;

export class LogWriter {
  #target: LogTarget;
  readonly #write: Write;
  /** Lines with their ends; characters are bytes. */
  #text = '';
  /** The write under way; it precedes the text. */
  #bytes: Buffer = NOTHING;
  /** Lines since there was no room. */
  #lost = 0;
  #isScheduled = false;
  /** Of a write that may wait: another thread is in it. */
  #isWriting = false;
  #timer: NodeJS.Timeout | null = null;
  /** It failed, and not because a reader is slow. */
  #isBroken = false;
  #pauseMs = firstPauseMs;
  #onRoom: (() => void)[] = [];

  constructor(target: LogTarget, write: Write = writeSync) {
    this.#target = target;
    this.#write = write;
  }

  /** A reader is slow, and more than half of the room is taken: who can wait should. */
  get isPressed(): boolean {
    return this.#isHalfFull && !this.#isBroken;
  }

  get isEmpty(): boolean {
    return this.#waitingBytes === 0;
  }

  /** Called once, when waiting is of no use any more: there is room, or the log is gone. */
  onceRoom(callback: () => void): void {
    this.#onRoom.push(callback);
  }

  /**
   * Lines wait at most until the end of the turn of the event loop that made them, so that they stand in the log
   * before anything that the same turn causes elsewhere.
   * @param line characters are bytes
   */
  line(line: string): void {
    this.text(`${line}\n`);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  /** @param text whole lines with their ends; characters are bytes. They are written with the next `flush`. */
  text(text: string): void {
    // Once lines are lost, those after them are too, until there is room: the log has one gap, not many.
    if (this.#lost > 0 || this.#waitingBytes + text.length > MAX_WAITING_BYTES) this.#lost += lineCount(text);
    else this.#text += text;
  }

  flush(): void {
    if (this.#timer === null) this.#pump();
  }

  /** For a log that has been moved away. @returns the descriptor before, which nothing here uses any more. */
  redirect(target: LogTarget): number {
    const { descriptor } = this.#target;
    this.flush();
    this.#target = target;
    this.#tryAgain();
    return descriptor;
  }

  /** Resolves when all is written, when nothing has moved for so long, or at once if the log is gone. */
  async drained(patienceMs: number): Promise<void> {
    this.flush();
    let [left, deadline] = [this.#waitingBytes, performance.now() + patienceMs];
    while (!this.isEmpty && !this.#isBroken && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, firstPauseMs));
      if (this.#waitingBytes < left) deadline = performance.now() + patienceMs;
      left = this.#waitingBytes;
    }
  }

  get #isHalfFull(): boolean {
    return this.#waitingBytes > MAX_WAITING_BYTES / 2;
  }

  get #waitingBytes(): number {
    return this.#text.length + this.#bytes.length;
  }

  #pump(): void {
    while (!this.#isWriting) {
      if (this.#bytes.length === 0) {
        if (this.#text === '') return;
        this.#bytes = Buffer.from(this.#text, 'latin1');
        this.#text = '';
      }
      const piece = pieceOf(this.#bytes, this.#target.wholeBytes);
      if (this.#target.mayWait) {
        this.#writeElsewhere(piece);
        return;
      }
      try {
        this.#taken(this.#write(this.#target.descriptor, piece));
      } catch (error) {
        this.#refused(error);
        return;
      }
    }
  }

  #writeElsewhere(piece: Buffer): void {
    this.#isWriting = true;
    write(this.#target.descriptor, piece, (error, count) => {
      this.#isWriting = false;
      if (error !== null) {
        this.#refused(error);
        return;
      }
      this.#taken(count);
      this.#pump();
    });
  }

  #taken(count: number): void {
    this.#pauseMs = firstPauseMs;
    this.#isBroken = false;
    this.#bytes = count === this.#bytes.length ? NOTHING : this.#bytes.subarray(count);
    if (this.#isHalfFull) return;
    if (this.#lost > 0) {
      this.#text += lostLine(this.#lost);
      this.#lost = 0;
    }
    this.#callWaiting();
  }

  /** A full pipe is tried again soon, a log that is gone now and then. */
  #refused(error: unknown): void {
    const isFullPipe = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
    this.#isBroken = !isFullPipe;
    this.#timer = setTimeout(() => this.#tryAgain(), isFullPipe ? this.#pauseMs : BROKEN_PAUSE_MS);
    this.#pauseMs = Math.min(this.#pauseMs * 2, lastPauseMs);
    if (this.#isBroken) this.#callWaiting();
  }

  #callWaiting(): void {
    if (this.#onRoom.length === 0) return;
    const callbacks = this.#onRoom;
    this.#onRoom = [];
    for (const callback of callbacks) callback();
  }

  #tryAgain(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pump();
  }
}

const NOTHING = Buffer.alloc(0);
const NEWLINE = 0x0a;

/** As much of whole lines as one write brings to the log whole; a line that is longer goes alone. */
function pieceOf(bytes: Buffer, wholeBytes: number): Buffer {
  if (bytes.length <= wholeBytes) return bytes;
  const end = bytes.lastIndexOf(NEWLINE, wholeBytes - 1);
  return bytes.subarray(0, (end < 0 ? bytes.indexOf(NEWLINE) : end) + 1 || bytes.length);
}

function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return Math.max(1, count);
}

function lostLine(count: number): string {
  return `*** ${count === 1 ? '1 line was' : `${count} lines were`} lost here: the log took nothing for too long ***\n`;
}
