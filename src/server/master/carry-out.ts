import { killProcess } from '../process/process-signals.js';
import type { BoundListener } from '../sockets/listen.js';
import type { Gateways } from './processes/gateways.js';
import type { Zygotes } from './processes/zygotes.js';
import type { Order } from './supervise/supervision.js';

interface Hands {
  readonly gateways: Gateways;
  readonly zygotes: Zygotes;
  readonly listeners: readonly BoundListener[];
  readonly startZygote: (generation: number, isFresh: boolean) => void;
  /** Slots of a worker that accepts connections itself. */
  readonly coresFor: (serial: number) => readonly number[];
  readonly adopt: (generation: number) => void;
  readonly log: (line: string) => void;
  readonly end: (code: number) => void;
}

/** Does what the supervision has decided. */
export function carryOut(order: Order, hands: Hands): void {
  const { gateways, zygotes } = hands;
  switch (order.kind) {
    case 'start-zygote':
      hands.startZygote(order.generation, order.fresh);
      return;
    case 'adopt':
      hands.adopt(order.generation);
      return;
    case 'end-zygote':
      zygotes.end(order.generation);
      return;
    case 'kill-zygote':
      zygotes.kill(order.generation);
      return;
    case 'fork':
      zygotes.fork(order.generation, order.serial, order.slot, hands.coresFor(order.serial));
      return;
    case 'retire':
      gateways.send({ kind: 'retire', serial: order.serial });
      return;
    case 'kill':
      killProcess(order.pid, order.dumpFirst);
      return;
    case 'pause':
      gateways.send({ kind: 'pause', paused: order.paused });
      return;
    case 'drain':
      closeListeners(hands.listeners);
      gateways.send({ kind: 'drain' });
      return;
    case 'shed':
      gateways.send({ kind: 'shed' });
      return;
    case 'log':
      hands.log(order.line);
      return;
    case 'exit':
      hands.end(order.code);
      return;
  }
}

function closeListeners(listeners: readonly BoundListener[]): void {
  for (const { sockets, isFile } of listeners) {
    if (!isFile) for (const socket of sockets) socket.close();
  }
}
