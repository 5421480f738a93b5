import type { Exchange } from '../exchange/exchange.js';
import type { AnswerEnd } from './counters.js';

/** The dispatcher, as its cores see it. */
export interface CoreOwner<Core> {
  /** The server stops: there will be no other core. */
  readonly isStopping: boolean;
  /** `exchange` is the one in hand from now on. */
  requestBegun(exchange: Exchange): void;
  /** The core has finished `exchange`. */
  requestEnded(core: Core, exchange: Exchange, end: AnswerEnd): void;
  /** The core is gone, and with it `exchange`, which may have begun there and has been answered. */
  requestLost(core: Core, exchange: Exchange, micros: number): void;
  /** The core has not begun with `exchange` and never will: another one may have it. */
  requestReturned(exchange: Exchange, isAnswered: boolean, why: 'recalled' | 'core-lost'): void;
  /** All that the core has not begun is to come back. */
  recall(core: Core): void;
  /** Nothing is in its hand. */
  coreIdle(core: Core): void;
  /** It is not to be counted on any more, although there may be an answer of it still to come. */
  coreLeft(core: Core): void;
  /** The connection is gone. The requests in hand have been told of before. */
  coreLost(core: Core): void;
  /** Number of the last request that the core has begun on its link; null: nobody can tell. */
  lastBegun(core: Core): number | null;
}
