/** `workers[]` of the stats document: uWSGI's keys in uWSGI's order, ours behind them. */
import { type EncodedLatencies, sumLatencies, summarizeLatencies } from '../counting/latency-histogram.js';
import {
  type AppFacts,
  type AppTally,
  type CoreTally,
  type InRequest,
  NO_ANSWERS,
  type WorkerExit,
  type WorkerFacts,
  type WorkerTally,
} from '../counting/ledger.js';
import { sumAnswers } from '../counting/ledger-sum.js';
import type { ProcessUsage } from './process-usage.js';
import type { StatsObject } from './stats-text.js';

interface WorkerContext {
  readonly paused: boolean;
  /** null with `--stats-no-cores`: the key is absent, as in uWSGI's. */
  readonly withCores: boolean;
  readonly usage: ProcessUsage | null;
}

export function workerStatsFor(
  facts: WorkerFacts,
  tally: WorkerTally | null,
  context: WorkerContext,
): StatsObject {
  const cores = allCores(tally?.cores ?? [], facts.threads);
  const sum = (value: (core: CoreTally) => number): number =>
    cores.reduce((total, core) => total + value(core), 0);
  const { usage } = context;
  return {
    id: facts.respawns === 0 ? 0 : facts.slot,
    pid: facts.pid,
    accepting: facts.accepting ? 1 : 0,
    requests: sum((core) => core.requests),
    delta_requests: tally?.deltaRequests ?? 0,
    exceptions: sum((core) => core.exceptions),
    harakiri_count: facts.harakiris,
    signals: 0,
    signal_queue: 0,
    status: statusFor(facts, cores, context.paused),
    rss: usage?.rssBytes ?? 0,
    vsz: usage?.vszBytes ?? 0,
    running_time: sum((core) => core.runningMicros),
    last_spawn: facts.lastSpawn,
    respawn_count: facts.respawns,
    tx: sum((core) => core.txBytes),
    avg_rt: tally?.averageMicros ?? 0,
    apps: facts.apps.map((app) => appStatsFor(app, tally?.apps[app.id])),
    ...(context.withCores ? { cores: cores.slice(0, facts.threads).map(coreStatsFor) } : {}),
    cpu_time: usage?.cpuMicros ?? 0,
    last_exit: exitStatsFor(facts.lastExit),
    answers: { ...sumAnswers(cores.map(({ answers }) => answers)) },
    latency: latencyStatsFor(sumLatencies(cores.map(({ latency }) => latency))),
  };
}

/** An empty object while no process of the slot has ended. */
function exitStatsFor(exit: WorkerExit | null): StatsObject {
  if (exit === null) return {};
  const { pid, reason, signal, code } = exit;
  return {
    pid,
    reason,
    ...(signal === null ? {} : { signal }),
    ...(code === null ? {} : { code }),
  };
}

/** Percentiles since the start, microseconds; an empty object while there is nothing to tell. */
export function latencyStatsFor(latencies: EncodedLatencies): StatsObject {
  const summary = summarizeLatencies(latencies);
  return summary === null ? {} : { ...summary };
}

/** uWSGI's tests in uWSGI's order. Its `sigN` cannot occur: no worker here runs handlers of uWSGI's signals. */
function statusFor(facts: WorkerFacts, cores: readonly CoreTally[], paused: boolean): string {
  if (facts.cheap) return 'cheap';
  const busy = cores.some(({ inRequest }) => inRequest !== null);
  if (paused && !busy) return 'pause';
  return busy ? 'busy' : 'idle';
}

function appStatsFor(facts: AppFacts, tally: AppTally | undefined): StatsObject {
  return {
    id: facts.id,
    modifier1: 0,
    mountpoint: facts.mountpoint,
    startup_time: facts.startupSeconds,
    requests: tally?.requests ?? 0,
    exceptions: tally?.exceptions ?? 0,
    chdir: facts.chdir,
  };
}

function coreStatsFor(core: CoreTally, id: number): StatsObject {
  const { inRequest } = core;
  return {
    id,
    requests: core.requests,
    static_requests: 0,
    routed_requests: 0,
    offloaded_requests: 0,
    write_errors: core.writeErrors,
    read_errors: core.readErrors,
    in_request: inRequest === null ? 0 : 1,
    vars: inRequest === null ? [] : [...inRequest.vars.map(textOfBytes), ''],
    req_info: inRequest === null ? {} : { request_start: Math.floor(inRequest.startMicros / 1_000_000) },
    exceptions: core.exceptions,
    running_time: core.runningMicros,
    tx: core.txBytes,
    latency: latencyStatsFor(core.latency),
    ...startOf(inRequest),
  };
}

function startOf(inRequest: InRequest | null): StatsObject {
  return inRequest === null ? {} : { request_start_us: inRequest.startMicros };
}

/** A core that has not connected yet has counted nothing, but it is there; those of a reload ago have counted. */
function allCores(known: readonly CoreTally[], threads: number): readonly CoreTally[] {
  return Array.from({ length: Math.max(known.length, threads) }, (_, id) => known[id] ?? UNTOUCHED_CORE);
}

const UNTOUCHED_CORE: CoreTally = {
  requests: 0,
  exceptions: 0,
  runningMicros: 0,
  txBytes: 0,
  readErrors: 0,
  writeErrors: 0,
  answers: NO_ANSWERS,
  latency: '',
  inRequest: null,
};

// A byte order mark at the front of a value is part of the value.
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Each character is a byte: clients send UTF-8, mostly. What is not UTF-8 is replaced, so that JSON stays JSON. */
function textOfBytes(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  return UTF8.decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}
