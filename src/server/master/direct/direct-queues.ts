/** Connections that wait in the kernel, of listening TCP sockets; for others it does not tell. */
import { fstatSync, readFileSync } from 'node:fs';

/** @returns by descriptor */
export function readQueues(descriptors: readonly number[]): ReadonlyMap<number, number> {
  const byInode = new Map(descriptors.map((descriptor) => [inodeOf(descriptor), descriptor]));
  const queues = new Map<number, number>();
  for (const file of ['/proc/self/net/tcp', '/proc/self/net/tcp6']) {
    for (const line of readLines(file)) {
      const match = LISTENING.exec(line);
      const descriptor = match?.[2] === undefined ? undefined : byInode.get(match[2]);
      if (descriptor !== undefined) queues.set(descriptor, Number.parseInt(match?.[1] ?? '0', 16));
    }
  }
  return queues;
}

/** State 0A, then `tx_queue:rx_queue`; for a listening socket the latter is what waits. The inode is the tenth. */
const LISTENING = /^\s*\d+: \S+ \S+ 0A [0-9A-F]+:([0-9A-F]+) \S+ \S+ +\d+ +\d+ (\d+) /;

function inodeOf(descriptor: number): string {
  try {
    return String(fstatSync(descriptor).ino);
  } catch {
    return '';
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n');
  } catch {
    return [];
  }
}
