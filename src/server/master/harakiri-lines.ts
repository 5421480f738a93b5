import { printable } from '../log/request-log.js';
import type { StuckRequest } from '../messages/gateway-messages.js';

/** The lines that uWSGI logs when it kills a worker over requests that take too long. */
export function harakiriLines(slot: number, pid: number, requests: readonly StuckRequest[]): string[] {
  return [
    `*** HARAKIRI ON WORKER ${slot} (pid: ${pid}, try: 1) ***`,
    `HARAKIRI !!! worker ${slot} status !!!`,
    ...requests.map(
      ({ core, remote, method, uri, since }) =>
        `HARAKIRI [core ${core}] ${printable(remote)} - ${printable(method)} ${printable(uri)} since ${since}`,
    ),
    `HARAKIRI !!! end of worker ${slot} status !!!`,
  ];
}
