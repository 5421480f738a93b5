/** Entry point of a gateway process, forked by the master. */
import { rmSync } from 'node:fs';
import { Gateway } from './gateway.js';
import type { GatewayFact, GatewayOrder } from './gateway-messages.js';

let gateway: Gateway | null = null;
let runDirectory: string | null = null;

// The parent is our master (`master/gateway-handle.ts`); nobody else holds the channel.
process.on('message', (message) => {
  const order = message as GatewayOrder;
  if (order.order !== 'configure') {
    gateway?.obey(order);
    return;
  }
  const { settings } = order;
  if (settings.config.process.autoProcname) {
    process.title = `${settings.config.process.procnamePrefix}uWSGI http ${settings.index + 1}`;
  }
  runDirectory = settings.runDirectory;
  gateway = new Gateway(settings, tell);
  void gateway.start();
});

// The master is gone. Its workers end by themselves.
process.on('disconnect', () => {
  if (runDirectory !== null) rmSync(runDirectory, { recursive: true, force: true });
  process.exit(0);
});

function tell(fact: GatewayFact): void {
  if (process.connected) process.send?.(fact);
}
