/**
 * The map `uwsgi` of a YAML file: names with a text or a list of texts, plain or quoted. That is more than uWSGI reads
 * itself (no lists, no quotes) and all that its configurations need; what else YAML has ends the start with its line.
 */
import { UsageError } from '../errors/usage-error.js';
import type { ConfigLine, ConfigSection } from './config-section.js';
import { readYamlList, readYamlText, withoutYamlRemark } from './yaml-text.js';

/** @throws UsageError with the number of the line */
export function parseYamlSection(text: string, section: string): ConfigSection {
  const reader = new SectionReader(section);
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const content = withoutYamlRemark(line).trimEnd();
    if (content.trim() === '' || content === '---') continue;
    if (content === '...') break;
    try {
      reader.take(content, index + 1);
    } catch (error) {
      throw error instanceof UsageError ? new UsageError(`${index + 1}: ${error.message}`) : error;
    }
  }
  return reader.finish();
}

class SectionReader {
  readonly #section: string;
  readonly #lines: ConfigLine[] = [];
  #isThere = false;
  #isInside = false;
  /** Of the names in the map; null before the first. */
  #indent: number | null = null;
  /** The name without a text: a list may follow. */
  #open: { readonly name: string; readonly number: number; hasItems: boolean } | null = null;

  constructor(section: string) {
    this.#section = section;
  }

  take(content: string, number: number): void {
    const indent = content.search(/[^ ]/);
    const body = content.slice(indent);
    const isItem = /^-(?:\s|$)/.test(body);
    if (indent === 0 && !isItem) this.#beginSection(body);
    else if (!this.#isInside) return;
    else if (body.startsWith('\t')) throw new UsageError('YAML does not allow tabs for indentation');
    else if (isItem && this.#open !== null && indent >= (this.#indent ?? 0)) this.#addItem(body, number);
    else this.#addName(body, indent, number);
  }

  finish(): ConfigSection {
    this.#closeName();
    return { lines: this.#lines, isThere: this.#isThere };
  }

  #beginSection(body: string): void {
    this.#closeName();
    const { name, rest } = splitName(body);
    this.#isInside = name === this.#section;
    this.#isThere ||= this.#isInside;
    this.#indent = null;
    if (this.#isInside && rest !== '')
      throw new UsageError(`"${name}" must be a map of options, one per line`);
  }

  #addItem(body: string, number: number): void {
    if (this.#open === null) return;
    this.#open.hasItems = true;
    this.#lines.push({ name: this.#open.name, value: readYamlText(body.slice(1).trim()), number });
  }

  #addName(body: string, indent: number, number: number): void {
    this.#closeName();
    this.#indent ??= indent;
    if (indent !== this.#indent)
      throw new UsageError('only options are allowed here, all with the same indent');
    const { name, rest } = splitName(body);
    if (rest === '') this.#open = { name, number, hasItems: false };
    else for (const value of readYamlList(rest)) this.#lines.push({ name, value, number });
  }

  #closeName(): void {
    if (this.#open !== null && !this.#open.hasItems) {
      const { name, number } = this.#open;
      this.#lines.push({ name, value: '', number });
    }
    this.#open = null;
  }
}

function splitName(body: string): { readonly name: string; readonly rest: string } {
  const parts = /^("[^"]*"|'[^']*'|[^"'\s][^:]*?)\s*:(?:\s+(.*))?$/s.exec(body);
  if (parts === null) throw new UsageError('expected "name: value"');
  const [, name = '', rest = ''] = parts;
  return { name: readYamlText(name), rest };
}
