import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { GatewayFact, GatewayOrder } from '../gateway/gateway-messages.js';
import { packageRoot } from '../package-root.js';

export interface GatewaySpawn {
  /** Removed by a gateway that outlives its master. */
  readonly runDirectory: string;
  /** Descriptors it inherits, in order, from 4 on. */
  readonly descriptors: readonly number[];
  /** Inherited behind those: where its lines go. */
  readonly lineDescriptor: () => number;
  /** What Node itself says goes there; null: to `log`. */
  readonly logDescriptor: number | null;
  readonly log: (output: Readable | null) => void;
}

/** Where the first of `descriptors` arrives in the gateway; 3 is Node's own channel. */
export const firstDescriptor = 4;

const entry = join(packageRoot, 'dist', 'tsgi-gateway.cjs');

/** One gateway process. */
export class GatewayHandle {
  readonly #child: ChildProcess;

  constructor(how: GatewaySpawn, onFact: (fact: GatewayFact) => void, onExit: () => void) {
    this.#child = fork(entry, [how.runDirectory], {
      stdio: [
        'ignore',
        how.logDescriptor ?? 'pipe',
        how.logDescriptor ?? 'pipe',
        'ipc',
        ...how.descriptors,
        how.lineDescriptor(),
      ],
      detached: true,
      execArgv: [],
    });
    how.log(this.#child.stdout);
    how.log(this.#child.stderr);
    this.#child.on('message', (message) => onFact(message as GatewayFact));
    this.#child.on('error', () => {});
    this.#child.on('exit', onExit);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(order: GatewayOrder): void {
    if (this.#child.connected) this.#child.send(order, () => {});
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
