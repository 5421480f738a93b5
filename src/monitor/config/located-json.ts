/**
 * JSON with the place of every value, so that a mistake in a handwritten file can be reported with its line.
 * Strict (RFC 8259), and stricter in one thing: a repeated name in an object is an error, because one of the
 * two would silently count for nothing. `JSON.parse` tells places in a wording that changes from Node to Node.
 */

export type JsonNode =
  | { readonly kind: 'object'; readonly at: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'value'; readonly at: number; readonly value: string | number | boolean | null };

export interface JsonMember {
  readonly name: string;
  readonly nameAt: number;
  readonly node: JsonNode;
}

/** `at` is an index into the text, as everywhere here. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Throws `JsonSyntaxError`. */
export function parseLocatedJson(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
}

/** Both counted from 1; columns in characters. */
export function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}

const DEEPEST = 20;
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]\w*/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy;
const WORDS: Readonly<Record<string, true | false | null>> = { true: true, false: false, null: null };

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): JsonNode {
    this.#blanks();
    if (depth > DEEPEST) throw this.#error(`nested more than ${DEEPEST} deep`);
    const at = this.#at;
    switch (this.#text[at]) {
      case '{':
        return { kind: 'object', at, members: this.#members(depth) };
      case '[':
        return { kind: 'array', at, items: this.#items(depth) };
      case '"':
        return { kind: 'value', at, value: this.#string() };
      default:
        return { kind: 'value', at, value: this.#scalar() };
    }
  }

  end(): void {
    this.#blanks();
    if (this.#at < this.#text.length) throw this.#expected('nothing more');
  }

  #members(depth: number): readonly JsonMember[] {
    const members = new Map<string, JsonMember>();
    this.#list('}', () => {
      const nameAt = this.#at;
      if (this.#text[nameAt] !== '"') throw this.#expected('a name in double quotes');
      const name = this.#string();
      const first = members.get(name);
      if (first !== undefined) throw this.#twice(name, first.nameAt, nameAt);
      this.#blanks();
      if (!this.#take(':')) throw this.#expected('":"');
      members.set(name, { name, nameAt, node: this.value(depth + 1) });
    });
    return [...members.values()];
  }

  #items(depth: number): readonly JsonNode[] {
    const items: JsonNode[] = [];
    this.#list(']', () => items.push(this.value(depth + 1)));
    return items;
  }

  /** From the opening bracket to the closing one. */
  #list(close: '}' | ']', readOne: () => void): void {
    this.#at += 1;
    this.#blanks();
    if (this.#take(close)) return;
    for (;;) {
      this.#blanks();
      readOne();
      this.#blanks();
      if (this.#take(close)) return;
      if (!this.#take(',')) throw this.#expected(`"," or "${close}"`);
      this.#blanks();
      if (this.#text[this.#at] === close) throw this.#error('a comma with nothing behind it');
    }
  }

  #string(): string {
    const found = this.#match(STRING);
    if (found === null) throw this.#badString();
    const text: unknown = JSON.parse(found);
    return String(text);
  }

  #scalar(): number | boolean | null {
    const number = this.#match(NUMBER);
    if (number !== null) return Number(number);
    const at = this.#at;
    const word = this.#match(WORD);
    const value = word === null || !Object.hasOwn(WORDS, word) ? undefined : WORDS[word];
    if (value !== undefined) return value;
    this.#at = at;
    throw word === null
      ? this.#expected('a value')
      : this.#error(`"${word.slice(0, 40)}" is no value; texts stand in double quotes`);
  }

  #badString(): JsonSyntaxError {
    const begin = this.#at;
    const good = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*/uy;
    good.lastIndex = begin;
    this.#at = begin + (good.exec(this.#text)?.[0].length ?? 0);
    const next = this.#text[this.#at];
    if (next === undefined || next === '\n' || next === '\r') {
      return new JsonSyntaxError(begin, 'a text that does not end in its line');
    }
    return this.#error(next === '\\' ? 'an unknown escape in a text' : 'a control character in a text');
  }

  #twice(name: string, firstAt: number, at: number): JsonSyntaxError {
    const { line } = placeIn(this.#text, firstAt);
    return new JsonSyntaxError(at, `"${name.slice(0, 40)}" is there twice, first in line ${line}`);
  }

  #expected(what: string): JsonSyntaxError {
    const [next] = this.#text.slice(this.#at, this.#at + 2);
    if (next === undefined) return this.#error(`expected ${what}, but the file ends`);
    if (next === '/' || next === '#') return this.#error(`expected ${what}; JSON has no comments`);
    return this.#error(`expected ${what}, got "${next}"`);
  }

  #error(message: string): JsonSyntaxError {
    return new JsonSyntaxError(this.#at, message);
  }

  #blanks(): void {
    this.#match(BLANKS);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }
}
