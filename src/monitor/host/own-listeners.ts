import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessHost } from './process-files.js';

/**
 * Paths of the unix sockets that a process listens on and its parent does not hold: what it bound by itself after the
 * fork. Abstract ones begin with `@`. Empty where the kernel does not tell this user.
 */
export async function ownListeners(
  pid: number,
  parent: number,
  host: ProcessHost,
): Promise<readonly string[]> {
  const [own, inherited, folder] = await Promise.all([
    socketsOf(pid, host),
    socketsOf(parent, host),
    readlink(join(host.root, String(pid), 'cwd')).catch(() => null),
  ]);
  if (own === null || inherited === null) return [];
  const table = await readFile(join(host.root, String(pid), 'net', 'unix'), 'utf8').catch(() => '');
  return table.split('\n').flatMap((line) => {
    const [, inode, name] = LISTENING.exec(line) ?? [];
    if (inode === undefined || name === undefined) return [];
    return own.has(inode) && !inherited.has(inode) ? pathsOf(name, folder) : [];
  });
}

/** The flag of sockets that accept connections. */
const LISTENING = /^\w+: \w+ \w+ 00010000 \w+ \w+ +(\d+) (.+)$/;

/** Linux writes the zero bytes of abstract names as @. */
function pathsOf(name: string, folder: string | null): readonly string[] {
  if (name.startsWith('@')) return [name.replace(/@+$/, '')];
  if (name.startsWith('/')) return [name];
  return folder === null ? [] : [join(folder, name)];
}

/** Inodes of the sockets that a process holds open; null when they may not be looked at. */
async function socketsOf(pid: number, host: ProcessHost): Promise<ReadonlySet<string> | null> {
  const folder = join(host.root, String(pid), 'fd');
  try {
    const links = await Promise.all(
      (await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => '')),
    );
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch {
    return null;
  }
}
