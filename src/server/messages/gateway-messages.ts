/**
 * Master ⇄ gateway, over Node's own channel between parent and child.
 *
 * A gateway holds the listening sockets as inherited descriptors, together with the master, so that neither a
 * gateway's death nor a reload closes them. It learns of workers from their cores (`Hello`), and is told by the
 * master which of them are to finish.
 */

import type { GatewayTally, SocketFacts } from '../counting/ledger.js';
import type { ServerConfig } from '../options/config/server-config.js';

export type GatewayOrder =
  | { readonly kind: 'configure'; readonly settings: GatewaySettings }
  /** New limits after a reload; listeners stay as they are. */
  | { readonly kind: 'reconfigure'; readonly config: ServerConfig }
  /** Give these workers no new request; tell each core to end when it is free. */
  | { readonly kind: 'retire'; readonly serial: number }
  /** The process is gone for certain: what it had in hand is answered with 502. */
  | { readonly kind: 'bury'; readonly serial: number }
  /** Dispatch nothing (`pause`), or go on. */
  | { readonly kind: 'pause'; readonly paused: boolean }
  /** No new connections; say `drained` when the last request has been answered. */
  | { readonly kind: 'drain' }
  /** Answer what waits for a core with 503: the time for a graceful stop is over. */
  | { readonly kind: 'shed' }
  /** The log was moved away: go on in the new file. */
  | { readonly kind: 'reopen-log' }
  /** Cores connect to the socket that comes with this from now on. */
  | { readonly kind: 'link' }
  | { readonly kind: 'tally'; readonly id: number; readonly vars: boolean };

export type GatewayFact =
  | { readonly kind: 'listening' }
  | { readonly kind: 'listen-failed'; readonly socket: number; readonly code: string }
  /** All cores of this worker that belong to this gateway are connected. */
  | {
      readonly kind: 'accepting';
      readonly serial: number;
      readonly slot: number;
      readonly threads: number;
      readonly pid: number;
    }
  /** The worker has answered `maxRequests` requests. */
  | { readonly kind: 'spent'; readonly serial: number }
  /** Requests have run for too long and were answered with 504; nothing else runs in this worker now. */
  | { readonly kind: 'stuck'; readonly serial: number; readonly requests: readonly StuckRequest[] }
  | { readonly kind: 'drained' }
  /** `id` is null for the one that comes every second. */
  | { readonly kind: 'tally'; readonly id: number | null; readonly tally: GatewayTally };

export interface StuckRequest {
  readonly core: number;
  readonly remote: string;
  readonly method: string;
  readonly uri: string;
  /** Unix seconds. */
  readonly since: number;
}

/** Where lines go, and how they may be written there. */
export interface LogTarget {
  readonly descriptor: number;
  /** A write may wait for a reader, so it must not happen in the thread that serves. */
  readonly mayWait: boolean;
  /** Up to this size a write is never mixed with what other processes write there. */
  readonly wholeBytes: number;
}

export interface GatewaySettings {
  readonly config: ServerConfig;
  /** 0-based; log lines call it `http 1`. */
  readonly index: number;
  /** Descriptors of each listener, in order. */
  readonly listeners: readonly { readonly descriptors: readonly number[]; readonly facts: SocketFacts }[];
  readonly linkDescriptor: number;
  /** `path`: where it is opened anew; null for standard error. */
  readonly log: { readonly target: LogTarget; readonly path: string | null };
  readonly token: string;
  /** Number of gateways; see `coresForGateway`. */
  readonly gateways: number;
  readonly version: string;
}
