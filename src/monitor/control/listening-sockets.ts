/** Listening sockets of this host from /proc/net, as inodes that can be looked for among a process's descriptors. */
import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Address } from '../../protocol/address.js';

/**
 * Inodes of the sockets that listen at an address of this host. `folder`: where a server with a relative path to its
 * socket stands. Empty where there are none, and for addresses that are no sockets.
 */
export function listeningInodes(address: Address, folder: string | null): ReadonlySet<string> {
  switch (address.kind) {
    case 'tcp':
      return tcpInodes(address.port);
    case 'http':
    case 'websocket':
      return tcpInodes(portOf(new URL(address.url)));
    case 'unix':
    case 'path':
      return unixInodes((name) => isSamePath(name, address.path, folder));
    case 'abstract':
      return unixInodes((name) => name.startsWith('@') && name.replace(/@+$/, '') === `@${address.name}`);
    case 'stdin':
      return new Set();
  }
}

function tcpInodes(port: number): ReadonlySet<string> {
  return new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => tcpInodesIn(listeningLines(path), port)),
  );
}

/** Loopback and all addresses: what somebody on this host reaches as 127.0.0.1, ::1 or localhost. */
export function tcpInodesIn(lines: readonly string[], port: number): readonly string[] {
  return lines.flatMap((line) => {
    const [, host = '', hexPort = '', inode] = TCP_LISTEN.exec(line) ?? [];
    return inode !== undefined && Number.parseInt(hexPort, 16) === port && isLocalHost(host) ? [inode] : [];
  });
}

const TCP_LISTEN = /^\s*\d+: ([\dA-F]+):([\dA-F]{4}) [\dA-F]+:[\dA-F]+ 0A \S+ \S+ \S+\s+\d+\s+\d+\s+(\d+) /;

function isLocalHost(hex: string): boolean {
  return /^0+$/.test(hex) || /7F$/.test(hex) || /^0{24}01000000$/.test(hex);
}

/** Listening sockets stand first, and a busy host has a hundred thousand others. */
function listeningLines(path: string): readonly string[] {
  const lines: string[] = [];
  for (const line of linesOf(path)) {
    if (/^\s*\d+: \S+ \S+ (?!0A)/.test(line)) break;
    lines.push(line);
  }
  return lines;
}

function unixInodes(isIt: (name: string) => boolean): ReadonlySet<string> {
  const inodes = new Set<string>();
  for (const line of linesOf('/proc/net/unix')) {
    const [, inode, name] = UNIX_LISTEN.exec(line) ?? [];
    if (inode !== undefined && name !== undefined && isIt(utf8Of(name))) inodes.add(inode);
  }
  return inodes;
}

/** The flag of sockets that accept connections. */
const UNIX_LISTEN = /^\w+: \w+ \w+ 00010000 \w+ \w+ +(\d+) (.+)$/;

function isSamePath(bound: string, typed: string, folder: string | null): boolean {
  const wanted = realPath(resolve(typed));
  return wanted !== null && realPath(folder === null ? bound : resolve(folder, bound)) === wanted;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80;
}

/** Lines are cut out of the bytes one by one. */
function utf8Of(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

const CHUNK_BYTES = 64 * 1024;

function* linesOf(path: string): Generator<string> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = '';
  const descriptor = openOrNull(path);
  if (descriptor === null) return;
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      const lines = (rest + chunk.toString('latin1', 0, read)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => !/^\s*(?:sl|Num)\b/.test(line));
    }
  } finally {
    closeSync(descriptor);
  }
  if (rest !== '') yield rest;
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
