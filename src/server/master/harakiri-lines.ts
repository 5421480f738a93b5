import type { StuckRequest } from '../gateway/gateway-messages.js';
import { printable } from '../reporting/request-log.js';

/** What uWSGI logs when it kills a worker for a request that takes too long. */
export function harakiriLines(slot: number, pid: number, request: StuckRequest): string[] {
  const { core, remote, method, uri, since } = request;
  return [
    `*** HARAKIRI ON WORKER ${slot} (pid: ${pid}, try: 1) ***`,
    `HARAKIRI !!! worker ${slot} status !!!`,
    `HARAKIRI [core ${core}] ${printable(remote)} - ${printable(method)} ${printable(uri)} since ${since}`,
    `HARAKIRI !!! end of worker ${slot} status !!!`,
  ];
}
