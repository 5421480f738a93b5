import type { RequestFacts } from '../exchange/exchange.js';
import { printable } from '../log/request-log.js';

export function timeoutLine({ method, uri }: RequestFacts, what: 'ran' | 'waited', seconds: number): string {
  const how = what === 'ran' ? 'ran without an answer' : 'waited for a core';
  return `*** ${printable(`${method} ${uri} ${how} for longer than http-timeout (${seconds} s): 504`)} ***`;
}
