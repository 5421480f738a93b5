import { spawn } from 'node:child_process';
import { openLogFile } from '../log/open-log-file.js';
import { withRawEnvironment } from '../process/raw-environment.js';
import { StartError } from '../process/start-error.js';

/** Set in the process that already is the one in the background. */
const MARKER = 'TSGI_IN_BACKGROUND';

/**
 * `--daemonize`: Node cannot fork, so the same command line is started again, in a session of its own, with its
 * output in the log.
 * @returns true in the process that is to end now
 */
export function goToBackground(log: string | null): boolean {
  if (log === null) return false;
  if (process.env[MARKER] === '1') {
    delete process.env[MARKER];
    return false;
  }
  const descriptor = openLog(log);
  const child = spawn(process.execPath, process.argv.slice(1), {
    detached: true,
    stdio: ['ignore', descriptor, descriptor],
    env: withRawEnvironment({ ...process.env, [MARKER]: '1' }),
  });
  child.unref();
  return true;
}

function openLog(path: string): number {
  try {
    return openLogFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Cannot open the log "${path}": ${reason}`);
  }
}
