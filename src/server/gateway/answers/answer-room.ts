import type { FileHandle } from 'node:fs/promises';
import { MemoryBudget } from './memory-budget.js';
import { openSpoolFile } from './spool-file.js';

/** Of a gateway, for all answers together. */
const sharedMemoryBytes = 33_554_432;
/** The part of `--response-spool` that one answer may take. */
const answersShare = 4;
/** A disk without room is tried again after this. */
const retryMillis = 5000;
const repeatMillis = 10_000;

export interface AnswerLimits {
  /** Memory that one answer may take. */
  readonly responseBuffer: number;
  /** Temporary files of all answers together; 0: none. */
  readonly responseSpool: number;
}

/** Where the answers of a gateway wait for their clients. */
export class AnswerRoom {
  readonly memory = new MemoryBudget(sharedMemoryBytes);
  readonly disk = new MemoryBudget(Number.POSITIVE_INFINITY);
  readonly #log: (line: string) => void;
  #limits: AnswerLimits;
  #failedAt = Number.NEGATIVE_INFINITY;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(limits: AnswerLimits, log: (line: string) => void) {
    this.#limits = limits;
    this.#log = log;
  }

  reconfigure(limits: AnswerLimits): void {
    this.#limits = limits;
  }

  get memoryBytes(): number {
    return this.#limits.responseBuffer;
  }

  /** It had no room a moment ago. */
  get hasNoDisk(): boolean {
    return performance.now() - this.#failedAt < retryMillis;
  }

  /** @param ofOne what the answer has on the disk already */
  isDiskUsedUp(ofOne: number): boolean {
    const { responseSpool } = this.#limits;
    return this.disk.used >= responseSpool || ofOne >= responseSpool / answersShare;
  }

  readonly openSpool = (): Promise<FileHandle> => openSpoolFile();

  /** A spool file, or a file of the application, cannot be used. Slow clients hold their cores until it can. */
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
