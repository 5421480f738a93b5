/** Connections that wait in the kernel, of listening sockets. */
import { fstatSync, readFileSync } from 'node:fs';

/** @returns by descriptor */
export function readQueues(descriptors: readonly number[]): ReadonlyMap<number, number> {
  const byInode = new Map(descriptors.map((descriptor) => [inodeOf(descriptor), descriptor]));
  const texts = ['tcp', 'tcp6'].map((name) => readNet(name));
  const queues = [...texts.map(tcpQueuesIn), unixQueuesIn(readNet('unix'))];
  const known = queues.flatMap((byListener) => [...byListener]);
  return new Map(
    known.flatMap(([inode, count]) => {
      const descriptor = byInode.get(inode);
      return descriptor === undefined ? [] : [[descriptor, count] as const];
    }),
  );
}

/**
 * State 0A, then `tx_queue:rx_queue`; for a listening socket the latter is what waits. The inode is the tenth.
 * @param text of `/proc/net/tcp`
 * @returns by inode
 */
export function tcpQueuesIn(text: string): Map<string, number> {
  const found = [...text.matchAll(LISTENING_TCP)];
  return new Map(found.map(([, queue = '', inode = '']) => [inode, Number.parseInt(queue, 16)]));
}

const LISTENING_TCP = /^\s*\d+: \S+ \S+ 0A [0-9A-F]+:([0-9A-F]+) \S+ \S+ +\d+ +\d+ (\d+) /gm;

/**
 * Connections that nobody has accepted have the name of their listener, and no inode yet. Listeners of one name cannot
 * be told apart; all but one have lost their file to the next, and nobody connects to them any more.
 * @param text of `/proc/net/unix`
 * @returns by inode
 */
export function unixQueuesIn(text: string): Map<string, number> {
  const waiting = new Map<string, number>();
  const listening: [inode: string, name: string][] = [];
  for (const [, flags = '', inode = '', name = ''] of text.matchAll(UNIX_STREAM)) {
    if (flags === LISTENS) listening.push([inode, name]);
    else if (inode === '0') waiting.set(name, (waiting.get(name) ?? 0) + 1);
  }
  return new Map(listening.map(([inode, name]) => [inode, waiting.get(name) ?? 0]));
}

const UNIX_STREAM = /^[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ ([0-9A-F]+) 0001 \d\d +(\d+) (.+)$/gm;
const LISTENS = '00010000';

function inodeOf(descriptor: number): string {
  try {
    return String(fstatSync(descriptor).ino);
  } catch {
    return '';
  }
}

function readNet(name: string): string {
  try {
    return readFileSync(`/proc/self/net/${name}`, 'latin1');
  } catch {
    return '';
  }
}
