/**
 * Walks through options in the order that uWSGI has: environment, command line, the files it names, where it names them.
 * On the way placeholders are filled in, conditions and loops are followed, files are read; what is left is a flat list.
 *
 * A configuration can ask for more work than it has lines (loops, files that name themselves), so all of it is counted.
 */

import { placed, withPlace } from '../errors/placed-error.js';
import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';
import {
  type ConfigFormat,
  formatOf,
  type ReaderLine,
  readConfigLines,
  splitTarget,
} from '../files/config-lines.js';
import { buildBlocks, type LogicNode } from '../files/logic-blocks.js';
import type { ConfigFile } from '../files/magic-letters.js';
import type { Environment, FileText, MachineFacts, OptionsIo } from '../files/options-io.js';
import { optionFor } from '../rows/option-table.js';
import { conditionValue, loopValues } from './conditions.js';
import { expandPlaceholders, type PlaceholderSource } from './placeholders.js';

export interface Setting {
  readonly name: string;
  /** `true` is a bare flag of the command line. */
  readonly value: string | true;
  /** `app.ini:3`, `$UWSGI_THREADS`; empty on the command line. */
  readonly place: string;
  /** Said by `set-ph`: it need not be an option. */
  readonly isPlaceholder: boolean;
}

export class OptionReader {
  readonly notes: string[] = [];
  /** Names that a placeholder or a condition asked for. */
  readonly askedFor = new Set<string>();
  readonly #settings: Setting[] = [];
  readonly #io: OptionsIo;
  readonly #source: PlaceholderSource;
  readonly #firstValues = new Map<string, string>();
  readonly #inherited: [ReaderLine, string][] = [];
  #facts: MachineFacts | null = null;
  #firstFile: ConfigFile | null = null;
  #loopValue: string | null = null;
  #depth = 0;
  #steps = 0;
  #characters = 0;

