/**
 * Which ways there are to act on a server. Signals are the dangerous one: the process id in the stats document must be
 * the very server that answers at the address, on this host and not behind a tunnel or in a container that numbers
 * its processes anew. So its process must hold the socket that listens there; where its descriptors may not be
 * looked at, the workers of the document must be its children, all of them.
 */
import type { Address } from '../../protocol/address.js';
import type { Control, ProcessMark, SignalControl } from '../dashboard/model/control.js';
import type { ControlSubject } from '../dashboard/model/effect.js';
import { isLocalAddress } from '../sources/local-address.js';
import { listeningInodes } from './listening-sockets.js';
import {
  commandOf,
  environmentOf,
  type ProcessFacts,
  processFacts,
  socketsOf,
  workingFolderOf,
} from './process-facts.js';
import { termMeaning } from './term-meaning.js';
import { fifoProblem } from './write-fifo.js';

export async function findControl(
  address: Address,
  fifo: string | null,
  subject: ControlSubject,
): Promise<Control> {
  return {
    fifo: fifo === null ? null : { path: fifo, problem: await fifoProblem(fifo) },
    signals: signalControl(address, subject),
  };
}

/** Looked at again right before a signal is sent. */
export function signalControl(address: Address, subject: ControlSubject): SignalControl {
  const { pid, product, version } = subject;
  const problem = masterProblem(address, subject);
  const facts = pid === null || problem !== null ? null : processFacts(pid);
  if (pid === null || facts === null) return { problem: problem ?? GONE, master: null, term: 'unknown' };
  const master: ProcessMark = { pid, startTicks: facts.startTicks };
  const term = product === 'tsgi' ? 'unknown' : termMeaning(version, commandOf(pid), environmentOf(pid));
  return { problem: null, master, term };
}

/** The process is a child or grandchild of another: tsgi's zygote is between master and workers. */
export function descendsFrom(facts: ProcessFacts, ancestor: number): boolean {
  const parent = facts.parent === ancestor ? null : processFacts(facts.parent);
  return facts.parent === ancestor || parent?.parent === ancestor;
}

/** Why a process may not be signalled; null: it may. */
export function permissionProblem(pid: number): string | null {
  try {
    process.kill(pid, 0);
    return null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'EPERM' ? `process ${pid} belongs to another user` : `process ${pid} is gone`;
  }
}

const GONE = 'the process of the server is gone';

function masterProblem(address: Address, { pid, workers }: ControlSubject): string | null {
  if (!isLocalAddress(address)) return 'the server is on another host';
  if (pid === null || pid <= 1) return 'the stats do not name its process';
  const facts = processFacts(pid);
  if (facts === null || facts.isOver)
    return `process ${pid} is not on this host: the server is behind a tunnel, in a container, or gone`;
  const foreign = `process ${pid} of this host is another one: the server is behind a tunnel or in a container`;
  const sockets = socketsOf(pid);
  if (sockets === null) {
    if (!isWholeFamily(pid, workers)) return foreign;
  } else if (!isAnyOf(sockets, listeningInodes(address, workingFolderOf(pid)))) return foreign;
  return permissionProblem(pid);
}

function isAnyOf(held: ReadonlySet<string>, listening: ReadonlySet<string>): boolean {
  return [...listening].some((inode) => held.has(inode));
}

function isWholeFamily(master: number, workers: readonly number[]): boolean {
  const facts = workers.map(processFacts);
  return facts.length > 0 && facts.every((one) => one !== null && descendsFrom(one, master));
}
