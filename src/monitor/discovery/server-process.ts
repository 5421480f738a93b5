/** A process of this host that may be a server, as /proc shows it, and the sockets that it listens on. */
export interface HostProcess {
  readonly pid: number;
  readonly parent: number;
  /** The kernel's name of it: it stays when the program rewrites its command line. */
  readonly name: string;
  readonly words: readonly string[];
  /** Null where this user may not look: folder, variables and sockets of somebody else's process. */
  readonly folder: string | null;
  readonly environment: readonly string[] | null;
  readonly sockets: ReadonlySet<string> | null;
  readonly user: string;
}

export type Program = 'uWSGI' | 'tsgi';

/** The program that a process runs; null for all others, wrappers like `sudo uwsgi` and a shell among them. */
export function programOf({ words, name }: Pick<HostProcess, 'words' | 'name'>): Program | null {
  const [first = '', ...rest] = words;
  const script = rest.find((word) => !word.startsWith('-')) ?? '';
  if (UWSGI.test(baseName(first)) || TITLE.test(first)) return 'uWSGI';
  if (/^node/.test(baseName(first))) return TSGI.test(baseName(script)) ? 'tsgi' : null;
  if (/^(?:python|pypy)/.test(baseName(first))) return UWSGI.test(baseName(script)) ? 'uWSGI' : null;
  if (TSGI.test(baseName(first))) return 'tsgi';
  return UWSGI.test(name) ? 'uWSGI' : null;
}

/** Words behind the program, without those of an interpreter before it. */
export function optionWords({ words }: Pick<HostProcess, 'words'>): readonly string[] {
  const start = words.findIndex((word) => UWSGI.test(baseName(word)) || TSGI.test(baseName(word)));
  return words.slice(start + 1);
}

const UWSGI = /^(?:py)?uwsgi(?:$|[-_.\d])/;
const TSGI = /^tsgi(?:\.cjs|\.js)?$/;
/** Titles that uWSGI gives its processes with `auto-procname`. */
const TITLE = /(?:^|\s)uWSGI [A-Za-z]/;

/** Masters, an emperor and its vassals among them: what they forked has their command line, or a title of its own. */
export function mastersAmong<P extends HostProcess>(processes: readonly P[]): readonly P[] {
  const byId = new Map(processes.map((process) => [process.pid, process]));
  return processes.filter((process) => {
    const program = programOf(process);
    const parent = byId.get(process.parent);
    if (program === null) return false;
    if (parent === undefined || programOf(parent) !== program) return !isTitledChild(process);
    return process.words.join('\0') !== parent.words.join('\0') && !isTitledChild(process);
  });
}

/** `auto-procname` and its like have written over the command line. */
export function isRetitled({ words }: HostProcess): boolean {
  return words.length === 1 && (TITLE.test(words[0] ?? '') || /\s/.test(words[0] ?? ''));
}

function isTitledChild({ words: [title = ''] }: HostProcess): boolean {
  return TITLE.test(title) && !/uWSGI (?:master|Emperor)/i.test(title);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
