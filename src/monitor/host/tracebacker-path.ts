/**
 * Socket on which a worker shows its Python stacks. The user's path is taken as it is. Everything else holds only if the
 * worker is a process of this host, since the same path may be somebody else's here: what the document says, uWSGI's own
 * command line, and where options stand in files, the one unix socket that the worker listens on by itself.
 */
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLineOf, optionValue } from './command-line.js';
import { ownListeners } from './own-listeners.js';
import { ProcessError, type ProcessHost, THIS_HOST, verifiedProcess } from './process-files.js';
import { TracebackerError } from './tracebacker-socket.js';

export interface PathQuestion {
  readonly slot: number;
  readonly pid: number;
  readonly spawnedAtMs: number | null;
  readonly serverPid: number | null;
  /** Without the number; null: it is to be found. */
  readonly prefix: string | null;
  /** The user said so. */
  readonly trusted: boolean;
}

/** Rejects with `TracebackerError` only. */
export async function tracebackerPath(
  question: PathQuestion,
  host: ProcessHost = THIS_HOST,
): Promise<string> {
  const { slot, prefix, trusted } = question;
  if (prefix !== null && trusted) return `${prefix}${slot}`;
  await refuseStrangers(question, host);
  if (prefix !== null) return `${prefix}${slot}`;
  const { pid, serverPid } = question;
  const told = await prefixOfCommandLine(serverPid ?? pid, host);
  const path = told === null ? await ownSocket(question, host) : `${told}${slot}`;
  if (path === null) throw new TracebackerError(UNKNOWN);
  return path;
}

const UNKNOWN = 'uWSGI needs --py-tracebacker PREFIX, tstop --tracebacker PREFIX';

async function refuseStrangers(question: PathQuestion, host: ProcessHost): Promise<void> {
  if (host.platform !== 'linux' && question.prefix !== null) return;
  try {
    await verifiedProcess(question, host);
  } catch (error) {
    throw error instanceof ProcessError ? new TracebackerError(error.message) : error;
  }
}

/** `--py-tracebacker PREFIX` or `--py-tracebacker=PREFIX`; relative to the folder of the process. */
async function prefixOfCommandLine(pid: number, host: ProcessHost): Promise<string | null> {
  const given = optionValue(await commandLineOf(pid, host.root), ['--py-tracebacker']);
  if (given === null || given === '') return null;
  if (/^[/@]/.test(given)) return given;
  const folder = await readlink(join(host.root, String(pid), 'cwd')).catch(() => null);
  return folder === null ? null : join(folder, given);
}

/** uWSGI binds it in the worker, so that the master does not have it; its name ends in the number of the worker. */
async function ownSocket({ slot, pid, serverPid }: PathQuestion, host: ProcessHost): Promise<string | null> {
  if (serverPid === null || serverPid === pid) return null;
  const paths = await ownListeners(pid, serverPid, host);
  const named = paths.filter((path) => path.endsWith(String(slot)));
  return named.length === 1 ? (named[0] ?? null) : null;
}
