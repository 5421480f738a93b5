/** The line that uWSGI writes for each request, and whether to write it. */
import type { LogConfig } from '../options/server-config.js';

export interface RequestLine {
  readonly pid: number;
  /** null: no application ran. */
  readonly app: number | null;
  readonly appRequests: number;
  readonly totalRequests: number;
  readonly remote: string;
  readonly user: string;
  readonly method: string;
  readonly uri: string;
  readonly protocol: string;
  /** Keys and values, so two for each variable. */
  readonly varCount: number;
  readonly varBytes: number;
  /** When the request was answered, unix milliseconds. */
  readonly atMillis: number;
  readonly bodyBytes: number;
  readonly micros: number;
  readonly status: number;
  readonly headerCount: number;
  readonly headBytes: number;
  readonly core: number;
}

export function isLogged(config: LogConfig, status: number, micros: number): boolean {
  if (!config.disableLogging) return true;
  if (config.log4xx && status >= 400 && status <= 499) return true;
  if (config.log5xx && status >= 500 && status <= 599) return true;
  return config.logSlowMilliseconds !== null && micros >= config.logSlowMilliseconds * 1000;
}

export function formatRequestLine(line: RequestLine): string {
  const app = line.app ?? -1;
  const counts = `${line.app === null ? '-' : line.appRequests}/${line.totalRequests}`;
  return (
    `[pid: ${line.pid}|app: ${app}|req: ${counts}] ${printable(line.remote)} (${printable(line.user)}) ` +
    `{${line.varCount} vars in ${line.varBytes} bytes} [${formatLogTime(line.atMillis)}] ` +
    `${printable(line.method)} ${printable(line.uri)} => generated ${line.bodyBytes} bytes in ` +
    `${Math.floor(line.micros / 1000)} msecs (${printable(line.protocol)} ${line.status}) ` +
    `${line.headerCount} headers in ${line.headBytes} bytes (1 switches on core ${line.core})`
  );
}

let lastSecond = Number.NaN;
let lastText = '';

/** `Sun Nov 22 14:03:54 2026`, local time, as C's ctime has it. The text of the last second is kept. */
export function formatLogTime(millis: number): string {
  const second = Math.floor(millis / 1000);
  if (second === lastSecond) return lastText;
  lastSecond = second;
  const date = new Date(millis);
  const [weekday, month] = date.toDateString().split(' ');
  const day = String(date.getDate()).padStart(2, ' ');
  lastText = `${weekday} ${month} ${day} ${date.toTimeString().slice(0, 8)} ${date.getFullYear()}`;
  return lastText;
}

/** Clients write parts of the line: no control character of theirs reaches the log. */
export function printable(text: string): string {
  return /[\x00-\x1f\x7f-\x9f]/.test(text) ? text.replace(/[\x00-\x1f\x7f-\x9f]/g, escaped) : text;
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
