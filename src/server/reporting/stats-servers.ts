/** All stats servers that the configuration asks for. */

import type { ServerSnapshot } from '../counting/ledger.js';
import type { ServerConfig, StatsListener } from '../options/config/server-config.js';
import { StartError } from '../process/start-error.js';
import { pidsIn, statsDocumentFor } from './stats-document.js';
import { listenForStats, type StatsSocket } from './stats-listen.js';
import { StatsReplies } from './stats-replies.js';
import { StatsServer } from './stats-server.js';
import { readViewerToken } from './stats-token.js';
import { makeUsageReader } from './stats-usage.js';
import { isLocalAddress } from './stats-viewer-check.js';

interface StatsSources {
  /** The configuration in force; a reload may change it. */
  readonly config: () => ServerConfig;
  /** @param vars bring the environ of requests in flight as well */
  readonly observe: (vars: boolean) => Promise<ServerSnapshot>;
  readonly log: (line: string) => void;
  /** A socket file that is there now. */
  readonly made: (path: string) => void;
}

/**
 * To be called before the master gives up its privileges, and again never: addresses stay as they are over reloads.
 * @throws StartError when an address cannot be used
 */
export async function openStatsServers(
  config: ServerConfig,
  sources: StatsSources,
): Promise<readonly StatsSocket[]> {
  const { servers, webSockets } = config.stats;
  const replies = new StatsReplies(documentMaker(sources));
  const plain = new StatsServer({
    replies,
    get http() {
      return sources.config().stats.http;
    },
    get minified() {
      return sources.config().stats.minified;
    },
    get hosts() {
      return sources.config().stats.httpHosts;
    },
  });
  const open: StatsSocket[] = [];
  for (const listener of servers) {
    const isLocalSocket = listener.address.kind !== 'tcp';
    const socket = await listenForStats(listener, config, (client) => plain.serve(client, isLocalSocket));
    if (listener.address.kind === 'unix') sources.made(listener.address.path);
    sources.log(`*** Stats server enabled on ${socket.name} fd: ${socket.descriptor} ***`);
    open.push(socket);
  }
  if (webSockets.length === 0) return open;
  // Half of what the master would load, and few ask for it.
  const { StatsPushServer } = await import('./stats-websocket.js');
  const token = readViewerToken(config.stats);
  const push = new StatsPushServer({ replies, token });
  for (const listener of webSockets) {
    requireToken(listener, token);
    const socket = await listenForStats(listener, config, (client) => push.serve(client));
    if (listener.address.kind === 'unix') sources.made(listener.address.path);
    sources.log(`*** Stats WebSocket server enabled on ${socket.name} fd: ${socket.descriptor} ***`);
    open.push(socket);
  }
  return open;
}

function documentMaker(sources: StatsSources) {
  const readUsage = makeUsageReader();
  return async () => {
    const config = sources.config();
    const snapshot = await sources.observe(!config.stats.noCores);
    const usage = await readUsage(pidsIn(snapshot.facts));
    return statsDocumentFor({ snapshot, config, usage, nowMicros: Date.now() * 1000 });
  };
}

function requireToken({ address, text }: StatsListener, token: string | null): void {
  if (token !== null || isLocalAddress(address)) return;
  throw new StartError(
    `Cannot listen on "${text}" for WebSockets: others could read the requests; set --stats-ws-token-file or use 127.0.0.1`,
  );
}
