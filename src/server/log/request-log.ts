/** The line that uWSGI writes for each request, and whether to write it. */

import { wallTime } from '../../time-zone/wall-time.js';
import { pieceBytes, pieceCount } from '../exchange/environ-text.js';
import type { Environ, Outcome, RequestFacts } from '../exchange/exchange.js';
import { NO_APPLICATION } from '../messages/link-frames.js';
import type { LogConfig } from '../options/config/server-config.js';

/** The parts of a request and its answer that the log line names; an `Exchange` of either front. */
export interface LoggedExchange {
  readonly request: RequestFacts;
  readonly environ: Environ;
  readonly status: number;
  readonly headerCount: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

export function isLogged(config: LogConfig, status: number, micros: number): boolean {
  if (!config.disableLogging) return true;
  if (config.log4xx && status >= 400 && status <= 499) return true;
  if (config.log5xx && status >= 500 && status <= 599) return true;
  return config.logSlowMs !== null && micros >= config.logSlowMs * 1000;
}

/**
 * This runs for each request: one template, and nothing made that the line does not need.
 * @param atMs when the request was answered, unix milliseconds
 */
export function formatRequestLine(exchange: LoggedExchange, outcome: Outcome, atMs: number): string {
  const { request, environ } = exchange;
  const isApplication = outcome.app !== NO_APPLICATION;
  // Keys and values are counted, so two for each variable.
  const count = pieceCount(environ);
  return `[pid: ${outcome.pid}|app: ${isApplication ? outcome.app : -1}|req: ${
    isApplication ? outcome.appRequests : '-'
  }/${outcome.totalRequests}] ${printable(request.remote)} (${printable(request.user)}) {${count} vars in ${pieceBytes(
    environ,
    count,
  )} bytes} [${formatLogTime(atMs)}] ${printable(request.method)} ${printable(request.uri)} => generated ${
    exchange.bodyBytes
  } bytes in ${Math.floor(outcome.micros / 1000)} msecs (${printable(request.protocol)} ${exchange.status}) ${
    exchange.headerCount
  } headers in ${exchange.headBytes} bytes (1 switches on core ${outcome.core})`;
}

let lastSecond = Number.NaN;
let lastText = '';

/** `Sun Nov 22 14:03:54 2026`, local time, as C's ctime has it. The text of the last second is kept. */
export function formatLogTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second === lastSecond) return lastText;
  lastSecond = second;
  const wall = wallTime(ms);
  const [weekday, day = '', month, year, time] = wall.toUTCString().split(/,? /);
  lastText = `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`;
  return lastText;
}

/** Clients write parts of the line: no control character of theirs reaches the log. */
export function printable(text: string): string {
  return CONTROLS.test(text) ? text.replace(EVERY_CONTROL, escaped) : text;
}

const CONTROLS = /[\x00-\x1f\x7f-\x9f]/;
const EVERY_CONTROL = /[\x00-\x1f\x7f-\x9f]/g;

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
