import { type ChildProcess, fork, type SendHandle } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { checkGatewayFact } from '../../messages/gateway-facts.js';
import type { GatewayFact, GatewayOrder } from '../../messages/gateway-messages.js';
import { PACKAGE_ROOT } from '../../process/package-root.js';
import type { BoundSocket } from '../../sockets/bound-socket.js';

export interface GatewaySpawn {
  /** Removed by a gateway that outlives its master. */
  readonly runDirectory: string;
  /** Descriptors it inherits, in order, from 4 on. */
  readonly descriptors: () => readonly number[];
  /** Inherited behind those: where its lines go. */
  readonly lineDescriptor: () => number;
  /** Receives Node's own messages; null: they go to `log`. */
  readonly logDescriptor: number | null;
  readonly log: (output: Readable | null) => void;
}

/** Where the first of `descriptors` arrives in the gateway; 3 is Node's own channel. */
export const FIRST_DESCRIPTOR = 4;

const ENTRY = join(PACKAGE_ROOT, 'dist', 'tsgi-gateway.cjs');

/** Events from a gateway to the master. */
interface GatewayEvents {
  fact(fact: GatewayFact): void;
  /** It sent an invalid message: reported once. */
  nonsense(): void;
  /** @param problem reason why it could not be started; null: it ran */
  exited(problem: string | null): void;
}

/** One gateway process. */
export class GatewayHandle {
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess | null;

  constructor(how: GatewaySpawn, events: GatewayEvents) {
    this.#child = start(how, (problem) => process.nextTick(() => events.exited(problem)));
    const child = this.#child;
    this.ended = new Promise((resolve) => {
      if (child === null) resolve();
      else child.once('exit', () => resolve());
    });
    if (this.#child === null) return;
    how.log(this.#child.stdout);
    how.log(this.#child.stderr);
    let complained = false;
    this.#child.on('message', (message) => {
      const fact = checkGatewayFact(message);
      if (fact !== null) events.fact(fact);
      else if (!complained) events.nonsense();
      complained ||= fact === null;
    });
    this.#child.on('exit', () => events.exited(null));
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** @param socket passed along; it stays open here */
  send(order: GatewayOrder, socket?: BoundSocket): void {
    if (this.#child?.connected !== true) return;
    // A socket as `listen.ts` binds it is what Node calls a native handle; its types know servers and streams only.
    this.#child.send(order, socket as SendHandle | undefined, { keepOpen: true }, () => {});
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }
}

/** @returns null when it cannot be started; `onProblem` gets the reason */
function start(how: GatewaySpawn, onProblem: (problem: string) => void): ChildProcess | null {
  try {
    const output = how.logDescriptor ?? 'pipe';
    const child = fork(ENTRY, [how.runDirectory], {
      stdio: ['ignore', output, output, 'ipc', ...how.descriptors(), how.lineDescriptor()],
      detached: true,
      // Buffers of bodies and answers are let go when the young generation is collected: not when it has grown to 32 MB.
      execArgv: ['--max-semi-space-size=4'],
    });
    child.on('error', (error) => {
      if (child.pid === undefined) onProblem(error.message);
    });
    return child.pid === undefined ? null : child;
  } catch (error) {
    onProblem(error instanceof Error ? error.message : String(error));
    return null;
  }
}
