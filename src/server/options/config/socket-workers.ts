import type { ServerConfig } from './server-config.js';

/** Capacity of a core's mapped memory; see `master/direct/direct-slots.ts`. */
const DIRECT_LIMITS = { listeners: 64, applications: 200, cores: 512 } as const;

/** @returns the reason against `--socket-workers`; null: none */
export function gatewayReason({ listeners, application, workers }: ServerConfig): string | null {
  if (listeners.some(({ protocol }) => protocol === 'http')) return 'there is a socket for HTTP besides';
  if (listeners.length > DIRECT_LIMITS.listeners)
    return `there are more than ${DIRECT_LIMITS.listeners} sockets`;
  if (application.mounts.length > DIRECT_LIMITS.applications) {
    return `there are more than ${DIRECT_LIMITS.applications} applications`;
  }
  const cores = workers.processes * workers.threads;
  return cores > DIRECT_LIMITS.cores ? `there are more than ${DIRECT_LIMITS.cores} cores` : null;
}

/** Workers accept the connections of `--socket` themselves; a gateway has none. */
export function servesDirectly(config: ServerConfig): boolean {
  return config.workers.socketWorkers && gatewayReason(config) === null;
}
