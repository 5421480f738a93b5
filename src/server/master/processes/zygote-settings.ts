import type { DirectSettings, ZygoteMount, ZygoteSettings } from '../../messages/zygote-messages.js';
import type { ServerConfig } from '../../options/config/server-config.js';
import { tracebackerPrefix } from '../../options/config/tracebacker-prefix.js';
import { withoutSecrets } from '../../options/pages/shown-config.js';
import { rawEnvironment } from '../../process/raw-environment.js';

export interface LinkFacts {
  readonly links: readonly string[];
  readonly token: string;
  readonly version: string;
  readonly masterPid: number;
  /** Unix seconds. */
  readonly startedAt: number;
}

/** The part of the configuration that Python acts on, in Python's names. */
export function zygoteSettingsFor(
  config: ServerConfig,
  facts: LinkFacts,
  isReload: boolean,
  direct: DirectSettings | null,
): ZygoteSettings {
  const { application, workers, limits, log } = config;
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
    environ: rawEnvironment().filter(([, , name]) => !isGiven(config, name)),
    locks: application.locks,
    direct,
    buffer_size: limits.bufferSize,
    limit_post: limits.limitPost,
    post_buffering: limits.postBuffering,
    socket_timeout: limits.socketTimeoutSeconds,
    http_timeout: limits.httpTimeoutSeconds,
    harakiri: workers.harakiriSeconds,
    add_headers: config.addHeaders.map(({ name, value }) => [name, value] as const),
    disable_logging: log.disableLogging,
    log_4xx: log.log4xx,
    log_5xx: log.log5xx,
    log_slow: log.logSlowMs,
    started_on: facts.startedAt,
    is_a_reload: isReload,
    opt: withoutSecrets(config.given).map(({ name, value }) => [name, value] as const),
  };
}

/** The configuration sets it. */
function isGiven({ application: { env, virtualenv } }: ServerConfig, name: string): boolean {
  return env.some((one) => one.name === name) || (virtualenv !== null && name === 'VIRTUAL_ENV');
}

/** `os.environ` of the zygote and of all workers. */
export function environmentFor(config: ServerConfig, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { virtualenv, env } = config.application;
  const environment = { ...own, ...(virtualenv === null ? {} : { VIRTUAL_ENV: virtualenv }) };
  return Object.assign(
    environment,
    Object.fromEntries(env.map(({ name, value }) => [name, value ?? undefined])),
  );
}