  constructor(environment: Environment, io: OptionsIo) {
    this.#io = io;
    this.#source = {
      option: (name) => this.#valueOf(name),
      environment: (name) => (Object.hasOwn(environment, name) ? (environment[name] ?? null) : null),
      file: (path) => this.#fileText(path),
    };
  }

  /** @throws UsageError */
  read(lines: readonly ReaderLine[]): void {
    this.#walk(buildBlocks(lines));
  }

  /** A file that the command line names without an option. @throws UsageError */
  readFile(path: string): void {
    this.#load({ name: 'ini', value: path, place: '', file: null }, path, null, null);
  }

  /**
   * The settings that `inherit` named, then all others: placeholders for values that came later are filled in now.
   * @throws UsageError
   */
  finish(): readonly Setting[] {
    for (let next = this.#inherited.shift(); next !== undefined; next = this.#inherited.shift()) {
      this.#loadTarget(...next, null);
    }
    return this.#settings.map((setting) => this.#withLaterValues(setting));
  }

  #walk(nodes: readonly LogicNode<ReaderLine>[]): void {
    for (const node of nodes) {
      if (node.kind === 'line') this.#take(node.line, this.#expanded(node.line));
      else this.#walkBlock(node);
    }
  }

  #walkBlock(block: Exclude<LogicNode<ReaderLine>, { kind: 'line' }>): void {
    const { opening, body, closing } = block;
    const argument = this.#expanded(opening);
    this.#record(opening, argument, false);
    const values = withPlace(placeOf(opening), () =>
      this.#blockValues(block.kind, opening.name, argument === true ? '' : argument),
    );
    const outer = this.#loopValue;
    for (const value of values) {
      this.#count(opening, value.length);
      this.#loopValue = value;
      this.#walk(body);
    }
    this.#loopValue = outer;
    if (closing !== null) this.#record(closing, closing.value, false);
  }

  #blockValues(kind: 'if' | 'for', name: string, argument: string): Iterable<string> {
    const source = { ...this.#source, io: this.#io };
    if (kind === 'for') return loopValues(name, argument, source);
    const value = conditionValue(name, argument, source);
    return value === null ? [] : [value];
  }

  #take(line: ReaderLine, value: string | true, isPlaceholder = false): void {
    this.#record(line, value, isPlaceholder);
    const effect = optionFor(line.name)?.effect;
    if (effect?.kind !== 'directive') return;
    switch (effect.directive) {
      case 'placeholder':
        this.#setPlaceholder(line, String(value));
        break;
      case 'inherit':
        this.#inherited.push([line, String(value)]);
        break;
      case 'load':
        this.#loadTarget(line, String(value), effect.format);
        break;
    }
  }

  #setPlaceholder(line: ReaderLine, text: string): void {
    const equals = text.indexOf('=');
    if (equals < 1)
      throw placed(placeOf(line), `invalid placeholder "${shownText(text)}": expected NAME=VALUE`);
    this.#deeper(line, () => {
      this.#take({ ...line, name: text.slice(0, equals) }, text.slice(equals + 1), true);
    });
  }

  #loadTarget(line: ReaderLine, target: string, format: ConfigFormat | null): void {
    const { path, section } = splitTarget(target, line.file);
    this.#load(line, path, section, format);
  }

  #load(line: ReaderLine, path: string, section: string | null, asked: ConfigFormat | null): void {
    if (path === '') throw placed(placeOf(line), 'a file is wanted');
    const read = this.#io.readFile(path);
    if ('failure' in read)
      throw placed(line.place, `realpath() of ${shownText(path)} failed: ${read.failure}`);
    this.#count(line, read.text.length);
    const lines = this.#fileLines(asked ?? formatOf(path) ?? 'ini', path, section, read);
    this.#deeper(line, () => this.read(lines));
  }

  #fileLines(
    format: ConfigFormat,
    given: string,
    section: string | null,
    { path, text }: FileText,
  ): readonly ReaderLine[] {
    const file: ConfigFile = { given, path, section: section ?? '' };
    this.#firstFile ??= file;
    this.#facts ??= this.#io.facts();
    const magic = { file, firstFile: this.#firstFile, facts: this.#facts, version: this.#io.version };
    const { lines, notes } = readConfigLines(format, text, section ?? 'uwsgi', magic);
    this.notes.push(
      `[uWSGI] getting ${format.toUpperCase()} configuration from ${shownText(given)}`,
      ...notes.slice(0, 1),
    );
    return lines;
  }

  #expanded(line: ReaderLine): string | true {
    const { value } = line;
    if (value === true) {
      this.#count(line, 0);
      return true;
    }
    const expanded = withPlace(placeOf(line), () => expandPlaceholders(value, this.#source));
    this.#count(line, expanded.length);
    return expanded;
  }

  #withLaterValues(setting: Setting): Setting {
    const { name, value } = setting;
    if (value === true || !value.includes('%(')) return setting;
    const line = { ...setting, file: null };
    const later = this.#expanded(line);
    if (this.#firstValues.get(name) === value) this.#firstValues.set(name, String(later));
    return { ...setting, value: later };
  }

  #valueOf(name: string): string | null {
    if (name === '_' && this.#loopValue !== null) return this.#loopValue;
    this.askedFor.add(name);
    return this.#firstValues.get(name) ?? null;
  }

  #fileText(path: string): string {
    if (/^[a-z]+:\/\//.test(path))
      throw new UsageError(`cannot read "${shownText(path)}": only files can be read`);
    const read = this.#io.readFile(path);
    if ('failure' in read) throw new UsageError(`cannot read "${shownText(path)}": ${read.failure}`);
    this.#characters += read.text.length;
    return read.text.replace(/[\r\n]+$/, '');
  }

  #record({ name, place }: ReaderLine, value: string | true, isPlaceholder: boolean): void {
    this.#settings.push({ name, value, place, isPlaceholder });
    if (!this.#firstValues.has(name)) this.#firstValues.set(name, value === true ? 'true' : value);
  }

  #deeper(line: ReaderLine, run: () => void): void {
    if (this.#depth === DEEPEST) throw placed(placeOf(line), `more than ${DEEPEST} files inside each other`);
    this.#depth++;
    run();
    this.#depth--;
  }

  #count(line: ReaderLine, characters: number): void {
    this.#steps++;
    this.#characters += characters;
    if (this.#steps > MOST_STEPS) throw placed(placeOf(line), `more than ${MOST_STEPS} lines, loops counted`);
    if (this.#characters > MOST_CHARACTERS) {
      throw placed(placeOf(line), `more than ${MOST_CHARACTERS} characters, loops counted`);
    }
  }
}

const DEEPEST = 16;
const MOST_STEPS = 50_000;
const MOST_CHARACTERS = 4_194_304;

/** `app.ini:3: for-times`, or on the command line `--for-times`. */
function placeOf({ place, name }: ReaderLine): string {
  return place === '' ? `--${shownText(name)}` : `${place}: ${shownText(name)}`;
}
