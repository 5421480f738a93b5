import type { DaemonStats } from '../../../stats/master-blocks.js';
import type { DaemonSample } from '../sample/block-samples.js';
import { pidOf } from '../sample/counters.js';

/** State of a watched daemon, by position in the document: commands may repeat. */
export interface WatchedDaemon {
  readonly command: string;
  /** Of the newest process that was seen, running or not. */
  readonly pid: number | null;
  readonly restarts: number;
  readonly lastRestartMs: number | null;
}

interface DaemonFindings {
  readonly samples: readonly DaemonSample[];
  readonly watched: readonly WatchedDaemon[];
}

export function observeDaemons(
  daemons: readonly DaemonStats[],
  watched: readonly WatchedDaemon[],
  nowMs: number,
): DaemonFindings {
  const next = daemons.map((daemon, index) => watchedDaemon(daemon, watched[index] ?? null, nowMs));
  const samples = daemons.map((daemon, index): DaemonSample => {
    const { restarts, lastRestartMs } = next[index] ?? NEVER_RESTARTED;
    const pid = pidOf(daemon.pid);
    const state = daemon.pid === null ? null : pid === null ? 'stopped' : 'running';
    return { command: daemon.cmd, pid, state, restarts, lastRestartMs };
  });
  return { samples, watched: next };
}

const NEVER_RESTARTED = { restarts: 0, lastRestartMs: null };

function watchedDaemon(daemon: DaemonStats, before: WatchedDaemon | null, nowMs: number): WatchedDaemon {
  const pid = pidOf(daemon.pid);
  if (before === null || before.command !== daemon.cmd)
    return { command: daemon.cmd, pid, ...NEVER_RESTARTED };
  if (pid === null || pid === before.pid) return before;
  if (before.pid === null) return { ...before, pid };
  return { ...before, pid, restarts: before.restarts + 1, lastRestartMs: nowMs };
}
