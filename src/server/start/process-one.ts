/**
 * The server as process 1 of a container. That one inherits every process whose parent has ended, and has to collect it;
 * Node collects only its own children. So the server runs below a small Python process that does it, and this one only
 * hands on signals and its exit code.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { PYTHON_FOLDER } from '../master/processes/zygote-handle.js';
import { sendSignal } from '../process/process-signals.js';
import { withRawEnvironment } from '../process/raw-environment.js';

const HANDED_ON: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGWINCH',
];

/** @returns the exit code of the server; null: it cannot be started in this way */
export function runAsProcessOne(python: string): Promise<number | null> {
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn(python, ['-I', '-S', join(PYTHON_FOLDER, 'init.py'), ...command], {
    stdio: 'inherit',
    env: withRawEnvironment(process.env),
  });
  handOnSignals(child);
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
}

function handOnSignals(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const { pid } = child;
  const handlers = HANDED_ON.map((signal) => [signal, () => sendSignal(pid, signal)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  child.on('exit', () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
}
