import type { ConnectionOwner } from '../client/front.js';

/** The HTTP front, as its connections see it. */
export interface HttpConnectionOwner<Connection> extends ConnectionOwner<Connection> {
  readonly keepsAlive: boolean;
  readonly timeoutMs: number;
  readonly keepAliveMs: number;
  /** The server stops, and requests that were on their way have arrived. */
  readonly closesIdle: boolean;
}
