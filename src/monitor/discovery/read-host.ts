/** Servers of this host as /proc shows them. Reads, and opens nothing. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { HostPicture } from './candidates.js';
import { type Listener, tcpListeners, unixListeners } from './listeners.js';
import { type HostProcess, programOf } from './server-process.js';

/** `root` is `/proc`; `files` where configuration files are read, `/` but in tests. */
export function readHost(root = '/proc', files = '/'): HostPicture {
  const users = userNames(files);
  const processes = entriesOf(root)
    .filter((name) => /^\d+$/.test(name))
    .sort((one, other) => Number(one) - Number(other))
    .flatMap((name): readonly HostProcess[] => {
      const seen = { words: wordsOf(join(root, name, 'cmdline')), ...statOf(join(root, name, 'stat')) };
      return programOf(seen) === null && !isZygote(seen.words) ? [] : [wholeProcess(root, name, seen, users)];
    });
  return {
    processes,
    listeners: processes.length === 0 ? [] : listenersOf(root),
    files: { hostName: hostname(), read: (path) => configurationText(join(files, path)) },
  };
}

/** Processes of tsgi that are no masters, but hold its sockets of requests. */
function isZygote(words: readonly string[]): boolean {
  return words.some((word) => /\/(?:tsgi-gateway\.cjs|tsgi_worker)$/.test(word));
}

function wholeProcess(
  root: string,
  name: string,
  seen: Pick<HostProcess, 'words' | 'name' | 'parent'>,
  users: ReadonlyMap<number, string>,
): HostProcess {
  const folder = join(root, name);
  const environment = textOf(join(folder, 'environ'));
  const uid = uidOf(folder);
  return {
    ...seen,
    pid: Number(name),
    folder: linkAt(join(folder, 'cwd')),
    environment: environment === null ? null : environment.split('\0').filter((entry) => entry.includes('=')),
    sockets: socketsOf(join(folder, 'fd')),
    user: uid === null ? '?' : (users.get(uid) ?? String(uid)),
  };
}

function listenersOf(root: string): readonly Listener[] {
  const tcp = ['tcp', 'tcp6'].flatMap((name) => tcpListeners(textOf(join(root, 'net', name)) ?? ''));
  const unix = textOf(join(root, 'net', 'unix')) ?? '';
  return [...tcp, ...unixListeners(Buffer.from(unix, 'latin1').toString('utf8'))];
}

function statOf(path: string): { readonly name: string; readonly parent: number } {
  const [, name = '', parent = '0'] = /^\d+ \((.*)\) \S (\d+)/s.exec(textOf(path) ?? '') ?? [];
  return { name, parent: Number(parent) };
}

function wordsOf(path: string): readonly string[] {
  const words = Buffer.from(textOf(path) ?? '', 'latin1')
    .toString('utf8')
    .split('\0');
  return words.at(-1) === '' ? words.slice(0, -1) : words;
}

/** Null when they may not be looked at. */
function socketsOf(folder: string): ReadonlySet<string> | null {
  try {
    const links = readdirSync(folder).map((name) => linkAt(join(folder, name)) ?? '');
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch {
    return null;
  }
}

function userNames(files: string): ReadonlyMap<number, string> {
  const lines = (textOf(join(files, 'etc/passwd')) ?? '').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [name, , uid] = line.split(':');
      return name === undefined || uid === undefined ? [] : [[Number(uid), name]];
    }),
  );
}

const LARGEST_FILE = 1024 * 1024;

/** Configuration files are small; a path may name anything, a device or a pipe, too. */
function configurationText(path: string): string | null {
  try {
    const facts = statSync(path);
    return facts.isFile() && facts.size <= LARGEST_FILE ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}

function uidOf(folder: string): number | null {
  try {
    return statSync(folder).uid;
  } catch {
    return null;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}

function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
