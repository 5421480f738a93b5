import type { GatewayOrder } from '../../messages/gateway-messages.js';
import type { Supervision } from '../supervise/supervision.js';

/** Orders that a restarted gateway missed and needs to catch up. */
export function greetingFor(state: Supervision): GatewayOrder[] {
  const orders: GatewayOrder[] = state.workers
    .filter((worker) => worker.state === 'retiring')
    .map(({ serial }) => ({ kind: 'retire', serial }));
  if (state.paused) orders.push({ kind: 'pause', paused: true });
  if (state.phase === 'draining') orders.push({ kind: 'drain' });
  return orders;
}
