import { MemoryBudget } from './memory-budget.js';
import { openSpoolFile } from './spool-file.js';
import type { SpoolFile } from './spool-segment.js';

/** Of a gateway, for all answers together. */
const sharedMemoryBytes = 16_777_216;
/** Limit of Node's own buffer for one socket; the rest stays in the outbox. */
const socketBytes = 65_536;
/** The most that is read from a file at a time. */
const blockBytes = 131_072;
/** The same when half of the memory that answers share is used. */
const frugalBlockBytes = 32_768;
/** For a socket, and of a file, when all of it is. */
const leastBytes = 16_384;
/** The part of `--response-spool` that one answer may take. */
const answersShare = 4;
/** A disk without room is tried again after this. */
const retryMillis = 5000;
const repeatMillis = 10_000;

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
    sharedBytes = sharedMemoryBytes,
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
    return this.memory.isUsedUp ? Math.min(responseBuffer, socketBytes) : responseBuffer;
  }

  /** Limit of Node's own buffer for a socket. */
  get socketBytes(): number {
    return this.memory.isUsedUp ? leastBytes : socketBytes;
  }

  /** Largest read from a file. */
  get blockBytes(): number {
    if (this.memory.isUsedUp) return leastBytes;
    return this.memory.isHalfUsed ? frugalBlockBytes : blockBytes;
  }

  /** It had no room a moment ago. */
  get hasNoDisk(): boolean {
    return performance.now() - this.#failedAt < retryMillis;
  }

  /** @param ofOne bytes of this answer already on disk */
  isDiskUsedUp(ofOne: number): boolean {
    const { responseSpool } = this.#limits;
    return this.disk.used >= responseSpool || ofOne >= responseSpool / answersShare;
  }

  /** A file of the application cannot be read to its end: one answer is cut. */
  fileBroke(error: Error): void {
    const now = performance.now();
    if (now - this.#saidFileAt < repeatMillis) return;
    this.#saidFileAt = now;
    this.#log(`*** the file of an answer cannot be sent to its end: ${error.message} ***`);
  }

  /** A spool file cannot be used. Slow clients hold their cores until one can. */
  failed(error: Error): void {
    const now = performance.now();
    this.#failedAt = now;
    if (now - this.#saidAt < repeatMillis) return;
    this.#saidAt = now;
    this.#log(
      `*** answers to slow clients cannot be kept in a file (--response-spool): ${error.message} ***`,
    );
  }
}
