/** The words of a gateway, checked: an error in one of them must not end the master, and the site with it. */

import type {
  AnswerTally,
  AppTally,
  CoreTally,
  GatewayTally,
  InRequest,
  RouteTally,
  SocketTally,
  WorkerTally,
} from '../counting/ledger.js';
import type { GatewayFact, StuckRequest } from './gateway-messages.js';
import {
  type Guard,
  hasFields,
  isAmount,
  isCount,
  isListOf,
  isNullOr,
  isProcessId,
  isText,
  isWord,
} from './message-shape.js';

/** @returns null for anything else than a fact */
export function checkGatewayFact(message: unknown): GatewayFact | null {
  for (const isFact of facts) if (isFact(message)) return message;
  return null;
}

const tally = hasFields<GatewayTally>({
  sockets: isListOf(hasFields<SocketTally>({ waiting: isAmount, refused: isAmount, rejected: isAmount })),
  workers: isListOf(
    hasFields<WorkerTally>({
      slot: isCount,
      deltaRequests: isAmount,
      averageMicros: isAmount,
      apps: isListOf(hasFields<AppTally>({ requests: isAmount, exceptions: isAmount })),
      cores: isListOf(
        hasFields<CoreTally>({
          requests: isAmount,
          exceptions: isAmount,
          runningMicros: isAmount,
          txBytes: isAmount,
          readErrors: isAmount,
          writeErrors: isAmount,
          answers: hasFields<AnswerTally>({
            '2xx': isAmount,
            '3xx': isAmount,
            '4xx': isAmount,
            '5xx': isAmount,
          }),
          latency: isText,
          inRequest: isNullOr(hasFields<InRequest>({ startMicros: isAmount, vars: isListOf(isText) })),
        }),
      ),
    }),
  ),
  routes: isListOf(
    hasFields<RouteTally>({ route: isText, requests: isAmount, runningMicros: isAmount, latency: isText }),
  ),
});

const stuckRequest = hasFields<StuckRequest>({
  core: isCount,
  remote: isText,
  method: isText,
  uri: isText,
  since: isAmount,
});

type Named<Name extends GatewayFact['kind']> = Extract<GatewayFact, { kind: Name }>;

const facts: readonly Guard<GatewayFact>[] = [
  hasFields<Named<'tally'>>({ kind: isWord('tally'), id: isNullOr(isCount), tally }),
  hasFields<Named<'listening'>>({ kind: isWord('listening') }),
  hasFields<Named<'listen-failed'>>({ kind: isWord('listen-failed'), socket: isCount, code: isText }),
  hasFields<Named<'accepting'>>({
    kind: isWord('accepting'),
    serial: isCount,
    slot: isCount,
    threads: isCount,
    pid: isProcessId,
  }),
  hasFields<Named<'spent'>>({ kind: isWord('spent'), serial: isCount }),
  hasFields<Named<'stuck'>>({ kind: isWord('stuck'), serial: isCount, requests: isListOf(stuckRequest) }),
  hasFields<Named<'drained'>>({ kind: isWord('drained') }),
];
