import { isDeepStrictEqual } from 'node:util';
import type { ServerConfig } from '../options/config/server-config.js';

interface MergedConfig {
  readonly config: ServerConfig;
  /** Options whose new value waits for a restart. */
  readonly fixed: readonly string[];
}

/** A configuration that was read again, without what a running server cannot change: its sockets, its identity. */
export function mergeReloaded(current: ServerConfig, next: ServerConfig): MergedConfig {
  const fixed = FIXED_OPTIONS.filter(([, value]) => !isDeepStrictEqual(value(current), value(next))).map(
    ([name]) => name,
  );
  const { stats, limits, log } = current;
  return {
    fixed,
    config: {
      ...next,
      listeners: current.listeners,
      workers: { ...next.workers, socketWorkers: current.workers.socketWorkers },
      limits: { ...next.limits, httpProcesses: limits.httpProcesses },
      process: { ...current.process, chdir: next.process.chdir, vacuum: next.process.vacuum },
      log: { ...next.log, logto: log.logto, logdate: log.logdate },
      stats: {
        ...next.stats,
        servers: stats.servers,
        webSockets: stats.webSockets,
        webSocketToken: stats.webSocketToken,
        webSocketTokenFile: stats.webSocketTokenFile,
      },
    },
  };
}

const FIXED_OPTIONS: readonly (readonly [string, (config: ServerConfig) => unknown])[] = [
  ['http, http-socket, socket', ({ listeners }) => listeners],
  ['socket-workers', ({ workers }) => workers.socketWorkers],
  ['http-processes', ({ limits }) => limits.httpProcesses],
  ['uid', ({ process }) => process.uid],
  ['gid', ({ process }) => process.gid],
  ['umask', ({ process }) => process.umask],
  ['chmod-socket', ({ process }) => process.chmodSocket],
  ['chown-socket', ({ process }) => process.chownSocket],
  ['pidfile', ({ process }) => process.pidfile],
  ['safe-pidfile', ({ process }) => process.safePidfile],
  ['daemonize', ({ process }) => process.daemonize],
  ['master-fifo', ({ process }) => process.masterFifos],
  ['auto-procname, procname-prefix', ({ process }) => [process.autoProcname, process.procnamePrefix]],
  ['logto', ({ log }) => log.logto],
  ['logdate', ({ log }) => log.logdate],
  ['stats', ({ stats }) => stats.servers],
  ['stats-ws', ({ stats }) => stats.webSockets],
  ['stats-ws-token', ({ stats }) => stats.webSocketToken],
  ['stats-ws-token-file', ({ stats }) => stats.webSocketTokenFile],
];
