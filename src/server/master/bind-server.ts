import type { OwnFiles } from '../files/own-files.js';
import { RunDirectory } from '../files/run-directory.js';
import type { ServerConfig } from '../options/config/server-config.js';
import type { Identity } from '../process/privileges.js';
import { type BoundListener, bindListener } from '../sockets/listen.js';

/** Every socket that outlives the process it was made for. */
export interface BoundServer {
  readonly listeners: readonly BoundListener[];
  readonly runDirectory: RunDirectory;
}

/** @throws StartError */
export async function bindServer(
  config: ServerConfig,
  owner: Identity | null,
  own: OwnFiles,
  log: (line: string) => void,
): Promise<BoundServer> {
  const listeners: BoundListener[] = [];
  for (const [index, listener] of config.listeners.entries()) {
    listeners.push(await bindListener(listener, index, config, log));
    if (listener.address.kind === 'unix') own.add(listener.address.path, 'unix socket');
  }
  const runDirectory = new RunDirectory(owner, Math.max(1, config.limits.httpProcesses));
  return { listeners, runDirectory };
}
