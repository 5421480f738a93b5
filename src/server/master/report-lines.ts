import type { GatewayTally } from '../counting/ledger.js';

/** Log lines for SIGUSR1 and the FIFO letter `s`. */
export function reportLines(tally: GatewayTally): string[] {
  const counts = tally.workers.map(({ slot, cores }) => ({
    slot,
    requests: cores.reduce((sum, core) => sum + core.requests, 0),
  }));
  const total = counts.reduce((sum, { requests }) => sum + requests, 0);
  return [
    `workers total requests: ${total}`,
    ...counts.map(({ slot, requests }) => `worker ${slot} requests: ${requests}`),
  ];
}
