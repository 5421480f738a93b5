import type { Exchange } from '../exchange/exchange.js';
import type { StuckRequest } from '../messages/gateway-messages.js';
import type { CoreLink } from './core-link.js';

/** For the log, and for whoever kills its worker. */
export function stuckRequestFor(core: CoreLink, { request }: Exchange): StuckRequest {
  return {
    core: core.hello.core,
    remote: request.remote,
    method: request.method,
    uri: request.uri,
    since: Math.floor(core.startedUnixMicros / 1_000_000),
  };
}
