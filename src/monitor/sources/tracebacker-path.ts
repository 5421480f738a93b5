/**
 * Where a worker tells its Python stacks. What the user says is taken as it is. What the document says, or uWSGI's own
 * command line, holds only if the worker is a process of this host: the same path may be somebody else's here.
 */
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
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
  const found = prefix ?? (await prefixOfCommandLine(question.serverPid ?? question.pid, host));
  if (found === null) throw new TracebackerError(UNKNOWN);
  return `${found}${slot}`;
}

const UNKNOWN = 'uWSGI must have --py-tracebacker PREFIX, and tstop --tracebacker PREFIX';

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
  const words = await commandLine(pid, host);
  const given = argumentOf(words, '--py-tracebacker');
  if (given === null || given === '') return null;
  if (/^[/@]/.test(given)) return given;
  const folder = await readlink(join(host.root, String(pid), 'cwd')).catch(() => null);
  return folder === null ? null : join(folder, given);
}

async function commandLine(pid: number, host: ProcessHost): Promise<readonly string[]> {
  const text = await readFile(join(host.root, String(pid), 'cmdline'), 'utf8').catch(() => '');
  return text.split('\0');
}

function argumentOf(words: readonly string[], name: string): string | null {
  const index = words.findLastIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = words[index];
  if (word === undefined) return null;
  return word === name ? (words[index + 1] ?? null) : word.slice(name.length + 1);
}
