import { coresForGateway } from '../../messages/link-frames.js';

/** Which gateways have all their cores of which worker. */
export class WorkerConnections {
  readonly #gateways: number;
  readonly #heard = new Map<number, Set<number>>();

  constructor(gateways: number) {
    this.#gateways = gateways;
  }

  /** @returns true once every gateway that takes cores of this worker has said so */
  add(
    gateway: number,
    worker: { readonly serial: number; readonly slot: number; readonly threads: number },
  ): boolean {
    const { serial, slot, threads } = worker;
    const heard = this.#heard.get(serial) ?? new Set<number>();
    heard.add(gateway);
    this.#heard.set(serial, heard);
    for (let other = 0; other < this.#gateways; other += 1) {
      if (coresForGateway(slot, threads, this.#gateways, other) > 0 && !heard.has(other)) return false;
    }
    return true;
  }

  delete(serial: number): void {
    this.#heard.delete(serial);
  }
}
