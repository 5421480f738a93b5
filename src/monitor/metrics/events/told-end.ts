/** The word of the server, or of this host's kernel, about the end of a process. */
import type { ExitStats } from '../../../stats/schema.js';
import type { WorkerSample } from '../sample/sample.js';
import type { WatchedWorker } from '../workers/watched-worker.js';

/** `killed`: by its master; `signalled`: by somebody else, or the kernel. */
export type ToldEnd = 'died' | 'killed' | 'signalled' | 'replaced';

/** SIGHUP, SIGINT, SIGQUIT, SIGKILL and SIGTERM: no process sends them to itself by mistake. */
const FROM_OUTSIDE: ReadonlySet<number> = new Set([1, 2, 3, 9, 15]);

/** Its own, which may have been told of before its successor was there; otherwise the newest of a server that tells of all. */
export function exitOf(
  { pid }: WorkerSample,
  watched: readonly (WatchedWorker | null)[],
  tellsEnds: boolean,
): ExitStats | null {
  const exits = watched.map((one) => one?.lastExit ?? null);
  return exits.find((exit) => exit !== null && exit.pid === pid) ?? (tellsEnds ? (exits[0] ?? null) : null);
}

/** Of a worker that is replaced on purpose the end may come after its successor. */
export function toldEnd(
  before: WorkerSample,
  now: WorkerSample,
  exit: ExitStats | null,
  tellsEnds: boolean,
): ToldEnd | null {
  if (exit?.pid === null || exit?.pid === undefined) return tellsEnds ? 'replaced' : null;
  const isNewest = exit.pid === before.pid || spawnsBetween(before, now) > 1;
  if (!isNewest || exit.reason === 'retired') return 'replaced';
  if (exit.reason === 'killed') return 'killed';
  return exit.signal !== null && FROM_OUTSIDE.has(exit.signal) ? 'signalled' : 'died';
}

export function spawnsBetween(before: WorkerSample, now: WorkerSample): number {
  return before.respawns === null || now.respawns === null ? 0 : now.respawns - before.respawns;
}
