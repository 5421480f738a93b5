import type { Exchange } from '../exchange/exchange.js';
import type { AnswerEnd } from './counters.js';

/** The dispatcher, as its cores see it. */
export interface CoreOwner<Core> {
  /** The server stops: there will be no other core. */
  readonly isStopping: boolean;
  /** The core has finished `exchange`. */
  coreFree(core: Core, exchange: Exchange, end: AnswerEnd): void;
  /** The connection is gone; `exchange` was in hand and has been answered. */
  coreLost(core: Core, exchange: Exchange | null, micros: number): void;
  /** The connection is gone before the core has read `exchange`, which may be given to another one. */
  coreLostUnread(core: Core, exchange: Exchange): void;
}
