/**
 * Servers whose code did not load and that go on without it: uWSGI without need-app answers every request with the same
 * short error. Those of other languages list no application at all, and cannot be told from them before they answer.
 */
import type { WorkerStats, WorkersDocument } from '../../../stats/schema.js';
import { isAlive } from '../lives/lives.js';

/** The whole answer, head and text: 104 bytes in all of 2.0, a little more or less in others. */
const SHORTEST_ERROR = 60;
const LONGEST_ERROR = 130;

export function isWithoutApp({ workers }: WorkersDocument, hadApps: boolean): boolean {
  const up = workers.filter(isServing);
  if (up.length === 0 || !up.every(({ apps }) => apps !== null && apps.length === 0)) return false;
  return hadApps || answersErrorsOnly(up);
}

function isServing(worker: WorkerStats): boolean {
  return worker.status !== 'cheap' && isAlive(worker) && worker.accepting !== 0;
}

/** All that was ever sent is as many errors as there were requests. */
function answersErrorsOnly(workers: readonly WorkerStats[]): boolean {
  const asked = workers.filter(({ requests }) => requests !== null && requests > 0);
  const sizes = new Set(asked.map(({ tx, requests }) => (tx ?? 0) / (requests ?? 1)));
  const [size = 0] = sizes;
  const isShort = Number.isInteger(size) && size >= SHORTEST_ERROR && size <= LONGEST_ERROR;
  return sizes.size === 1 && isShort && asked.every((worker) => !hasOtherAnswers(worker));
}

/** Files and routes need no application. */
function hasOtherAnswers({ cores }: WorkerStats): boolean {
  return (cores ?? []).some(
    (core) => (core.static_requests ?? 0) + (core.routed_requests ?? 0) + (core.offloaded_requests ?? 0) > 0,
  );
}
