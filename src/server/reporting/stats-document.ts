/**
 * uWSGI's stats document out of what gateways have counted, the master knows and /proc says. Keys, order and types are
 * uWSGI's; keys that it lacks follow its own keys of the same object: `tsgi` here, `refused` and `rejected` in
 * sockets, `cpu_time`, `last_exit`, `answers` and `latency` in workers, five more in cores. Unknown percentiles are absent, not 0.
 */

import { coarseBuckets, sumLatencies } from '../counting/latency-histogram.js';
import type {
  RouteTally,
  ServerFacts,
  ServerSnapshot,
  SocketFacts,
  SocketTally,
} from '../counting/ledger.js';
import { sumAnswers } from '../counting/ledger-sum.js';
import type { ServerConfig } from '../options/config/server-config.js';
import { tracebackerPrefix } from '../options/config/tracebacker-prefix.js';
import type { ProcessUsage } from './process-usage.js';
import type { StatsObject } from './stats-text.js';
import { latencyStatsFor, workerStatsFor } from './stats-worker.js';

interface StatsInput {
  readonly snapshot: ServerSnapshot;
  readonly config: ServerConfig;
  /** By process id; those that could not be read are missing. */
  readonly usage: ReadonlyMap<number, ProcessUsage>;
  /** Unix time, microseconds. */
  readonly nowMicros: number;
}

export function statsDocumentFor(input: StatsInput): StatsObject {
  const { facts, tally } = input.snapshot;
  const waiting = total(tally.sockets, (socket) => socket.waiting);
  const sockets = facts.sockets.map((socket, index) => socketStatsFor(socket, tally.sockets[index]));
  return {
    version: facts.version,
    listen_queue: waiting,
    listen_queue_errors: total(tally.sockets, (socket) => socket.refused),
    signal_queue: 0,
    load: waiting,
    pid: facts.pid,
    uid: facts.uid,
    gid: facts.gid,
    cwd: facts.cwd,
    locks: [],
    sockets,
    workers: workerStats(input),
    tsgi: ownStats(input),
  };
}

/** Every process in the document. */
export function pidsIn(facts: ServerFacts): number[] {
  return processesIn(facts)
    .map(({ pid }) => pid)
    .concat(facts.workers.map(({ pid }) => pid))
    .filter((pid) => pid > 0);
}

function socketStatsFor(facts: SocketFacts, tally: SocketTally | undefined): StatsObject {
  return {
    name: facts.name,
    proto: facts.protocol,
    queue: tally?.waiting ?? 0,
    max_queue: facts.maxQueue,
    shared: 0,
    can_offload: 0,
    refused: tally?.refused ?? 0,
    rejected: tally?.rejected ?? 0,
  };
}

function workerStats({ snapshot, config, usage }: StatsInput): StatsObject[] {
  const { facts, tally } = snapshot;
  const bySlot = new Map(tally.workers.map((worker) => [worker.slot, worker]));
  return facts.workers.map((worker) =>
    workerStatsFor(worker, bySlot.get(worker.slot) ?? null, {
      paused: facts.paused,
      withCores: !config.stats.noCores,
      usage: usage.get(worker.pid) ?? null,
    }),
  );
}

function ownStats({ snapshot, config, usage, nowMicros }: StatsInput): StatsObject {
  const { facts, tally } = snapshot;
  const sum = sumLatencies(tally.workers.flatMap(({ cores }) => cores.map(({ latency }) => latency)));
  return {
    time_us: nowMicros,
    started_at: facts.startedAt,
    reloads: facts.reloads,
    reloading_since: facts.reloadingSince,
    reload_failed_at: facts.reloadFailedAt,
    paused: facts.paused ? 1 : 0,
    answers: { ...sumAnswers(tally.workers.flatMap(({ cores }) => cores.map(({ answers }) => answers))) },
    latency: latencyStatsFor(sum),
    latency_buckets: coarseBuckets(sum).map((pair) => [...pair]),
    routes: tally.routes.map(routeStatsFor),
    ...limitStats(config, facts),
    processes: processesIn(facts).map(({ role, pid }) => ({
      role,
      pid,
      rss: usage.get(pid)?.rssBytes ?? 0,
      vsz: usage.get(pid)?.vszBytes ?? 0,
      cpu_time: usage.get(pid)?.cpuMicros ?? 0,
    })),
  };
}

function routeStatsFor({ route, requests, runningMicros, latency }: RouteTally): StatsObject {
  return { route, requests, running_time: runningMicros, latency: latencyStatsFor(latency) };
}

/** Limits that a monitor cannot learn in another way; unset ones are absent. */
function limitStats(config: ServerConfig, { cwd }: ServerFacts): StatsObject {
  const { harakiriSeconds } = config.workers;
  const tracebacker = tracebackerPrefix(config, cwd);
  return {
    ...(harakiriSeconds === null ? {} : { harakiri: harakiriSeconds }),
    ...(tracebacker === null ? {} : { tracebacker }),
  };
}

/** All but the workers. */
function processesIn(facts: ServerFacts): { readonly role: string; readonly pid: number }[] {
  const gateways = facts.gateways.map(({ pid }) => ({ role: 'gateway', pid }));
  const zygote = facts.zygotePid === null ? [] : [{ role: 'zygote', pid: facts.zygotePid }];
  return [{ role: 'master', pid: facts.pid }, ...gateways, ...zygote];
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
