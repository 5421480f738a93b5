/** A section of a configuration file as lines for the reader: magic letters filled in, typographic marks made plain. */

import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';
import type { ConfigSection } from './config-section.js';
import { parseIniSection } from './ini-section.js';
import { parseJsonSection } from './json-section.js';
import type { SettingLine } from './logic-blocks.js';
import { type ConfigFile, expandMagic, type MagicSource } from './magic-letters.js';
import { repairName, withoutFancyQuotes } from './mangled-words.js';
import { parseXmlSection } from './xml-section.js';
import { parseYamlSection } from './yaml-section.js';

export type ConfigFormat = 'ini' | 'json' | 'xml' | 'yaml';

/** By the end of its name; null: none of them. */
export function formatOf(path: string): ConfigFormat | null {
  const extension = /\.(ini|xml|ya?ml|json|js)$/.exec(path)?.[1];
  if (extension === undefined) return null;
  return extension.startsWith('y')
    ? 'yaml'
    : extension.startsWith('js')
      ? 'json'
      : extension === 'xml'
        ? 'xml'
        : 'ini';
}

export interface ReaderLine extends SettingLine {
  /** The file that `ini = :section` refers to; null outside files. */
  readonly file: ConfigFile | null;
}

/** @throws UsageError that names file and line */
export function readConfigLines(
  format: ConfigFormat,
  text: string,
  section: string,
  magic: MagicSource,
): { readonly lines: readonly ReaderLine[]; readonly notes: readonly string[] } {
  const { file } = magic;
  const { lines, isThere } = parsePlaced(format, file, text, section);
  const notes = isThere ? [] : [`${file.given}: there is no section [${shownText(section)}]`];
  const made = lines.map(({ name, value, number }): ReaderLine => {
    const place = number === null ? file.given : `${file.given}:${number}`;
    const [plainName, plainValue] = [repairName(name), withoutFancyQuotes(value)];
    if (plainName !== name || plainValue !== value) {
      notes.push(`${place}: typographic dashes or quotes are read as plain ones`);
    }
    return { name: expandMagic(plainName, magic), value: expandMagic(plainValue, magic), place, file };
  });
  return { lines: made, notes };
}

/** `FILE`, `FILE:SECTION`, or `:SECTION` of the file that says it. */
export function splitTarget(
  target: string,
  file: ConfigFile | null,
): { readonly path: string; readonly section: string | null } {
  const colon = target.lastIndexOf(':');
  if (colon < 0 || target.includes('/', colon)) return { path: target, section: null };
  return { path: target.slice(0, colon) || (file?.given ?? ''), section: target.slice(colon + 1) };
}

const PARSERS: Readonly<Record<ConfigFormat, (text: string, section: string) => ConfigSection>> = {
  ini: parseIniSection,
  json: parseJsonSection,
  xml: parseXmlSection,
  yaml: parseYamlSection,
};

function parsePlaced(format: ConfigFormat, file: ConfigFile, text: string, section: string): ConfigSection {
  try {
    return PARSERS[format](text, section);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${file.given}:${error.message}`) : error;
  }
}
