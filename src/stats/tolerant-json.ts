/**
 * Reads the almost-JSON that uWSGI writes: control characters in strings, unescaped quotes, a comma before a
 * closing bracket, `["color":"red"]`. One pass, each character looked at a bounded number of times; nesting is limited,
 * so recursion is too. What it must keep apart is a document that was cut off (`truncated`, worth another try) and one
 * that makes no sense (`not-json`).
 */
import { closingQuote, isLinewise, type StringRole } from './closing-quote.js';
import {
  MAX_CONTAINERS,
  MAX_DEPTH,
  MAX_ENTRIES,
  tooDeep,
  tooManyContainers,
  tooManyEntries,
} from './json-limits.js';
import { StatsParseError } from './stats-parse-error.js';
import { unescapeJson } from './unescape-json.js';

/** `text` begins with an object. Throws `StatsParseError`. */
export function readTolerantJson(text: string): unknown {
  return new TolerantReader(text).document();
}

class TolerantReader {
  readonly #text: string;
  readonly #linewise: boolean;
  #at = 0;
  #containers = 0;

  constructor(text: string) {
    this.#text = text;
    this.#linewise = isLinewise(text);
  }

  document(): unknown {
    const value = this.#value('member', 1);
    BLANKS.lastIndex = this.#at;
    BLANKS.test(this.#text);
    if (BLANKS.lastIndex < this.#text.length) throw this.#nonsense();
    return value;
  }

  #value(role: StringRole, depth: number): unknown {
    if (depth > MAX_DEPTH) throw tooDeep();
    switch (this.#next()) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string(role);
      default:
        return this.#scalar();
    }
  }

  /** Past the opening bracket. */
  #enter(): void {
    this.#at += 1;
    this.#containers += 1;
    if (this.#containers > MAX_CONTAINERS) throw tooManyContainers();
  }

  #object(depth: number): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    this.#enter();
    for (let count = 1; this.#next() !== '}'; count += 1) {
      if (count > MAX_ENTRIES) throw tooManyEntries();
      if (this.#next() !== '"') throw this.#nonsense();
      const key = this.#string('key');
      this.#expect(':');
      const value = this.#value('member', depth + 1);
      if (key !== '__proto__') members[key] = value;
      this.#separator('}');
    }
    this.#at += 1;
    return members;
  }

  #list(depth: number): unknown[] {
    const entries: unknown[] = [];
    this.#enter();
    while (this.#next() !== ']') {
      if (entries.length === MAX_ENTRIES) throw tooManyEntries();
      entries.push(this.#entry(depth + 1));
      this.#separator(']');
    }
    this.#at += 1;
    return entries;
  }

  /** An emperor's collected attributes are members without braces; each becomes an object of its own. */
  #entry(depth: number): unknown {
    const value = this.#value('entry', depth);
    if (typeof value !== 'string' || this.#next() !== ':') return value;
    this.#at += 1;
    return Object.fromEntries([[value, this.#value('pair', depth)]]);
  }

  #string(role: StringRole): string {
    const start = this.#at + 1;
    const end = closingQuote(this.#text, start, role, this.#linewise);
    if (end === null) throw truncated();
    this.#at = end + 1;
    return unescapeJson(this.#text.slice(start, end));
  }

  #scalar(): unknown {
    SCALAR.lastIndex = this.#at;
    const token = SCALAR.exec(this.#text)?.[0];
    if (token === undefined) return this.#missing();
    if (this.#at + token.length === this.#text.length) throw truncated();
    this.#at += token.length;
    return scalarFor(token);
  }

  /** A value that was left out. */
  #missing(): null {
    if (![',', '}', ']'].includes(this.#next())) throw this.#nonsense();
    return null;
  }

  /** After a member or entry; a comma too many is let pass. */
  #separator(close: string): void {
    if (this.#next() === ',') this.#at += 1;
    else if (this.#next() !== close) throw this.#nonsense();
  }

  #expect(character: string): void {
    if (this.#next() !== character) throw this.#nonsense();
    this.#at += 1;
  }

  /** The next character that is not blank; the position moves there. */
  #next(): string {
    BLANKS.lastIndex = this.#at;
    BLANKS.test(this.#text);
    this.#at = BLANKS.lastIndex;
    const character = this.#text[this.#at];
    if (character === undefined) throw truncated();
    return character;
  }

  #nonsense(): StatsParseError {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new StatsParseError('not-json', `the reply is no JSON that can be repaired (line ${line})`);
  }
}

const BLANKS = /[ \t\r\n]*/y;
/** Words of letters and digits; C also writes `-nan(0x8000)` and `1.#IND`. */
const SCALAR = /[-+.#\w]+(?:\(\w*\))?/y;
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

function truncated(): StatsParseError {
  return new StatsParseError('truncated', 'the reply ends in the middle');
}

/** Any other token means that the server had no value: `nan`, `inf`, `None`. */
function scalarFor(token: string): number | boolean | null {
  if (NUMBER.test(token)) return Number(token);
  return LITERALS.get(token) ?? null;
}

const LITERALS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
]);
