import type { Duplex } from 'node:stream';
import type { ListenerCounters } from '../../dispatch/counters.js';
import type { Dispatcher } from '../../dispatch/dispatcher.js';
import type { Outcome } from '../../dispatch/exchange.js';
import type { LimitsConfig } from '../../options/server-config.js';
import type { AddedLines } from './answer-head.js';
import type { HeaderNames } from './header-names.js';
import type { HttpExchange } from './http-exchange.js';
import type { InputBudget } from './input-budget.js';

/** What a connection runs over, and what all its requests share. */
export interface Wire {
  readonly stream: Duplex;
  /** The part of the environ that is the same for all of them: `key NUL value NUL …`. */
  readonly environ: string;
  readonly remote: string;
  /** As `cutConnection`. */
  cut(isOpenEnded: boolean): boolean;
}

/** The front, as its connections see it. */
export interface ConnectionOwner {
  readonly listener: number;
  readonly counters: ListenerCounters;
  readonly dispatcher: Pick<Dispatcher, 'submit' | 'withdraw' | 'isWaiting'>;
  readonly limits: LimitsConfig;
  readonly names: HeaderNames;
  readonly budget: InputBudget;
  readonly added: AddedLines;
  /** Whether connections stay open after an answer. */
  readonly keepsAlive: boolean;
  /** Milliseconds of a clock that stands still while the process does. */
  readonly now: number;
  /** On that clock; 0 seconds are none at all. */
  deadlineIn(seconds: number): number;
  log(line: string): void;
  /** A fault of this code, which has ended one connection. */
  fault(error: unknown): void;
  logRequest(exchange: HttpExchange, outcome: Outcome): void;
}
