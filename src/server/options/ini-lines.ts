/** A section of a configuration file as lines for the reader: magic letters filled in, typographic marks made plain. */
import { UsageError } from '../usage-error.js';
import { parseIniSection } from './ini-file.js';
import type { SettingLine } from './logic-blocks.js';
import { type ConfigFile, expandMagic, type MagicSource } from './magic-letters.js';
import { repairName, withoutFancyQuotes } from './mangled-words.js';
import { shownText } from './shown-text.js';

export interface ReaderLine extends SettingLine {
  /** What `ini = :section` is about; null outside of files. */
  readonly file: ConfigFile | null;
}

/** @throws UsageError that names file and line */
export function readIniLines(
  text: string,
  section: string,
  magic: MagicSource,
): { readonly lines: readonly ReaderLine[]; readonly notes: readonly string[] } {
  const { file } = magic;
  const { lines, isThere } = parsePlaced(file, text, section);
  const notes = isThere ? [] : [`${file.given}: there is no section [${shownText(section)}]`];
  const made = lines.map(({ name, value, number }): ReaderLine => {
    const place = `${file.given}:${number}`;
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

function parsePlaced(file: ConfigFile, text: string, section: string) {
  try {
    return parseIniSection(text, section);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${file.given}:${error.message}`) : error;
  }
}
