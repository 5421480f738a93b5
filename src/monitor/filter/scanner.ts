import type { CompareOperator } from './filter.js';

/** A mistake in a filter and its position: an index into the text, in UTF-16 units. */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Walks over a filter text; knows its smallest pieces, not how they fit together. */
export class FilterScanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  skipBlanks(): void {
    this.#take(/\s*/y);
  }

  /** The character under the scanner, or '' at the end. */
  peek(): string {
    return this.text.charAt(this.at);
  }

  takeCharacter(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }

  /** `and`, `&&` …: words only where they stand alone. */
  takeKeyword(keyword: 'and' | 'or' | 'not'): boolean {
    return this.#take(KEYWORDS[keyword]) !== null;
  }

  /** A name with an operator after it, blanks allowed between. `titles`: names that are no plain words, such as `busy%`. */
  takeComparison(titles: readonly string[]): {
    readonly name: string;
    readonly operator: CompareOperator;
    readonly at: number;
  } | null {
    const at = this.at;
    const names = [...titles.map(escaped), '[A-Za-z_][A-Za-z0-9_]*'].join('|');
    const match = this.#take(new RegExp(`(${names})\\s*(==|=~|!=|!~|>=|<=|=|>|<|~)`, 'iy'));
    const [, name, written] = match ?? [];
    if (name === undefined || written === undefined) return null;
    return { name, operator: operatorFor(written), at };
  }

  /** `/…/` with a blank, a parenthesis or the end behind it; anything else that begins with `/` is a path. */
  takePattern(): string | null {
    const match = this.#take(/\/((?:[^/\\]|\\[\s\S])+)\/(?=[\s)]|$)/y);
    return match?.[1]?.replaceAll('\\/', '/') ?? null;
  }

  /** `"…"` or `'…'`; a backslash in front keeps the quote from ending it, and means nothing else. */
  takeQuoted(): string | null {
    const quote = this.peek();
    if (quote !== '"' && quote !== "'") return null;
    const start = this.at;
    const match = this.#take(quote === '"' ? /"((?:[^"\\]|\\[\s\S])*)"/y : /'((?:[^'\\]|\\[\s\S])*)'/y);
    if (match === null) throw new FilterSyntaxError(`Missing closing ${quote}`, start);
    return (match[1] ?? '').replaceAll(`\\${quote}`, quote);
  }

  /** Up to the next blank or parenthesis. */
  takeWord(): string {
    return this.#take(/[^\s()]+/y)?.[0] ?? '';
  }

  /** The right side of a comparison: like a word, with parentheses as far as they are balanced, or quoted. */
  takeValue(): string {
    const quoted = this.takeQuoted();
    if (quoted !== null) return quoted;
    const start = this.at;
    let depth = 0;
    while (this.at < this.text.length) {
      const character = this.peek();
      if (/\s/.test(character) || (character === ')' && depth === 0)) break;
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
      this.at += character === '\\' ? 2 : 1;
    }
    this.at = Math.min(this.at, this.text.length);
    return this.text.slice(start, this.at);
  }

  #take(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.text);
    if (match !== null) this.at += match[0].length;
    return match;
  }
}

const KEYWORDS = {
  and: /(?:and(?=[\s()!]|$)|&&)/iy,
  or: /(?:or(?=[\s()!]|$)|\|\|)/iy,
  not: /(?:not(?=[\s()!]|$)|!)/iy,
};

function escaped(title: string): string {
  return title.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/ +/g, '\\s+');
}

function operatorFor(written: string): CompareOperator {
  switch (written) {
    case '==':
      return '=';
    case '=~':
      return '~';
    case '!=':
    case '!~':
    case '>=':
    case '<=':
    case '>':
    case '<':
    case '~':
      return written;
    default:
      return '=';
  }
}
