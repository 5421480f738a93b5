import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** The notes of a worker's cores of what they begin: one number of 64 bits for each, link and request. */
export interface BegunNumbers {
  /** @returns the last request that a core has begun on that link, 0: none; null when that cannot be told */
  lastBegun(core: number, link: number): number | null;
  /** The core has begun something on a link that it has made after that one. */
  hasNewer(core: number, link: number): boolean;
  close(): void;
}

/**
 * Opens what a worker says that it notes there.
 * @param descriptor of the file in the worker
 * @returns null where that is not possible: no /proc, another user, no such file
 */
export function openBegunNumbers(pid: number, descriptor: number, cores: number): BegunNumbers | null {
  const words = new BigUint64Array(cores);
  try {
    const file = openSync(`/proc/${pid}/fd/${descriptor}`, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size < words.byteLength) {
      closeSync(file);
      return null;
    }
    return {
      lastBegun: (core, link) => (readAll(file, words) ? lastBegunIn(words[core] ?? 0n, link) : null),
      hasNewer: (core, link) => readAll(file, words) && linkIn(words[core] ?? 0n) > link,
      close: () => closeSync(file),
    };
  } catch {
    return null;
  }
}

function readAll(file: number, words: BigUint64Array): boolean {
  try {
    return readSync(file, words, 0, words.byteLength, 0) === words.byteLength;
  } catch {
    return false;
  }
}

/** @param word u32 link, u32 request */
function lastBegunIn(word: bigint, link: number): number | null {
  const noted = linkIn(word);
  if (noted > link) return null;
  return noted === link ? Number(word & 0xffffffffn) : 0;
}

function linkIn(word: bigint): number {
  return Number(word >> 32n);
}
