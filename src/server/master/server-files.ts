import { lstatSync, unlinkSync, writeFileSync } from 'node:fs';
import type { ProcessConfig, ServerConfig } from '../options/server-config.js';
import { tracebackerPrefix } from '../options/tracebacker-prefix.js';
import { StartError } from './start-error.js';

/** The files that say which process the server is. */
export class Pidfiles {
  readonly #early: string | null;
  readonly #safe: string | null;
  #safeWritten = false;

  constructor(config: ProcessConfig) {
    this.#early = config.pidfile;
    this.#safe = config.safePidfile;
  }

  /** Before privileges are dropped. @throws StartError when the file cannot be written */
  writeEarly(): void {
    if (this.#early !== null) writePidfile(this.#early);
  }

  /** Once the application is loaded. */
  writeSafe(): void {
    if (this.#safe === null || this.#safeWritten) return;
    this.#safeWritten = true;
    writePidfile(this.#safe);
  }

  /** Once more, for somebody who has lost them. */
  write(): void {
    for (const path of [this.#early, this.#safe]) if (path !== null) writePidfile(path);
  }
}

/** `--vacuum`: take away what the server has put into the file system. */
export function vacuum(config: ServerConfig, log: (line: string) => void): void {
  const { pidfile, safePidfile } = config.process;
  const sockets = [...config.listeners, ...config.stats.servers, ...config.stats.webSockets];
  for (const { address } of sockets) {
    if (address.kind !== 'unix') continue;
    if (remove(address.path)) log(`VACUUM: unix socket ${address.path} removed.`);
  }
  for (const path of [pidfile, safePidfile]) {
    if (path !== null && remove(path)) log(`VACUUM: pidfile removed.`);
  }
}

/** Workers take their own sockets away; those that were killed could not. */
export function removeTracebackers(config: ServerConfig): void {
  const prefix = tracebackerPrefix(config, process.cwd());
  if (prefix === null || prefix.startsWith('@')) return;
  for (let slot = 1; slot <= config.workers.processes; slot += 1) {
    if (isSocket(`${prefix}${slot}`)) remove(`${prefix}${slot}`);
  }
}

function isSocket(path: string): boolean {
  try {
    return lstatSync(path).isSocket();
  } catch {
    return false;
  }
}

function remove(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

function writePidfile(path: string): void {
  try {
    writeFileSync(path, `${process.pid}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Cannot write the pidfile "${path}": ${reason}`);
  }
}
