/** Facts about one process from /proc. Read in one go, without waiting: a signal that follows must not act on old facts. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  /** As in /proc/PID/stat: a later process of the same number has another. */
  readonly startTicks: string;
  readonly name: string;
  /** It has ended, and only its parent has not noticed. */
  readonly isOver: boolean;
}

/** Null for a process that is not there, or not to be seen. */
export function processFacts(pid: number): ProcessFacts | null {
  const text = readProc(pid, 'stat');
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(text ?? '') ?? [];
  if (name === undefined || rest === undefined) return null;
  const fields = rest.split(' ');
  const [state = '', parent = ''] = fields;
  const startTicks = fields[START_FIELD] ?? '';
  if (startTicks === '') return null;
  return { pid, parent: Number(parent), startTicks, name, isOver: state === 'Z' || state === 'X' };
}

/** Its words, empty when they cannot be read. */
export function commandOf(pid: number): readonly string[] {
  return (readProc(pid, 'cmdline') ?? '').split('\0').filter((word) => word !== '');
}

/** `NAME=value` as it was started; null when it may not be read. */
export function environmentOf(pid: number): readonly string[] | null {
  const text = readProc(pid, 'environ');
  return text === null ? null : text.split('\0');
}

/** Inodes of the sockets that it holds open; null when they may not be looked at. */
export function socketsOf(pid: number): ReadonlySet<string> | null {
  try {
    const folder = `/proc/${pid}/fd`;
    const links = readdirSync(folder).map((name) => linkAt(`${folder}/${name}`));
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch {
    return null;
  }
}

export function workingFolderOf(pid: number): string | null {
  return linkAt(`/proc/${pid}/cwd`) || null;
}

/** Field 22 of the line, counted from the one behind the name. */
const START_FIELD = 22 - 3;

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
