import assert from 'node:assert/strict';
import type { GatewayTally } from '../../../../src/server/counting/ledger.js';

/** The model's counts. */
export interface Counted {
  refused: number;
  answers: number;
  exceptions: number;
}

/** The books of a gateway in which nothing is under way. */
export function checkCounters({ sockets, workers }: GatewayTally, counted: Counted): void {
  assert.equal(sum(sockets.map(({ waiting }) => waiting)), 0, 'nothing waits');
  assert.equal(sum(sockets.map(({ refused }) => refused)), counted.refused, 'refused');
  const cores = workers.flatMap((worker) => worker.cores);
  assert.equal(sum(cores.map(({ requests }) => requests)), counted.answers, 'answers by core');
  const apps = workers.flatMap((worker) => worker.apps);
  assert.equal(sum(apps.map(({ requests }) => requests)), counted.answers, 'answers by application');
  assert.ok(sum(cores.map(({ exceptions }) => exceptions)) <= counted.exceptions, 'exceptions');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
