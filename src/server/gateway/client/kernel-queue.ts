import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/**
 * Bytes of a TCP connection that the kernel has taken and its client has not: Linux keeps megabytes of them, and takes no
 * more for minutes while a slow client works them off.
 * @returns null where it is unknown
 */
export function kernelQueue({ localPort, remotePort, remoteFamily }: Socket): number | null {
  if (localPort === undefined || remotePort === undefined) return null;
  const ports = `:${hex(localPort)} `;
  const peer = `:${hex(remotePort)} `;
  for (const path of remoteFamily === 'IPv4' ? ['/proc/net/tcp', '/proc/net/tcp6'] : ['/proc/net/tcp6']) {
    for (const line of linesOf(path)) {
      if (!line.includes(ports) || !line.includes(peer)) continue;
      const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/);
      if (local.endsWith(ports.trim()) && remote.endsWith(peer.trim())) return Number.parseInt(queues, 16);
    }
  }
  return null;
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n');
  } catch {
    return [];
  }
}
