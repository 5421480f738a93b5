/**
 * Which configuration holds. A reload reads a new one; it is in force once the application has loaded with it, and
 * when that fails the old one stays, for gateways and for later replacements of workers alike.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ServerConfig } from '../options/config/server-config.js';
import { StartError } from '../process/start-error.js';
import { mergeReloaded } from './merge-reloaded.js';
import { initialSupervision, type Supervision, type SupervisionSettings } from './supervise/supervision.js';

interface ConfigurationsSettings {
  readonly config: ServerConfig;
  /** Where the server was started: relative folders are counted from there. */
  readonly startDirectory: string;
  /** @throws when the configuration is broken */
  readonly readConfig: () => ServerConfig;
  readonly log: (line: string) => void;
}

export class Configurations {
  readonly #settings: ConfigurationsSettings;
  readonly #byGeneration = new Map<number, ServerConfig>();
  #current: ServerConfig;
  #fresh: ServerConfig;

  constructor(settings: ConfigurationsSettings) {
    this.#settings = settings;
    this.#current = settings.config;
    this.#fresh = settings.config;
  }

  /** The one in force. */
  get current(): ServerConfig {
    return this.#current;
  }

  /** Reads anew, for the next zygote that is started with it. */
  readAgain(): SupervisionSettings {
    const { readConfig, log } = this.#settings;
    try {
      const next = readConfig();
      this.#checkDirectory(next);
      const { config, fixed } = mergeReloaded(this.#current, next);
      for (const note of next.notes) if (!this.#current.notes.includes(note)) log(note);
      if (fixed.length > 0) log(`*** changed, but needs a restart: ${fixed.join(', ')} ***`);
      this.#fresh = config;
    } catch (error) {
      log(`Cannot read the configuration again: ${error instanceof Error ? error.message : error}`);
      this.#fresh = this.#current;
    }
    return supervisionSettingsFor(this.#fresh);
  }

  /** Configuration for a new zygote. */
  assign(generation: number, isFresh: boolean): ServerConfig {
    const config = isFresh ? this.#fresh : this.#current;
    this.#byGeneration.set(generation, config);
    return config;
  }

  /** @returns the configuration now in force, or null when nothing changed */
  adopt(generation: number): ServerConfig | null {
    const config = this.#byGeneration.get(generation);
    if (config === undefined || config === this.#current) return null;
    this.#current = config;
    return config;
  }

  forget(generation: number): void {
    this.#byGeneration.delete(generation);
  }

  /** `--chdir`, looked up at each start: it may be a link that a deployment has moved. */
  directoryFor({ process: { chdir } }: ServerConfig): string | null {
    return chdir === null ? null : resolve(this.#settings.startDirectory, chdir);
  }

  #checkDirectory(config: ServerConfig): void {
    const directory = this.directoryFor(config);
    if (directory === null || statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
    throw new StartError(`chdir(): No such file or directory [${config.process.chdir}]`);
  }
}

export function supervisionFor(config: ServerConfig): Supervision {
  return initialSupervision(supervisionSettingsFor(config));
}

function supervisionSettingsFor({ workers, application }: ServerConfig): SupervisionSettings {
  return {
    processes: workers.processes,
    threads: workers.threads,
    lazyApps: application.lazyApps,
    needApp: application.needApp,
    reloadMercyMs: workers.reloadMercySeconds * 1000,
    workerReloadMercyMs: workers.workerReloadMercySeconds * 1000,
  };
}
