import type { ServerConfig } from './server-config.js';

/** Capacity of a core's mapped memory; see `master/direct/direct-slots.ts`. */
const directLimits = { listeners: 64, applications: 200, cores: 512 } as const;

/** @returns the reason against `--socket-workers`; null: none */
export function gatewayReason({ listeners, application, workers }: ServerConfig): string | null {
  if (listeners.some(({ protocol }) => protocol === 'http')) return 'there is a socket for HTTP besides';
  if (listeners.length > directLimits.listeners)
    return `there are more than ${directLimits.listeners} sockets`;
  if (application.mounts.length > directLimits.applications) {
    return `there are more than ${directLimits.applications} applications`;
  }
  const cores = workers.processes * workers.threads;
  return cores > directLimits.cores ? `there are more than ${directLimits.cores} cores` : null;
}

/** Workers accept the connections of `--socket` themselves; a gateway has none. */
export function servesDirectly(config: ServerConfig): boolean {
  return config.workers.socketWorkers && gatewayReason(config) === null;
}
