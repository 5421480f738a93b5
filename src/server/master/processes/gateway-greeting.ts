import type { GatewayOrder } from '../../messages/gateway-messages.js';
import type { Supervision } from '../supervise/supervision.js';

/** What a gateway that was started again has to hear: the others were told before it was there. */
export function greetingFor(state: Supervision): GatewayOrder[] {
  const orders: GatewayOrder[] = state.workers
    .filter((worker) => worker.state === 'retiring')
    .map(({ serial }) => ({ order: 'retire', serial }));
  if (state.paused) orders.push({ order: 'pause', paused: true });
  if (state.phase === 'draining') orders.push({ order: 'drain' });
  return orders;
}
