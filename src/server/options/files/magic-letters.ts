/** uWSGI's `%d`, `%n`, `%k` … in configuration files: small letters are about this file, capitals about the first one. */
import type { MachineFacts } from './options-io.js';

export interface ConfigFile {
  /** As it was asked for. */
  readonly given: string;
  /** Absolute, links resolved. */
  readonly path: string;
  /** Empty unless one was asked for. */
  readonly section: string;
}

export interface MagicSource {
  readonly file: ConfigFile;
  readonly firstFile: ConfigFile;
  readonly facts: MachineFacts;
  readonly version: string;
}

/** `%%` is `%`; a letter without magic stays as it is, and so does `%(`, which is a placeholder's. */
export function expandMagic(text: string, source: MagicSource): string {
  return text.replace(/%([^(\s])/g, (whole, letter: string) => magicFor(letter, source) ?? whole);
}

function magicFor(letter: string, { file, firstFile, facts, version }: MagicSource): string | null {
  switch (letter) {
    case '%':
      return '%';
    case '[':
      return '\u001b';
    case 'v':
      return facts.workingDirectory;
    case 'V':
      return version;
    case 'h':
    case 'H':
      return facts.hostName;
    case 'k':
      return String(facts.cpus);
    case 'u':
      return String(facts.uid);
    case 'U':
      return facts.userName;
    case 'g':
      return String(facts.gid);
    case 'G':
      return facts.groupName;
    case 't':
      return String(Math.floor(facts.nowMs / 1000));
    case 'T':
      return String(Math.floor(facts.nowMs * 1000));
    default:
      return letter >= 'a' ? fileMagic(letter, file) : fileMagic(letter.toLowerCase(), firstFile);
  }
}

function fileMagic(letter: string, { given, path, section }: ConfigFile): string | null {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const name = path.slice(folder.length);
  const dot = name.lastIndexOf('.');
  const folders = folder.split('/').filter((part) => part !== '');
  switch (letter) {
    case 'o':
      return given;
    case 'p':
      return path;
    case 's':
      return name;
    case 'd':
      return folder;
    case 'c':
      return folders.at(-1) ?? '';
    case 'e':
      return dot < 0 ? '' : name.slice(dot + 1);
    case 'n':
      return dot < 0 ? name : name.slice(0, dot);
    case 'x':
      return section;
    case 'j':
      return hash(path);
    default:
      return /^\d$/.test(letter) ? (folders[Number(letter)] ?? '') : null;
  }
}

/** djb33x, as uWSGI prints it: the lowest byte first. */
function hash(text: string): string {
  let value = 5381;
  for (const byte of new TextEncoder().encode(text)) value = ((Math.imul(value, 33) >>> 0) ^ byte) >>> 0;
  const hexes = [0, 8, 16, 24].map((shift) => ((value >>> shift) & 0xff).toString(16).padStart(2, '0'));
  return hexes.join('').toUpperCase();
}
