import type { RunDirectory } from '../../files/run-directory.js';
import type { LogSink } from '../../log/log-sink.js';
import type { GatewaySettings } from '../../messages/gateway-messages.js';
import type { ServerConfig } from '../../options/config/server-config.js';
import { servesDirectly } from '../../options/config/socket-workers.js';
import type { BoundListener } from '../../sockets/listen.js';
import { FIRST_DESCRIPTOR, type GatewaySpawn } from './gateway-handle.js';

/** Everything needed to start one gateway, the first time and every time after. */
export interface GatewayPlan {
  readonly settings: GatewaySettings;
  readonly spawn: GatewaySpawn;
}

interface GatewayPlanFacts {
  readonly config: ServerConfig;
  readonly listeners: readonly BoundListener[];
  readonly runDirectory: RunDirectory;
  readonly token: string;
  readonly version: string;
  readonly log: LogSink;
}

export function planGateways(facts: GatewayPlanFacts): GatewayPlan[] {
  const { config, listeners, runDirectory, token, version, log } = facts;
  // Workers that accept do so alone.
  const accepted = servesDirectly(config) ? [] : listeners;
  const descriptors = accepted.flatMap(({ sockets }) => sockets.map(({ fd }) => fd));
  return runDirectory.links.map((_, index) => ({
    settings: {
      config,
      index,
      listeners: listeners.map(({ sockets, facts: socketFacts }) => ({
        descriptors: sockets
          .filter(({ fd }) => descriptors.includes(fd))
          .map(({ fd }) => FIRST_DESCRIPTOR + descriptors.indexOf(fd)),
        facts: socketFacts,
      })),
      linkDescriptor: FIRST_DESCRIPTOR + descriptors.length,
      log: {
        target: { ...log.target, descriptor: FIRST_DESCRIPTOR + descriptors.length + 1 },
        path: log.path,
      },
      token,
      gateways: runDirectory.links.length,
      version,
    },
    spawn: {
      runDirectory: runDirectory.path,
      // The link socket may have been made anew.
      descriptors: () => [
        ...descriptors,
        ...runDirectory.links.slice(index, index + 1).map(({ socket }) => socket.fd),
      ],
      logDescriptor: log.sharedDescriptor,
      log: (output) => log.take(output),
      lineDescriptor: () => log.target.descriptor,
    },
  }));
}
