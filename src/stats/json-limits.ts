import { StatsParseError } from './stats-parse-error.js';

/*
 * Limits of a document. Its size in bytes is limited where it is read, but `{},` is three bytes and, as a worker,
 * a thousand times as much in memory: 64 MiB of that would end the program.
 */

/** Real documents reach 7 levels. */
export const MAX_DEPTH = 64;
/** Objects and lists, three for each core: 200,000 cores. */
export const MAX_CONTAINERS = 600_000;
/** uWSGI servers have hundreds; each costs time and memory in every reading. */
export const MAX_WORKERS = 10_000;
/** In one object or list. */
export const MAX_ENTRIES = 100_000;

/**
 * Checks a text against the limits, to be called for large ones before `JSON.parse` sees them. Exact for strict JSON; for
 * other text a guess.
 */
export function isWithinLimits(text: string): boolean {
  const entries = new Uint32Array(MAX_DEPTH + 1);
  let depth = 0;
  let containers = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = closingQuote(text, at + 1);
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        depth += 1;
        containers += 1;
        if (depth > MAX_DEPTH || containers > MAX_CONTAINERS) return false;
        entries[depth] = 1;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth -= 1;
        break;
      case COMMA:
        if (depth > 0 && countEntry(entries, depth) > MAX_ENTRIES) return false;
    }
  }
  return true;
}

function countEntry(entries: Uint32Array, depth: number): number {
  const count = (entries[depth] ?? 0) + 1;
  entries[depth] = count;
  return count;
}

export function tooDeep(): StatsParseError {
  return new StatsParseError('too-large', 'the document is nested too deeply');
}

export function tooManyContainers(): StatsParseError {
  return new StatsParseError('too-large', `the document has more than ${MAX_CONTAINERS} objects and lists`);
}

export function tooManyWorkers(count: number): StatsParseError {
  const message = `the document has ${count} workers, more than the ${MAX_WORKERS} that tstop reads`;
  return new StatsParseError('too-large', message);
}

export function tooManyEntries(): StatsParseError {
  return new StatsParseError('too-large', `a list of the document has more than ${MAX_ENTRIES} entries`);
}

function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
