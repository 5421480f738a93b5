import { join } from 'node:path';
import type { ServerConfig } from '../options/server-config.js';
import { tracebackerPrefix } from '../options/tracebacker-prefix.js';
import type { BoundServer } from './bind-server.js';
import type { ZygoteMount, ZygoteSettings } from './zygote-messages.js';

export interface LinkFacts {
  readonly links: readonly string[];
  readonly token: string;
  readonly version: string;
  readonly masterPid: number;
  readonly runDirectory: string;
  /** Unix seconds. */
  readonly startedAt: number;
}

/** Where Python finds the gateways. */
export function linkPaths({ links, runDirectory }: BoundServer): Pick<LinkFacts, 'links' | 'runDirectory'> {
  return { links: links.map(({ path }) => path), runDirectory };
}

/** The part of the configuration that Python acts on, in Python's names. */
export function zygoteSettingsFor(config: ServerConfig, facts: LinkFacts, isReload: boolean): ZygoteSettings {
  const { application, workers } = config;
  return {
    mounts: application.mounts.map(
      ({ mountpoint, source }): ZygoteMount => ({
        mountpoint,
        file: source.kind === 'file' ? source.path : null,
        module: source.kind === 'module' ? source.name : null,
        callable: source.callable,
      }),
    ),
    manage_script_name: application.manageScriptName,
    no_default_app: application.noDefaultApp,
    lazy_apps: application.lazyApps,
    python_path: application.pythonPath,
    threads: workers.threads,
    processes: workers.processes,
    tracebacker: tracebackerPrefix(config, process.cwd()),
    proc_name: config.process.autoProcname ? config.process.procnamePrefix : null,
    links: facts.links,
    token: facts.token,
    version: facts.version,
    master_pid: facts.masterPid,
    lock_file: join(facts.runDirectory, 'locks'),
    locks: application.locks,
    buffer_size: config.limits.bufferSize,
    started_on: facts.startedAt,
    is_a_reload: isReload,
    opt: config.given.map(({ name, value }) => [name, value] as const),
  };
}

/** What the zygote and all workers have in `os.environ`. */
export function environmentFor(config: ServerConfig, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { virtualenv, env } = config.application;
  const environment = { ...own, ...(virtualenv === null ? {} : { VIRTUAL_ENV: virtualenv }) };
  return Object.assign(
    environment,
    Object.fromEntries(env.map(({ name, value }) => [name, value ?? undefined])),
  );
}
