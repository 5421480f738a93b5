/**
 * The filter language of field guide 3.2, for rows of any table:
 *
 *     any   = every { ("or" | "||") every }
 *     every = term { ["and" | "&&"] term }
 *     term  = ("not" | "!") term | "(" any ")" | name operator value | "/" pattern "/" | word | "quoted words"
 *
 * `filter-value.ts` says how values are written, `filter-match.ts` what a row must have to match.
 */
import type { Field } from '../fields/field.js';
import { fieldNamed, nearestNames } from '../fields/field-lookup.js';
import type { CompareOperator, CompareValue, FilterExpression, Pattern } from './filter.js';
import { compilePattern } from './pattern.js';
import { FilterScanner, FilterSyntaxError } from './scanner.js';
import { EXAMPLES, parseValue, shortened } from './value.js';

export type ParsedFilter =
  /** null: nothing to filter by, the text is empty. */
  | { readonly ok: true; readonly expression: FilterExpression | null }
  /** `at` counts code points from the start of the text. */
  | { readonly ok: false; readonly message: string; readonly at: number };

export const MAX_FILTER_LENGTH = 1000;

/** Never throws. Messages are one line for people, with the nearest valid name where a name is wrong. */
export function parseFilter<Row>(text: string, fields: readonly Field<Row>[]): ParsedFilter {
  if (text.length > MAX_FILTER_LENGTH) {
    return {
      ok: false,
      message: `Filter is longer than ${MAX_FILTER_LENGTH} characters`,
      at: MAX_FILTER_LENGTH,
    };
  }
  try {
    return { ok: true, expression: new FilterParser(text, fields).parse() };
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    return { ok: false, message: error.message, at: [...text.slice(0, error.at)].length };
  }
}

const MAX_DEPTH = 40;

class FilterParser<Row> {
  readonly #scanner: FilterScanner;
  readonly #fields: readonly Field<Row>[];
  /** Titles of columns that are no plain words, the longest first. */
  readonly #titles: readonly string[];
  #depth = 0;

  constructor(text: string, fields: readonly Field<Row>[]) {
    this.#scanner = new FilterScanner(text);
    this.#fields = fields;
    this.#titles = fields
      .flatMap(({ titles = [] }) => titles)
      .filter((title) => !/^\w+$/.test(title))
      .sort((a, b) => b.length - a.length);
  }

  parse(): FilterExpression | null {
    this.#scanner.skipBlanks();
    if (this.#scanner.peek() === '') return null;
    const expression = this.#any();
    if (this.#scanner.peek() !== '') throw this.#error('Parenthesis was never opened');
    return expression;
  }

  #any(): FilterExpression {
    let left = this.#every();
    while (this.#scanner.takeKeyword('or')) left = { kind: 'or', left, right: this.#every() };
    return left;
  }

  #every(): FilterExpression {
    let left = this.#term();
    while (!this.#atEndOfEvery()) {
      this.#scanner.takeKeyword('and');
      left = { kind: 'and', left, right: this.#term() };
    }
    return left;
  }

  #atEndOfEvery(): boolean {
    const { at } = this.#scanner;
    const ends =
      this.#scanner.peek() === '' || this.#scanner.peek() === ')' || this.#scanner.takeKeyword('or');
    this.#scanner.at = at;
    return ends;
  }

  #term(): FilterExpression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.#error('Too many parentheses inside each other');
    this.#scanner.skipBlanks();
    const term = this.#barredTerm();
    this.#scanner.skipBlanks();
    this.#depth -= 1;
    return term;
  }

  #barredTerm(): FilterExpression {
    const comparison = this.#comparison();
    if (comparison !== null) return comparison;
    if (this.#scanner.takeKeyword('not')) return { kind: 'not', of: this.#term() };
    if (this.#scanner.peek() === '(') return this.#group();
    return this.#wordOrPattern();
  }

  #group(): FilterExpression {
    const opened = this.#scanner.at;
    this.#scanner.takeCharacter('(');
    const inside = this.#any();
    if (!this.#scanner.takeCharacter(')')) throw new FilterSyntaxError('Missing closing parenthesis', opened);
    return inside;
  }

  #wordOrPattern(): FilterExpression {
    const { at } = this.#scanner;
    const source = this.#scanner.takePattern();
    if (source !== null) return { kind: 'pattern', pattern: this.#pattern(source, at) };
    const quoted = this.#scanner.takeQuoted();
    if (quoted !== null) return { kind: 'word', text: quoted };
    this.#refuseKeyword();
    const text = this.#scanner.takeWord();
    if (text === '')
      throw this.#error(`Something is missing ${this.#scanner.peek() === '' ? 'at the end' : 'here'}`);
    return { kind: 'word', text };
  }

  /** `and` and `or` need something on their left. */
  #refuseKeyword(): void {
    const { at } = this.#scanner;
    for (const keyword of ['and', 'or'] as const) {
      if (this.#scanner.takeKeyword(keyword)) throw new FilterSyntaxError(`Nothing before "${keyword}"`, at);
    }
  }

  #comparison(): FilterExpression | null {
    const head = this.#scanner.takeComparison(this.#titles);
    if (head === null) return null;
    const field = fieldNamed(this.#fields, head.name.replace(/\s+/g, ' '));
    if (field === null) throw new FilterSyntaxError(this.#unknownField(head.name), head.at);
    this.#scanner.skipBlanks();
    const { at } = this.#scanner;
    const text = this.#scanner.takeValue();
    if (text === '' && at === this.#scanner.at) {
      throw new FilterSyntaxError(
        `${head.name} ${head.operator} what? For example ${EXAMPLES[field.unit]}`,
        at,
      );
    }
    const value = this.#value(field, head, text, at);
    return { kind: 'compare', field: field.name, operator: head.operator, value };
  }

  #value(
    field: Field<Row>,
    head: { readonly name: string; readonly operator: CompareOperator; readonly at: number },
    text: string,
    at: number,
  ): CompareValue {
    if (head.operator === '~' || head.operator === '!~')
      return { kind: 'pattern', pattern: this.#pattern(text, at) };
    const value = parseValue(field, head.name, text);
    if (typeof value === 'string') throw new FilterSyntaxError(value, at);
    const ordered = head.operator !== '=' && head.operator !== '!=';
    if (ordered && value.kind !== 'number') {
      throw new FilterSyntaxError(`"${head.name}" has no order here: use = != ~ or !~`, head.at);
    }
    return value;
  }

  #pattern(source: string, at: number): Pattern {
    const compiled = compilePattern(source);
    if (!compiled.ok) throw new FilterSyntaxError(compiled.message, at);
    return compiled.pattern;
  }

  #unknownField(name: string): string {
    const [nearest] = nearestNames(name, this.#fields);
    const hint = nearest === undefined ? '' : `: did you mean ${nearest}?`;
    return `Unknown field "${shortened(name)}"${hint}`;
  }

  #error(message: string): FilterSyntaxError {
    return new FilterSyntaxError(message, this.#scanner.at);
  }
}
