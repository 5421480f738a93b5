import { writeFileSync } from 'node:fs';
import type { ProcessConfig, ServerConfig } from '../options/config/server-config.js';
import { tracebackerPrefix } from '../options/config/tracebacker-prefix.js';
import { StartError } from '../process/start-error.js';
import { identityOf, type OwnFiles, removeFile } from './own-files.js';

/** The files that say which process the server is. */
export class Pidfiles {
  readonly #early: string | null;
  readonly #safe: string | null;
  readonly #own: OwnFiles;
  #safeWritten = false;

  constructor(config: ProcessConfig, own: OwnFiles) {
    this.#early = config.pidfile;
    this.#safe = config.safePidfile;
    this.#own = own;
  }

  /** Before privileges are dropped. @throws StartError when the file cannot be written */
  writeEarly(): void {
    if (this.#early !== null) this.#write(this.#early);
  }

  /** Once the application is loaded. */
  writeSafe(): void {
    if (this.#safe === null || this.#safeWritten) return;
    this.#safeWritten = true;
    this.#write(this.#safe);
  }

  /** Writes them once more if they are gone. */
  write(): void {
    for (const path of [this.#early, this.#safe]) if (path !== null) this.#write(path);
  }

  #write(path: string): void {
    try {
      writeFileSync(path, `${process.pid}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(`Cannot write the pidfile "${path}": ${reason}`);
    }
    this.#own.add(path, 'pidfile');
  }
}

/**
 * Workers take their own sockets away; those that were killed could not.
 * @param identities of the socket that each slot's last worker made, by slot
 */
export function removeTracebackers(config: ServerConfig, identities: ReadonlyMap<number, string>): void {
  const prefix = tracebackerPrefix(config, process.cwd());
  if (prefix === null || prefix.startsWith('@')) return;
  for (const [slot, identity] of identities) {
    if (identityOf(`${prefix}${slot}`) === identity) removeFile(`${prefix}${slot}`);
  }
}
