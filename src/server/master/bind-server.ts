import { chownSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerConfig } from '../options/server-config.js';
import type { LinkSocket } from './gateway-plan.js';
import { type BoundListener, bindAddress, bindListener } from './listen.js';
import type { Identity } from './privileges.js';
import { makeRunDirectory } from './run-directory.js';

/** Every socket that outlives the process it was made for. */
export interface BoundServer {
  readonly listeners: readonly BoundListener[];
  readonly links: readonly LinkSocket[];
  readonly runDirectory: string;
}

/** @throws StartError */
export async function bindServer(
  config: ServerConfig,
  owner: Identity | null,
  log: (line: string) => void,
): Promise<BoundServer> {
  const listeners: BoundListener[] = [];
  for (const [index, listener] of config.listeners.entries()) {
    listeners.push(await bindListener(listener, index, config, log));
  }
  const runDirectory = makeRunDirectory(owner);
  const links = Array.from({ length: Math.max(1, config.limits.httpProcesses) }, (_, index) => {
    const path = join(runDirectory, `link-${index + 1}`);
    const socket = bindAddress({ kind: 'unix', path }, path);
    if (owner !== null) chownSync(path, owner.uid, owner.gid);
    return { path, socket };
  });
  return { listeners, links, runDirectory };
}
