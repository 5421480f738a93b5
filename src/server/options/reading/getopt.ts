/**
 * The words of a command line, taken apart as getopt_long does: `--name value`, `--name=value`, unambiguous beginnings of
 * names, `-p4`, `-p 4`, bundled letters, options and other words in any order, `--` before words that are no options.
 * Its complaints are getopt's, since scripts look for them. Names of uWSGI that do nothing here count as names.
 */

import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';
import { looksLikeOption, repairOptionWord, withoutFancyQuotes } from '../files/mangled-words.js';
import { isUwsgiOption, KNOWN_LETTERS, KNOWN_OPTIONS, PLUGIN_OPTIONS } from '../rows/known-options.js';
import type { ArgumentKind } from '../rows/option.js';
import { optionFor, optionForLetter, optionNames } from '../rows/option-table.js';
import { nearestOption } from './nearest-option.js';

export interface CommandLineWords {
  /** `value` is true where the option stood alone. */
  readonly options: readonly { readonly name: string; readonly value: string | true }[];
  readonly others: readonly string[];
  /** The first word that was typographic, as it was and as it was read. */
  readonly mangled: { readonly from: string; readonly to: string } | null;
}

/** @throws UsageError */
export function parseWords(argv: readonly string[]): CommandLineWords {
  return new WordReader(argv).read();
}

class WordReader {
  readonly #rest: string[];
  readonly #options: { name: string; value: string | true }[] = [];
  readonly #others: string[] = [];
  #mangled: { from: string; to: string } | null = null;

  constructor(argv: readonly string[]) {
    // Backwards, so that the next word is taken from the end.
    this.#rest = argv.toReversed();
  }

  read(): CommandLineWords {
    for (let word = this.#rest.pop(); word !== undefined; word = this.#rest.pop()) {
      if (word === '-' || !looksLikeOption(word)) this.#others.push(this.#plainValue(word));
      else if (this.#readOption(this.#repaired(word)) === 'end') break;
    }
    return { options: this.#options, others: this.#others, mangled: this.#mangled };
  }

  #readOption(word: string): 'end' | 'more' {
    if (word === '--') {
      this.#others.push(...this.#rest.toReversed());
      return 'end';
    }
    if (word.startsWith('--')) this.#readLong(word.slice(2));
    else this.#readLetters(word.slice(1));
    return 'more';
  }

  #readLong(word: string): void {
    const equals = word.indexOf('=');
    const typed = equals < 0 ? word : word.slice(0, equals);
    const glued = equals < 0 ? null : word.slice(equals + 1);
    const name = fullName(typed);
    const kind = argumentOf(name);
    if (kind === 'none' && glued !== null) throw getoptError(`option '--${name}' doesn't allow an argument`);
    this.#add(name, kind, glued, `option '--${name}' requires an argument`);
  }

  #readLetters(letters: string): void {
    for (let index = 0; index < letters.length; index++) {
      const letter = letters.charAt(index);
      const name = optionForLetter(letter)?.names[0] ?? KNOWN_LETTERS.get(letter);
      if (name === undefined) throw getoptError(`invalid option -- '${shownText(letter)}'`);
      const kind = argumentOf(name);
      const glued = letters.slice(index + 1);
      if (kind === 'none') this.#add(name, kind, null, '');
      else {
        this.#add(name, kind, glued || null, `option requires an argument -- '${letter}'`);
        return;
      }
    }
  }

  #add(name: string, kind: ArgumentKind, glued: string | null, complaint: string): void {
    const value = glued ?? this.#nextValue(kind);
    if (value === null && kind === 'required') throw getoptError(complaint);
    this.#options.push({ name, value: value === null ? true : this.#plainValue(value) });
  }

  #nextValue(kind: ArgumentKind): string | null {
    // `--chmod-socket 664`: uWSGI takes the number for a configuration file and fails, which is never meant.
    const isWanted =
      kind === 'required' || (kind === 'optional' && /^\d{1,5}$/.test(this.#rest.at(-1) ?? ''));
    return isWanted ? (this.#rest.pop() ?? null) : null;
  }

  #repaired(word: string): string {
    const [option = '', ...glued] = repairOptionWord(word);
    this.#rest.push(...glued.toReversed());
    return this.#noted(word, option);
  }

  #plainValue(value: string): string {
    return this.#noted(value, withoutFancyQuotes(value));
  }

  #noted(from: string, to: string): string {
    if (from !== to) this.#mangled ??= { from, to };
    return to;
  }
}

/** A beginning may fit several names where all of them are one option of ours: `--log-m` is nothing, `--pyth` is. */
function fullName(typed: string): string {
  if (isName(typed)) return typed;
  const names = allNames().filter((name) => name.startsWith(typed));
  const [first] = names;
  if (first === undefined || typed === '') throw unrecognized(typed);
  const option = optionFor(first);
  const isOne = names.length === 1 || (option !== null && names.every((name) => optionFor(name) === option));
  if (isOne) return first;
  const possibilities = names.map((name) => `'--${name}'`).join(' ');
  throw getoptError(`option '--${shownText(typed)}' is ambiguous; possibilities: ${possibilities}`);
}

function allNames(): readonly string[] {
  return [...new Set([...optionNames(), ...KNOWN_OPTIONS.keys()])];
}

function isName(name: string): boolean {
  return optionFor(name) !== null || isUwsgiOption(name);
}

function argumentOf(name: string): ArgumentKind {
  return optionFor(name)?.argument ?? KNOWN_OPTIONS.get(name) ?? PLUGIN_OPTIONS.get(name) ?? 'none';
}

function unrecognized(typed: string): UsageError {
  const nearest = nearestOption(typed);
  const hint = nearest === null ? '' : `; did you mean '--${nearest}'?`;
  return getoptError(`unrecognized option '--${shownText(typed)}'${hint}`);
}

function getoptError(complaint: string): UsageError {
  return new UsageError(`tsgi: ${complaint}\ngetopt_long() error`);
}
