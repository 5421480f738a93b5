import { readFileSync } from 'node:fs';

/** Between the signal that makes a stuck worker print its stacks and the one that ends it. */
const DUMP_MS = 150;

/** @param dumpFirst let it print the stacks of its threads before it goes */
export function killProcess(pid: number, dumpFirst: boolean): void {
  if (!dumpFirst) {
    sendSignal(pid, 'SIGKILL');
    return;
  }
  sendSignal(pid, 'SIGUSR2');
  setTimeout(() => sendSignal(pid, 'SIGKILL'), DUMP_MS);
}

/** A process that has ended meanwhile is not an error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** The session that a process belongs to; null when it has ended or the system does not tell. */
export function sessionOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in brackets may hold anything; behind it: state, parent, group, session.
    const session = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[3]);
    return Number.isInteger(session) ? session : null;
  } catch {
    return null;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
