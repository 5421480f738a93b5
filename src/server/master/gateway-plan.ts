import type { GatewaySettings } from '../gateway/gateway-messages.js';
import type { ServerConfig } from '../options/server-config.js';
import { firstDescriptor, type GatewaySpawn } from './gateway-handle.js';
import type { BoundListener, BoundSocket } from './listen.js';
import type { LogSink } from './log-sink.js';

/** How to start one gateway, the first time and each time after. */
export interface GatewayPlan {
  readonly settings: GatewaySettings;
  readonly spawn: GatewaySpawn;
}

export interface LinkSocket {
  readonly path: string;
  readonly socket: BoundSocket;
}

export interface GatewayPlanFacts {
  readonly config: ServerConfig;
  readonly listeners: readonly BoundListener[];
  /** One for each gateway. */
  readonly links: readonly LinkSocket[];
  readonly runDirectory: string;
  readonly token: string;
  readonly version: string;
  readonly log: LogSink;
}

export function planGateways(facts: GatewayPlanFacts): GatewayPlan[] {
  const { config, listeners, links, runDirectory, token, version, log } = facts;
  const descriptors = listeners.flatMap(({ sockets }) => sockets.map(({ fd }) => fd));
  return links.map(({ socket }, index) => ({
    settings: {
      config,
      index,
      listeners: listeners.map(({ sockets, facts: socketFacts }) => ({
        descriptors: sockets.map(({ fd }) => firstDescriptor + descriptors.indexOf(fd)),
        facts: socketFacts,
      })),
      linkDescriptor: firstDescriptor + descriptors.length,
      log: {
        target: { ...log.target, descriptor: firstDescriptor + descriptors.length + 1 },
        path: log.path,
      },
      token,
      gateways: links.length,
      version,
    },
    spawn: {
      runDirectory,
      descriptors: [...descriptors, socket.fd],
      logDescriptor: log.sharedDescriptor,
      log: (output) => log.take(output),
      lineDescriptor: () => log.target.descriptor,
    },
  }));
}
