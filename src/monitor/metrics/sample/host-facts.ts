/** The kernel of the server's host on a document, where that is this host. */
import type { WorkerStats, WorkersDocument } from '../../../stats/schema.js';

export interface ProcessMemory {
  readonly rssBytes: number | null;
  /** Memory that is used together with others counted in part; null where it may not be read. */
  readonly pssBytes: number | null;
  /** The letter of `ps`. */
  readonly state: string;
}

export interface ProcessEnd {
  /** The signal that ended it; null: it exited by itself. */
  readonly signal: number | null;
  readonly code: number | null;
}

export interface HostFacts {
  readonly timeMs: number;
  /** By process id: workers of the server only. */
  readonly memory: ReadonlyMap<number, ProcessMemory>;
  /** By process id: workers that were seen to have ended since the reading before. */
  readonly ended?: ReadonlyMap<number, ProcessEnd>;
  /** Processes that the kernel has killed since its start because memory ran out; null: it does not tell. */
  readonly oomKills?: number | null;
  /** By the name of the unix socket. */
  readonly listenQueues: ReadonlyMap<string, { readonly queue: number; readonly limit: number }>;
}

/**
 * The kernel knows a process's memory at any time; the server only looks at the end of a request, if at all. And it knows how
 * a process ended, until the master has asked for it: that is noted with the worker whose process it was.
 */
export function withHostFacts(
  document: WorkersDocument,
  facts: HostFacts | undefined,
  before: WorkersDocument | null,
): WorkersDocument {
  if (facts === undefined) return document;
  const ended = facts.ended ?? NOBODY;
  if (facts.memory.size === 0 && ended.size === 0) return document;
  const earlier = new Map((before?.workers ?? []).map(({ id, pid }) => [id, pid]));
  const workers = document.workers.map((worker) => {
    const pid = [worker.pid, earlier.get(worker.id) ?? null].find((one) => one !== null && ended.has(one));
    const told = worker.pid === null ? undefined : facts.memory.get(worker.pid);
    const known = pid === undefined || pid === null ? worker : withEnd(worker, pid, ended.get(pid));
    return told === undefined || told.rssBytes === null
      ? known
      : { ...known, rss: told.rssBytes, pss: told.pssBytes ?? worker.pss };
  });
  return { ...document, workers };
}

const NOBODY: ReadonlyMap<number, ProcessEnd> = new Map();
/** uWSGI's own codes of workers that it replaces: by a limit, a reload, cheaping, or the end of the server. */
const ON_PURPOSE: ReadonlySet<number | null> = new Set([0, 15, 17, 26, 30, 31]);

/** A server that tells of ends itself knows more. */
function withEnd(worker: WorkerStats, pid: number, end: ProcessEnd | undefined): WorkerStats {
  if (end === undefined || (worker.last_exit ?? null) !== null) return worker;
  const isWanted = end.signal === null && ON_PURPOSE.has(end.code);
  return { ...worker, last_exit: { pid, reason: isWanted ? 'retired' : 'died', ...end } };
}

/** Workers that the kernel shows as stopped by a signal or a debugger. */
export function stoppedPids(facts: HostFacts | undefined): ReadonlySet<number> {
  const stopped = [...(facts?.memory ?? [])].filter(([, { state }]) => state === 'T' || state === 't');
  return new Set(stopped.map(([pid]) => pid));
}
