import { type OptionPair, optionsInFile } from './option-files.js';
import { filledIn } from './placeholders.js';
import { type HostProcess, optionWords } from './server-process.js';

/** Stats settings of a server, from its command line, variables and files. */
export interface StatsOptions {
  /** Addresses as written, placeholders filled in. */
  readonly addresses: readonly StatsAddress[];
  /** `stats-http`: its stats server waits for a request. */
  readonly isHttp: boolean;
  /** Some address could not be read for certain: its sockets have to tell. */
  readonly isUncertain: boolean;
  /** The first configuration file, absolute; null without. */
  readonly file: string | null;
}

export interface StatsAddress {
  readonly text: string;
  readonly of: 'server' | 'emperor' | 'router';
}

export interface FileReader {
  readonly hostName: string;
  /** Null for a file that cannot be read. `path` is absolute. */
  readonly read: (path: string) => string | null;
}

export function statsOptionsOf(process: HostProcess, files: FileReader): StatsOptions {
  const reading = new OptionReading(process, files);
  const { words, leftOver } = pairsIn(optionWords(process));
  const variables = variablePairs(process.environment ?? []);
  const inForce = [...variables, ...words];
  // A bare word behind an option may be its value: it counts only where no file is named otherwise.
  const named = inForce.some(([name]) => FILE_OPTIONS.has(name));
  const bare = named ? [] : leftOver.slice(0, 1).map((word): OptionPair => ['config', word]);
  for (const pair of [...inForce, ...bare]) reading.take(pair, COMMAND_LINE);
  return reading.outcome();
}

const FILE_OPTIONS = new Set(['ini', 'xml', 'yaml', 'yml', 'json', 'config', 'include']);
const FILE_WORD = /\.(?:ini|xml|ya?ml|json)(?::[^/]*)?$/i;
const STATS_OPTIONS = new Map<string, StatsAddress['of']>([
  ['stats', 'server'],
  ['stats-server', 'server'],
  ['emperor-stats', 'emperor'],
  ['emperor-stats-server', 'emperor'],
  ...['http', 'fastrouter', 'rawrouter', 'sslrouter'].flatMap((router) => [
    [`${router}-stats`, 'router'] as const,
    [`${router}-stats-server`, 'router'] as const,
  ]),
]);

interface Words {
  readonly words: readonly OptionPair[];
  /** Names of files that stand alone. */
  readonly leftOver: readonly string[];
}

/** `--name=value`, `--name value`; a flag and the option behind it are two. */
function pairsIn(given: readonly string[]): Words {
  const words: OptionPair[] = [];
  const leftOver: string[] = [];
  for (const [index, word] of given.entries()) {
    const [, name, value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const next = given[index + 1] ?? '';
    if (name !== undefined) words.push([name, value ?? (next.startsWith('-') ? 'true' : next)]);
    else if (FILE_WORD.test(word)) leftOver.push(word);
  }
  return { words, leftOver };
}

function variablePairs(environment: readonly string[]): readonly OptionPair[] {
  return environment.flatMap((entry): readonly OptionPair[] => {
    const [, name = '', value = ''] = /^UWSGI_(\w+)=(.*)$/s.exec(entry) ?? [];
    return name === '' ? [] : [[name.toLowerCase().replaceAll('_', '-'), value]];
  });
}

interface Place {
  /** Empty for the command line. */
  readonly path: string;
  readonly named: string;
  readonly section: string;
  readonly depth: number;
}

const COMMAND_LINE: Place = { path: '', named: '', section: 'uwsgi', depth: 0 };
const MOST_FILES_DEEP = 8;

class OptionReading {
  readonly #folder: string | null;
  readonly #files: FileReader;
  readonly #environment: ReadonlyMap<string, string>;
  readonly #options = new Map<string, string>();
  readonly #addresses: StatsAddress[] = [];
  readonly #read = new Set<string>();
  #isHttp = false;
  #isUncertain = false;
  #file: string | null = null;

  constructor({ folder, environment }: HostProcess, files: FileReader) {
    this.#folder = folder;
    this.#files = files;
    this.#environment = new Map((environment ?? []).map((entry) => variable(entry)));
  }

  take([name, written]: OptionPair, place: Place): void {
    const value = this.#filledIn(written, place);
    const of = STATS_OPTIONS.get(name);
    if (value === null) {
      if (of !== undefined) this.#isUncertain = true;
      return;
    }
    if (of !== undefined && value !== '' && value !== 'true') this.#addresses.push({ text: value, of });
    else if (name === 'stats-http') this.#isHttp = value !== 'false';
    else if (FILE_OPTIONS.has(name)) this.#readFile(value, place);
    else this.#remember(name, value);
  }

  outcome(): StatsOptions {
    return {
      addresses: this.#addresses,
      isHttp: this.#isHttp,
      isUncertain: this.#isUncertain,
      file: this.#file,
    };
  }

  #filledIn(written: string, { path, named, section }: Place): string | null {
    return filledIn(written, {
      path,
      named,
      section,
      hostName: this.#files.hostName,
      environment: this.#environment,
      options: this.#options,
    });
  }

  #remember(name: string, value: string): void {
    const [, key, rest] = /^(?:set|set-ph|set-placeholder)$/.test(name)
      ? (/^([^=]+)=(.*)$/s.exec(value) ?? [])
      : [];
    this.#options.set(key?.trim() ?? name, rest?.trim() ?? value);
  }

  #readFile(named: string, { path, depth }: Place): void {
    const [, file = named, section = 'uwsgi'] = /^(.+?):([^:/]*)$/.exec(named) ?? [];
    // uWSGI opens `ini = :section` in the same file.
    const whole = named.startsWith(':') ? path : absolute(file, this.#folder);
    const wanted = named.startsWith(':') ? named.slice(1) : section || 'uwsgi';
    const mark = `${whole}:${wanted}`;
    if (whole === null || this.#read.has(mark) || depth >= MOST_FILES_DEEP) return;
    this.#read.add(mark);
    this.#file ??= whole;
    const text = this.#files.read(whole);
    if (text === null) {
      this.#isUncertain = true;
      return;
    }
    const place = { path: whole, named: file, section: wanted, depth: depth + 1 };
    for (const pair of optionsInFile(whole, text, wanted)) this.take(pair, place);
  }
}

function variable(entry: string): readonly [string, string] {
  const at = entry.indexOf('=');
  return [entry.slice(0, at), entry.slice(at + 1)];
}

function absolute(path: string, folder: string | null): string | null {
  if (path.startsWith('/')) return path;
  return folder === null ? null : `${folder.replace(/\/$/, '')}/${path.replace(/^\.\//, '')}`;
}
