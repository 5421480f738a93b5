/** Signals to a master or its workers, each only after one more look at who has that process id now. */
import type { Address } from '../../protocol/address.js';
import type { SignalName } from '../dashboard/keys/server-actions.js';
import type { ProcessMark, Way, WorkerProcess } from '../dashboard/model/control.js';
import type { ControlSubject } from '../dashboard/model/effect.js';
import { ControlError } from './control-error.js';
import { descendsFrom, permissionProblem, signalControl } from './find-control.js';
import { processFacts } from './process-facts.js';

export type SignalWay = Exclude<Way, { readonly kind: 'fifo' }>;

/** Looking and sending are one turn of the event loop. Throws `ControlError`; then whoever is not named got nothing. */
export function sendSignals(address: Address, subject: ControlSubject, way: SignalWay): void {
  checkMaster(address, subject, way.master);
  if (way.kind === 'signal-master') sendSignal(way.master.pid, way.signal);
  else signalWorkers(way.workers, way.master.pid, way.signal);
}

function checkMaster(address: Address, subject: ControlSubject, master: ProcessMark): void {
  const { problem, master: found } = signalControl(address, { ...subject, pid: master.pid });
  if (problem !== null) throw new ControlError(problem);
  if (found?.startTicks !== master.startTicks)
    throw new ControlError(`process ${master.pid} is no longer the same`);
}

function signalWorkers(workers: readonly WorkerProcess[], master: number, signal: SignalName): void {
  const failures = workers.flatMap((worker) => {
    const problem = workerProblem(worker, master);
    if (problem === null) sendSignal(worker.pid, signal);
    return problem === null ? [] : [`W${worker.slot}: ${problem}`];
  });
  if (failures.length === 0) return;
  const sent = workers.length - failures.length;
  const others = sent === 0 ? '' : `; ${sent} of ${workers.length} got it`;
  throw new ControlError(failures.join('; ') + others);
}

function workerProblem({ pid }: WorkerProcess, master: number): string | null {
  const facts = processFacts(pid);
  if (facts === null || facts.isOver) return `process ${pid} is gone`;
  if (!descendsFrom(facts, master)) return `process ${pid} is not the server's`;
  return permissionProblem(pid);
}

function sendSignal(pid: number, signal: SignalName): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'failed';
    throw new ControlError(code === 'EPERM' ? 'permission denied' : `process ${pid} is gone`);
  }
}
