/** Entry point of a gateway process, forked by the master with the run directory as argument. */
import { rmSync } from 'node:fs';
import { keepStreamsBlocking } from '../log/blocking-streams.js';
import type { GatewayFact, GatewayOrder } from '../messages/gateway-messages.js';
import { Gateway } from './gateway.js';

keepStreamsBlocking();
// The master answers it; a gateway would open Node's debugger to everybody on this host.
process.on('SIGUSR1', () => {});

let gateway: Gateway | null = null;
/** Known from the first moment: the master may be gone before it has said anything. */
const [, , runDirectory] = process.argv;

// The parent is our master (`master/processes/gateway-handle.ts`); no other process holds the channel.
process.on('message', (message, socket) => {
  const order = message as GatewayOrder;
  if (order.kind === 'link') {
    void gateway?.link(socket);
    return;
  }
  if (order.kind !== 'configure') {
    gateway?.obey(order);
    return;
  }
  const { settings } = order;
  if (settings.config.process.autoProcname) {
    process.title = `${settings.config.process.procnamePrefix}uWSGI http ${settings.index + 1}`;
  }
  gateway = new Gateway(settings, tell);
  void gateway.start();
});

// The last resort: whatever one connection meets is dealt with where it is met.
process.on('uncaughtException', (error) => {
  if (gateway?.survives(error)) return;
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
process.on('disconnect', leave);
// It may have gone before anybody listened.
if (!process.connected) leave();

/** The master is gone. Its workers end by themselves. */
function leave(): void {
  if (runDirectory !== undefined) rmSync(runDirectory, { recursive: true, force: true });
  process.exit(0);
}

function tell(fact: GatewayFact): void {
  // A master that has just gone is noticed by the end of the channel, in `leave`.
  if (process.connected) process.send?.(fact, undefined, {}, () => {});
}
