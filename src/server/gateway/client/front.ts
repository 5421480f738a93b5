import type { ListenerCounters } from '../../dispatch/counters.js';
import type { Dispatcher } from '../../dispatch/dispatcher.js';
import type { Outcome } from '../../exchange/exchange.js';
import type { LoggedExchange } from '../../log/request-log.js';
import type { LimitsConfig, ServerConfig } from '../../options/config/server-config.js';
import type { AnswerRoom } from '../answers/answer-room.js';
import type { ClientSeats } from './client-seats.js';

export interface FrontSettings {
  readonly config: ServerConfig;
  readonly listener: number;
  readonly counters: ListenerCounters;
  readonly dispatcher: Dispatcher;
  readonly room: AnswerRoom;
  readonly seats: ClientSeats;
  readonly logRequest: (exchange: LoggedExchange, outcome: Outcome) => void;
  readonly log: (line: string) => void;
}

/** A front, as its connections see it. */
export interface ConnectionOwner<Connection> {
  readonly settings: FrontSettings;
  readonly limits: LimitsConfig;
  readonly addHeaders: readonly string[];
  closed(connection: Connection): void;
  /** A fault of this program, met with one client. */
  failed(error: unknown): void;
}
