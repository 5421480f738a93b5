import type { AppFacts, ServerFacts, SocketFacts, WorkerFacts } from '../counting/ledger.js';
import type { Slot, Supervision, Worker } from './supervise/supervision.js';

/** Facts that the supervision's state lacks. */
interface FactSources {
  readonly version: string;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly listeners: readonly SocketFacts[];
  readonly gatewayPids: readonly number[];
  readonly zygotePid: (generation: number) => number | null;
  readonly apps: (worker: Worker) => readonly AppFacts[];
}

/** The master's part of the stats document. */
export function serverFactsFor(state: Supervision, sources: FactSources): ServerFacts {
  const serving = state.slots[0]?.generation ?? state.lastGeneration;
  return {
    version: sources.version,
    pid: process.pid,
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    cwd: process.cwd(),
    sockets: sources.listeners,
    workers: state.slots.map((slot) => workerFactsFor(slot, state, sources)),
    gateways: sources.gatewayPids.map((pid) => ({ pid })),
    zygotePid: sources.zygotePid(serving),
    paused: state.paused,
    startedAt: sources.startedAt,
    reloads: state.reloads,
    reloadingSince: state.reload === null || state.reload.failedAt !== null ? 0 : seconds(state.reload.since),
    reloadFailedAt: seconds(state.reload?.failedAt ?? 0),
  };
}

/** During a replacement the slot is shown with the process that serves, its place in the row of forks included. */
function workerFactsFor(slot: Slot, { workers, settings }: Supervision, sources: FactSources): WorkerFacts {
  const own = workers.filter((worker) => worker.slot === slot.slot && worker.pid !== null);
  const shown = own.findLast(({ state }) => state === 'accepting') ?? own.at(-1);
  return {
    slot: slot.slot,
    threads: shown?.threads ?? settings.threads,
    pid: shown?.pid ?? 0,
    accepting: shown?.state === 'accepting',
    cheap: shown === undefined && !slot.wanted,
    lastSpawn: seconds(shown?.forkedAt ?? slot.lastSpawn),
    respawns: shown?.spawn ?? slot.respawns,
    harakiris: slot.harakiris,
    lastExit: slot.lastExit,
    apps: shown === undefined ? [] : sources.apps(shown),
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
