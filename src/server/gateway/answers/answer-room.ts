import { MemoryBudget } from './memory-budget.js';
import { openSpoolFile } from './spool-file.js';
import type { SpoolFile } from './spool-segment.js';

/** Of a gateway, for all answers together. */
const SHARED_MEMORY_BYTES = 16_777_216;
/** Limit of Node's own buffer for one socket; the rest stays in the outbox. */
const SOCKET_BYTES = 65_536;
/** The most that is read from a file at a time. */
const BLOCK_BYTES = 131_072;
/** The same when half of the memory that answers share is used. */
const FRUGAL_BLOCK_BYTES = 32_768;
/** For a socket, and of a file, when all of it is. */
const LEAST_BYTES = 16_384;
/** The part of `--response-spool` that one answer may take. */
const ANSWERS_SHARE = 4;
/** A disk without room is tried again after this. */
const RETRY_MS = 5000;
const REPEAT_MS = 10_000;

interface AnswerLimits {
  /** Memory that one answer may take. */
  readonly responseBuffer: number;
  /** Temporary files of all answers together; 0: none. */
  readonly responseSpool: number;
}

/** Where the answers of a gateway wait for their clients. */
export class AnswerRoom {
  readonly memory: MemoryBudget;
  readonly disk = new MemoryBudget(Number.POSITIVE_INFINITY);
  readonly openSpool: () => Promise<SpoolFile>;
  readonly #log: (line: string) => void;
  #limits: AnswerLimits;
  #failedAt = Number.NEGATIVE_INFINITY;
  #saidAt = Number.NEGATIVE_INFINITY;
  #saidFileAt = Number.NEGATIVE_INFINITY;

  /** @param sharedBytes memory for all answers together */
  constructor(
    limits: AnswerLimits,
    log: (line: string) => void,
    openSpool: () => Promise<SpoolFile> = () => openSpoolFile(),
    sharedBytes = SHARED_MEMORY_BYTES,
  ) {
    this.openSpool = openSpool;
    this.memory = new MemoryBudget(sharedBytes);
    this.#limits = limits;
    this.#log = log;
  }

  reconfigure(limits: AnswerLimits): void {
    this.#limits = limits;
  }

  /** Memory limit of one answer; small while all of them together hold much. */
  get memoryBytes(): number {
    const { responseBuffer } = this.#limits;
    return this.memory.isUsedUp ? Math.min(responseBuffer, SOCKET_BYTES) : responseBuffer;
  }

  /** Limit of Node's own buffer for a socket. */
  get socketBytes(): number {
    return this.memory.isUsedUp ? LEAST_BYTES : SOCKET_BYTES;
  }

  /** Largest read from a file. */
  get blockBytes(): number {
    if (this.memory.isUsedUp) return LEAST_BYTES;
    return this.memory.isHalfUsed ? FRUGAL_BLOCK_BYTES : BLOCK_BYTES;
  }

  /** It had no room a moment ago. */
  get hasNoDisk(): boolean {
    return performance.now() - this.#failedAt < RETRY_MS;
  }

  /** @param ofOne bytes of this answer already on disk */
  isDiskUsedUp(ofOne: number): boolean {
    const { responseSpool } = this.#limits;
    return this.disk.used >= responseSpool || ofOne >= responseSpool / ANSWERS_SHARE;
  }

  /** A file of the application cannot be read to its end: one answer is cut. */
  fileBroke(error: Error): void {
    const now = performance.now();
    if (now - this.#saidFileAt < REPEAT_MS) return;
    this.#saidFileAt = now;
    this.#log(`*** the file of an answer cannot be sent completely: ${error.message} ***`);
  }

  /** A spool file cannot be used. Slow clients hold their cores until one can. */
  failed(error: Error): void {
    const now = performance.now();
    this.#failedAt = now;
    if (now - this.#saidAt < REPEAT_MS) return;
    this.#saidAt = now;
    this.#log(
      `*** answers to slow clients cannot be kept in a file (--response-spool): ${error.message} ***`,
    );
  }
}
