import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../../../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import { verdictFor } from '../../../../src/monitor/metrics/verdict/verdict.js';
import { WORKER_RULES } from '../../../../src/monitor/metrics/verdict/worker-rules.js';
import type { WorkerStats, WorkersDocument } from '../../../../src/stats/schema.js';
import {
  at,
  capturedSeries,
  capturedWorkers,
  lastOf,
  readingOf,
  watch,
  withFinished,
  withRequest,
  withWorker,
  workersOf,
} from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
/** A moment on a full second, long after the spawn. */
const NOW = (at(IDLE.workers, 0).last_spawn ?? 0) + 1000;

type Documents = (second: number) => WorkersDocument;

/** Watched once a second, from second 0 to the last. */
function after(lastSecond: number, document: Documents): Observation {
  const seconds = Array.from({ length: lastSecond + 1 }, (_, second) => second);
  return lastOf(watch(seconds.map((second) => readingOf(document(second), (NOW + second) * 1000))));
}

function every(document: WorkersDocument, change: Partial<WorkerStats>): WorkersDocument {
  return { ...document, workers: document.workers.map((worker) => ({ ...worker, ...change })) };
}

function withQueue(document: WorkersDocument, queue: number): WorkersDocument {
  const sockets = [{ ...at(document.sockets ?? [], 0), name: '127.0.0.1:8099', queue, max_queue: 16 }];
  return { ...document, sockets };
}

/** Requests in flight on the first cores, workers one after the other, since some second. */
function withRequests(document: WorkersDocument, count: number, since = 0): WorkersDocument {
  return Array.from({ length: count }).reduce<WorkersDocument>(
    (all, _, index) => withRequest(all, 1 + Math.floor(index / 2), index % 2, NOW + since),
    document,
  );
}

/** Every core serves requests of 0.1 s and so many each second; none happens to be in flight. */
function serving(second: number, requestsEach: number, document = IDLE): WorkersDocument {
  const served = second * requestsEach;
  return {
    ...document,
    workers: document.workers.map((worker) => ({
      ...worker,
      requests: served * 2,
      running_time: served * 2 * 100_000,
      cores: (worker.cores ?? []).map((core) => ({ ...core, requests: served })),
    })),
  };
}

interface Case {
  readonly state: string;
  readonly level: string;
  readonly holds: Observation;
  readonly facts?: readonly string[];
  /** Nearly the same, but not this verdict. */
  readonly misses: Observation;
}

const CASES: Record<string, () => Case> = {
  'none-configured': () => ({
    state: 'NO WORKERS',
    level: 'ok',
    holds: after(0, () => capturedWorkers('emperor-master-doc')),
    facts: ['none configured'],
    misses: after(0, () => IDLE),
  }),
  'all-stopped': () => ({
    state: 'NOT SERVING',
    level: 'critical',
    holds: stopped([1, 2, 3, 4]),
    facts: ['all 4 workers are stopped by a signal, nothing goes on', 'queue 0/100', '0/8 threads busy (0%)'],
    misses: stopped([1, 2, 3]),
  }),
  'no-workers': () => ({
    state: 'NO WORKERS',
    level: 'critical',
    holds: after(4, (second) => every(IDLE, second < 1 ? {} : { pid: 0 })),
    facts: ['4 workers dead', 'queue 0/100'],
    // A moment without workers belongs to every graceful reload.
    misses: after(2, (second) => every(IDLE, second < 1 ? {} : { pid: 0 })),
  }),
  'not-accepting': () => ({
    state: 'NOT ACCEPTING',
    level: 'critical',
    holds: after(0, () => every(IDLE, { accepting: 0, last_spawn: NOW - 10 })),
    facts: ['4 workers not accepting for 10s', 'queue 0/100'],
    misses: after(0, () => every(IDLE, { accepting: 0, last_spawn: NOW - 9 })),
  }),
  'no-app': () => ({
    state: 'NO APP',
    level: 'critical',
    holds: after(3, (second) => (second < 2 ? IDLE : every(IDLE, { apps: [] }))),
    facts: ['the code did not load, every answer is an error', '0/8 threads busy (0%)', 'queue 0/100'],
    // Servers of other languages list no application at all.
    misses: after(3, () => every(IDLE, { apps: [] })),
  }),
  'paused-unserved': () => ({
    state: 'PAUSED',
    level: 'critical',
    holds: after(6, () => withQueue(every(IDLE, { status: 'pause' }), 2)),
    facts: ['4 workers paused', '2 connections wait, nothing finished for 6s', 'queue 2/16'],
    misses: after(3, () => withQueue(every(IDLE, { status: 'pause' }), 2)),
  }),
  paused: () => ({
    state: 'PAUSED',
    level: 'warn',
    holds: after(0, () => every(IDLE, { status: 'pause' })),
    facts: ['4 workers paused', 'queue 0/100'],
    misses: after(0, () => capturedWorkers('pause-resumed')),
  }),
  'reload-waits': () => ({
    state: 'RELOAD WAITS',
    level: 'critical',
    holds: after(6, (second) => leavingOne(second, 3)),
    facts: [
      '3 of 4 workers gone for 3s, nobody is served until W1 has finished',
      'oldest 6s W1 GET /slow',
      'queue 0/100',
    ],
    // One that serves is left.
    misses: after(6, (second) => leavingOne(second, 2)),
  }),
  'harakiri-storm': () => ({
    state: 'HARAKIRI STORM',
    level: 'critical',
    holds: after(6, (second) => killing(second, 3)),
    facts: ['3 killed in 5m, all in GET /orders/:id', '0/8 threads busy (0%)', 'queue 0/100'],
    misses: after(6, (second) => killing(second, 1)),
  }),
  crashing: () => ({
    state: 'CRASH LOOP',
    level: 'critical',
    holds: after(6, (second) => crashing(second, 1 + Math.floor(second / 2))),
    facts: [
      '3 crashes in a minute, last W2',
      'W2 not accepting for 6s, 3 respawns',
      '0/3 workers busy, 2 of 3 workers up',
    ],
    misses: after(4, (second) => crashing(second, 1 + Math.floor(second / 2))),
  }),
  'killed-critical': () => ({
    state: 'KILLED',
    level: 'critical',
    holds: after(3, (second) => killedOutside(second, [1, 2, 3])),
    facts: [
      '3 workers were killed (signal 9), the last with GET /x in flight',
      '0/8 threads busy (0%)',
      'queue 0/100',
    ],
    misses: after(3, (second) => killedOutside(second, [1, 2])),
  }),
  'ended-critical': () => ({
    state: 'WORKERS END',
    level: 'critical',
    holds: after(8, (second) => endingAgain(second, 6)),
    facts: ['W2 ended 6 times in a minute, cause unknown', '0/8 threads busy (0%)', 'queue 0/100'],
    misses: after(8, (second) => endingAgain(second, 5)),
  }),
  saturated: () => ({
    state: 'SATURATED',
    level: 'critical',
    holds: after(6, () => withQueue(withRequests(IDLE, 8), 17)),
    facts: [
      '8 of 8 threads sit in GET /slow: the endpoint, not the pool',
      'queue 17/16 FULL :8099',
      'oldest 6s W1 GET /slow',
    ],
    misses: after(6, () => withQueue(withRequests(IDLE, 7), 0)),
  }),
  'not-taken': () => ({
    state: 'NOT SERVING',
    level: 'critical',
    holds: after(3, () => withQueue(IDLE, 2)),
    facts: ['2 connections wait, nothing finished for 3s', 'no worker takes them', '0/8 threads busy (0%)'],
    misses: after(3, (second) => withQueue(serving(second, 1), 2)),
  }),
  'cheap-unserved': () => ({
    state: 'NOT SERVING',
    level: 'critical',
    holds: after(6, () => withQueue(capturedWorkers('cheap-mode-all-cheap'), 1)),
    facts: ['a connection waits, nothing finished for 6s', 'every worker is cheaped'],
    misses: after(3, () => withQueue(capturedWorkers('cheap-mode-all-cheap'), 1)),
  }),
  'signals-wait': () => ({
    state: 'SIGNALS WAIT',
    level: 'critical',
    holds: after(8, (second) => ({ ...IDLE, signal_queue: 1 + second })),
    facts: ['9 signals wait, 8 more in 8s', '0/8 threads busy (0%)', 'queue 0/100'],
    misses: after(8, (second) => ({ ...IDLE, signal_queue: 1 + (second % 3) })),
  }),
  'queue-full': () => ({
    state: 'QUEUE FULL',
    level: 'critical',
    holds: after(1, () => withQueue(withRequests(IDLE, 2), 16)),
    facts: ['queue 16/16 FULL :8099', '2/8 threads busy (25%)', 'oldest 1s W1 GET /slow'],
    misses: after(1, () => withQueue(withRequests(IDLE, 2), 15)),
  }),
  stuck: () => ({
    state: 'STUCK',
    level: 'critical',
    holds: after(1, () => withRequest(IDLE, 2, 0, NOW - 38, '/report?year=2025&token=secret')),
    facts: ['oldest 38s W2 GET /report', '1/8 threads busy (13%)', 'queue 0/100'],
    misses: after(1, () => withRequest(IDLE, 2, 0, NOW - 28)),
  }),
  'errors-critical': () => ({
    state: 'ERRORS',
    level: 'critical',
    holds: after(12, (second) => raising(second, 0.06)),
    facts: ['24 of 384 requests raised (6%)', '0/8 threads busy (40%)'],
    misses: after(12, (second) => raising(second, 0.04)),
  }),
  'busy-critical': () => ({
    state: 'BUSY',
    level: 'critical',
    holds: after(12, (second) => serving(second, 9.5)),
    facts: ['95% busy over 10s, 0/8 threads now', 'queue 0/100', 'room for ~4 rps'],
    misses: after(12, (second) => serving(second, 8)),
  }),
  stopped: () => ({
    state: 'STALLED',
    level: 'warn',
    holds: stopped([2]),
    facts: ['W2 is stopped by a signal', '0/8 threads busy (0%)', 'queue 0/100'],
    // Somebody looked at its stack.
    misses: stopped([2], 1),
  }),
  stalled: () => ({
    state: 'STALLED',
    level: 'warn',
    holds: after(65, (second) => stalling(second)),
    facts: ['W1 idle', 'queue 3/16'],
    misses: after(65, (second) => withQueue(stalling(second), 0)),
  }),
  'saturated-first': () => ({
    state: 'SATURATED',
    level: 'warn',
    holds: after(0, () => withRequests(IDLE, 8, -2)),
    facts: ['8/8 threads busy', 'queue 0/100', 'oldest 1s W1 GET /slow'],
    misses: after(0, () => withRequests(IDLE, 7, -2)),
  }),
  'starting-queued': () => ({
    state: 'STARTING',
    level: 'warn',
    holds: after(5, () => withQueue(every(IDLE, { accepting: 0, last_spawn: NOW - 1 }), 2)),
    facts: ['4 workers not accepting for 6s', 'queue 2/16'],
    misses: after(4, () => withQueue(every(IDLE, { accepting: 0, last_spawn: NOW - 1 }), 2)),
  }),
  'queue-filling': () => ({
    state: 'QUEUE',
    level: 'warn',
    holds: after(0, () => withQueue(IDLE, 8)),
    facts: ['queue 8/16', '0/8 threads busy'],
    misses: after(4, () => withQueue(IDLE, 7)),
  }),
  slow: () => ({
    state: 'SLOW',
    level: 'warn',
    holds: after(1, () => withRequest(IDLE, 2, 0, NOW - 10)),
    facts: ['oldest 10s W2 GET /slow', '1/8 threads busy (13%)', 'queue 0/100'],
    misses: after(1, () => withRequest(IDLE, 2, 0, NOW - 8)),
  }),
  'own-signals-wait': () => ({
    state: 'SIGNALS WAIT',
    level: 'warn',
    holds: after(8, (second) => every(IDLE, { signal_queue: 1 + second })),
    facts: ['9 signals wait, 8 more in 8s', '0/8 threads busy (0%)', 'queue 0/100'],
    misses: after(3, (second) => every(IDLE, { signal_queue: 1 + second })),
  }),
  'crash-loop': () => ({
    state: 'CRASH LOOP',
    level: 'warn',
    // Too slow for three in a minute.
    holds: after(90, (second) => crashing(second, 1 + Math.floor(second / 29), 29)),
    facts: ['W2 not accepting for 90s, 3 respawns', '0/3 workers busy, 2 of 3 workers up'],
    misses: after(86, (second) => crashing(second, 1 + Math.floor(second / 29), 29)),
  }),
  'down-long': () => ({
    state: 'NOT ACCEPTING',
    level: 'critical',
    holds: after(30, () => withWorker(IDLE, 2, { pid: 0 })),
    facts: ['W2 not accepting for 30s', '0/8 threads busy, 3 of 4 workers up'],
    misses: after(29, () => withWorker(IDLE, 2, { pid: 0 })),
  }),
  down: () => ({
    state: 'NOT ACCEPTING',
    level: 'warn',
    holds: after(0, () => withWorker(IDLE, 2, { accepting: 0, last_spawn: NOW - 10 })),
    facts: ['W2 not accepting for 10s', '0/8 threads busy, 3 of 4 workers up'],
    misses: after(0, () => withWorker(IDLE, 2, { accepting: 0, last_spawn: NOW - 9 })),
  }),
  crashed: () => ({
    state: 'CRASHED',
    level: 'warn',
    holds: after(3, (second) =>
      counting(second < 2 ? withRequest(IDLE, 2, 0, NOW, '/boom') : replaced(IDLE, 2)),
    ),
    facts: ['1 crash in a minute, last W2 in GET /boom', '0/8 threads busy (0%)', 'queue 0/100'],
    // The request was finished first: recycled on purpose.
    misses: after(3, (second) =>
      counting(second < 2 ? withRequest(IDLE, 2, 0, NOW, '/boom') : replaced(withFinished(IDLE, 2, 0, 2), 2)),
    ),
  }),
  killed: () => ({
    state: 'KILLED',
    level: 'warn',
    holds: after(3, (second) => killedOutside(second, [2])),
    facts: [
      'W2 was killed (signal 9) with a request in flight: GET /x',
      '0/8 threads busy (0%)',
      'queue 0/100',
    ],
    // Nothing was lost with it.
    misses: after(3, (second) => killedOutside(second < 2 ? 2 : second, [2])),
  }),
  ended: () => ({
    state: 'WORKERS END',
    level: 'warn',
    holds: after(8, (second) => endingAgain(second, 3)),
    facts: ['W2 ended 3 times in a minute, cause unknown', '0/8 threads busy (0%)', 'queue 0/100'],
    misses: after(8, (second) => endingAgain(second, 2)),
  }),
  harakiri: () => ({
    state: 'HARAKIRI',
    level: 'warn',
    holds: after(6, (second) => killing(second, 1)),
    facts: ['1 killed in 5m, last W1 in GET /orders/:id', '0/8 threads busy (0%)', 'queue 0/100'],
    misses: after(6, () => IDLE),
  }),
  errors: () => ({
    state: 'ERRORS',
    level: 'warn',
    holds: after(12, (second) => raising(second, 0.02)),
    facts: ['8 of 384 requests raised (2%)', '0/8 threads busy (40%)'],
    misses: after(12, (second) => raising(second, 0.005)),
  }),
  slower: () => ({
    state: 'SLOWER',
    level: 'warn',
    holds: after(50, (second) => slowing(second, 0.4)),
    facts: ['400ms, usually 20ms', '0/8 threads busy (65%)', 'queue 0/100'],
    // Twice as slow may be the time of the day.
    misses: after(50, (second) => slowing(second, 0.04)),
  }),
  'clients-leave': () => ({
    state: 'CLIENTS LEAVE',
    level: 'warn',
    holds: after(12, (second) => leaving(second, 4, 1)),
    facts: [
      '48 of 384 clients left before their answer (13%)',
      'mean latency 100ms',
      '0/8 threads busy (40%)',
    ],
    // One in sixteen.
    misses: after(12, (second) => leaving(second, 4, 0.5)),
  }),
  'memory-critical': () => ({
    state: 'MEMORY',
    level: 'critical',
    holds: after(610, (second) => withWorker(IDLE, 2, { rss: 100 * MB + second * 0.2 * MB })),
    facts: ['W2 grows +720M/h (324%/h)', '0/8 threads busy (0%)', 'queue 0/100'],
    // Took its time to warm up, and stays.
    misses: after(610, (second) => withWorker(IDLE, 2, { rss: 100 * MB + Math.min(second, 250) * 0.2 * MB })),
  }),
  memory: () => ({
    state: 'MEMORY',
    level: 'warn',
    holds: after(2100, (second) => every(IDLE, { rss: 1000 * MB + (second * 200 * MB) / 3600 })),
    facts: ['4 workers grow, W1 +200M/h (18%/h)', '0/8 threads busy (0%)', 'queue 0/100'],
    misses: after(2100, (second) => every(IDLE, { rss: 1000 * MB + (second * 80 * MB) / 3600 })),
  }),
  'reload-failed': () => ({
    state: 'RELOAD FAILED',
    level: 'warn',
    holds: after(1, () => reloadedBy({ reload_failed_at: NOW - 600, reloading_since: 0 })),
    facts: ['the new code did not load, the old one serves', '0/8 threads busy (0%)'],
    misses: after(1, () => reloadedBy({ reload_failed_at: 0, reloading_since: 0 })),
  }),
  'reloading-long': () => ({
    state: 'RELOADING',
    level: 'warn',
    holds: after(1, () => reloadedBy({ reloading_since: NOW - 12 })),
    facts: ['the new code has not loaded for 13s, the old one serves', '0/8 threads busy (0%)'],
    misses: after(1, () => reloadedBy({ reloading_since: NOW - 8 })),
  }),
  busy: () => ({
    state: 'BUSY',
    level: 'warn',
    holds: after(12, (second) => serving(second, 8)),
    facts: ['80% busy over 10s, 0/8 threads now', 'queue 0/100', 'room for ~16 rps'],
    misses: after(12, (second) => serving(second, 6)),
  }),
  starting: () => ({
    state: 'STARTING',
    level: 'ok',
    holds: after(0, () => every(IDLE, { accepting: 0, last_spawn: NOW - 2 })),
    facts: ['4 workers not accepting for 2s'],
    misses: after(0, () => withWorker(IDLE, 2, { accepting: 0, last_spawn: NOW - 2 })),
  }),
  'all-cheap': () => ({
    state: 'ALL CHEAP',
    level: 'ok',
    holds: after(0, () => capturedWorkers('cheap-mode-all-cheap')),
    facts: ['workers start with the next connection'],
    misses: after(0, () => capturedWorkers('cheaper-6-2-initial')),
  }),
  reloaded: () => ({
    state: 'RELOADED',
    level: 'ok',
    holds: after(3, reloading),
    facts: ['counters start over', '0/3 workers busy (0%)', 'queue 0/100'],
    misses: after(13, reloading),
  }),
  'states-unknown': () => ({
    state: 'UNKNOWN',
    level: 'unknown',
    holds: after(1, () => every(IDLE, { status: 'resting' })),
    facts: ['4 workers in no state that is known', 'queue 0/100'],
    misses: after(1, () => withWorker(IDLE, 2, { status: 'resting' })),
  }),
  idle: () => ({
    state: 'IDLE',
    level: 'ok',
    holds: after(11, () => IDLE),
    facts: ['0/8 threads busy (0%)', 'queue 0/100'],
    misses: after(11, (second) => serving(second === 11 ? 1 : 0, 1)),
  }),
  ok: () => ({
    state: 'OK',
    level: 'ok',
    holds: after(12, (second) => serving(second, 4)),
    facts: ['0/8 threads busy (40%)', 'queue 0/100', 'mean latency 100ms', 'room for ~48 rps'],
    misses: after(12, () => IDLE),
  }),
};

/** Worker 2 has another process every second, so many times, for no reason that can be seen. */
function endingAgain(second: number, times: number): WorkersDocument {
  const ended = Math.min(second, times);
  const { pid, respawn_count, last_spawn } = at(IDLE.workers, 1);
  return withWorker(IDLE, 2, {
    pid: (pid ?? 0) + ended * 100,
    respawn_count: (respawn_count ?? 0) + ended,
    last_spawn: ended === 0 ? last_spawn : NOW + ended,
  });
}

/** All workers but the first serve, while connections wait. */
function stalling(second: number): WorkersDocument {
  const served = serving(second, 1);
  return withQueue({ ...served, workers: [at(IDLE.workers, 0), ...served.workers.slice(1)] }, 3);
}

const MB = 2 ** 20;

/** Requests of 20 ms, and after 40 s of so many seconds; 13 each second. */
function slowing(second: number, seconds: number): WorkersDocument {
  const served = serving(second, 13 / 8);
  const later = Math.max(0, second - 40) / Math.max(1, second);
  const workers = served.workers.map((worker) => ({
    ...worker,
    running_time: (worker.requests ?? 0) * (later * seconds + (1 - later) * 0.02) * 1e6,
  }));
  return { ...served, workers };
}

/** These workers, at so many of the last readings, as the kernel of the server's host tells. */
function stopped(slots: readonly number[], readings = 2): Observation {
  const seen = [0, 1, 2, 3].map((second) => {
    const isStopped = (slot: number) => second > 3 - readings && slots.includes(slot);
    const memory = new Map(
      IDLE.workers.map(({ pid }, index) => [
        pid ?? 0,
        { rssBytes: null, pssBytes: null, state: isStopped(index + 1) ? 'T' : 'S' },
      ]),
    );
    const timeMs = (NOW + second) * 1000;
    return { ...readingOf(IDLE, timeMs), host: { timeMs, memory, listenQueues: new Map() } };
  });
  return lastOf(watch(seen));
}

/** Workers of a server that tells of their ends get a signal at second 2, each with a request in flight. */
function killedOutside(second: number, slots: readonly number[]): WorkersDocument {
  const served: WorkersDocument = { ...IDLE, extra: { ...IDLE.extra, tsgi: {} } };
  return slots.reduce<WorkersDocument>((document, slot) => {
    const { pid } = at(IDLE.workers, slot - 1);
    if (second < 2) return withRequest(document, slot, 0, NOW, '/x');
    return withWorker(replaced(document, slot), slot, {
      last_exit: { pid, reason: 'died', signal: 9, code: null },
    });
  }, served);
}

/** A share of the requests raises. */
function raising(second: number, ratio: number): WorkersDocument {
  const served = serving(second, 4);
  const workers = served.workers.map((worker) => ({
    ...worker,
    exceptions: Math.round((worker.requests ?? 0) * ratio),
  }));
  return { ...served, workers };
}

/** So many answers of each core a second find nobody; the application hears of it, as uWSGI's does. */
function leaving(second: number, requestsEach: number, leftEach: number): WorkersDocument {
  const served = serving(second, requestsEach);
  const left = Math.round(second * leftEach);
  const workers = served.workers.map((worker, index) => ({
    ...worker,
    exceptions: index < 2 ? 2 * left : 0,
    cores: (worker.cores ?? []).map((core) => ({ ...core, write_errors: index < 2 ? left : 0 })),
  }));
  return { ...served, workers };
}

function reloadedBy(own: Readonly<Record<string, number>>): WorkersDocument {
  return { ...IDLE, extra: { tsgi: own } };
}

/** The first workers are killed for a request that took 3 s, one after the other. */
function killing(second: number, count: number): WorkersDocument {
  return Array.from({ length: count }).reduce<WorkersDocument>((document, _, index) => {
    const slot = index + 1;
    if (second < 3 + index) return withRequest(document, slot, 0, NOW, `/orders/${slot}?x`);
    return withWorker(replaced(document, slot), slot, { harakiri_count: 1 });
  }, IDLE);
}

/** A request runs in W1; after 3 s the last workers of the others are gone. */
function leavingOne(second: number, gone: number): WorkersDocument {
  const busy = withRequest(IDLE, 1, 0, NOW);
  return Array.from({ length: second < 3 ? 0 : gone }).reduce<WorkersDocument>(
    (document, _, index) => withWorker(document, 4 - index, { pid: 0 }),
    busy,
  );
}

/** The worker has a new process, which has served nothing. */
function replaced(document: WorkersDocument, slot: number): WorkersDocument {
  const { pid, respawn_count: spawns } = at(document.workers, slot - 1);
  return withWorker(document, slot, {
    pid: (pid ?? 0) + 1000,
    respawn_count: (spawns ?? 0) + 1,
    delta_requests: 0,
    last_spawn: NOW,
  });
}

function crashing(second: number, respawns: number, every = 2): WorkersDocument {
  const captured = capturedWorkers('crash-loop');
  const spawned = NOW + second - (second % every);
  return withWorker(captured, 2, { pid: 5000 + respawns, respawn_count: 17 + respawns, last_spawn: spawned });
}

/** By a version that counts requests of threads that end with their worker. */
function counting(document: WorkersDocument): WorkersDocument {
  return { ...document, version: '2.0.31' };
}

function reloading(second: number): WorkersDocument {
  return capturedWorkers(second < 2 ? 'reload-0-before' : 'reload-2-after-sighup');
}

test('every rule has a case', () => {
  assert.deepEqual(
    Object.keys(CASES),
    WORKER_RULES.map((rule) => rule.id),
  );
});

for (const [id, build] of Object.entries(CASES)) {
  test(`the verdict of ${id}, and what just misses it`, () => {
    const { state, level, holds, facts, misses } = build();
    const rule = WORKER_RULES.find((candidate) => candidate.id === id);
    assert.deepEqual([rule?.state, rule?.level], [state, level]);
    assert.deepEqual([holds.verdict.state, holds.verdict.level], [state, level]);
    if (facts !== undefined) assert.deepEqual(holds.verdict.facts, facts);
    assert.notDeepEqual([misses.verdict.state, misses.verdict.level], [state, level]);
  });
}

test('the blame: one endpoint, something shared, or nobody while requests pass through', () => {
  const busy = (uri: (index: number) => string, since: number, count = 8) =>
    after(6, () =>
      Array.from({ length: count }).reduce<WorkersDocument>(
        (all, _, index) => withRequest(all, 1 + Math.floor(index / 2), index % 2, NOW + since, uri(index)),
        IDLE,
      ),
    ).verdict.facts;
  const mostly = (index: number) => (index === 3 ? '/cart' : `/report/${index}?year=${index}`);
  assert.ok(busy(mostly, 0).includes('7 of 8 threads sit in GET /report/:id: the endpoint, not the pool'));
  const spread = (index: number) => `/${'abcd'.charAt(index % 4)}`;
  assert.match(
    busy(spread, -15).join(),
    /8 of 8 threads wait for 2[01]s or more in 4 routes: something they share/,
  );
  assert.match(
    busy(spread, 0).join(),
    /^\d+% busy over \ds, 8\/8 threads now/,
    'too young to wait for anything',
  );
  const passing = after(6, (second) => withRequests(IDLE, 8, second));
  assert.ok(!passing.verdict.facts.join().includes('sit in'), 'passing through');
  assert.ok(
    !busy(() => '/report', -30, 4)
      .join()
      .includes('sit in'),
    'half of the pool is free',
  );
});

test('exceptions after a reload are put down to it', () => {
  const { verdict } = after(12, (second) =>
    second < 1 ? { ...IDLE, pid: 1 } : { ...raising(second, 0.5), pid: 2 },
  );
  assert.equal(verdict.state, 'ERRORS');
  assert.ok(verdict.facts.includes('since the new master 11s ago'), verdict.facts.join());
});

test('exceptions that were there before the reload, or came long after it, have another reason', () => {
  const before = after(24, (second) => ({ ...raising(second, 0.5), pid: second < 12 ? 1 : 2 }));
  assert.equal(before.verdict.state, 'ERRORS');
  assert.ok(!before.verdict.facts.join().includes('since'), before.verdict.facts.join());
  const late = after(112, (second) => ({
    ...(second < 100 ? serving(second, 4) : withExceptions(serving(second, 4), (second - 100) * 10)),
    pid: second < 1 ? 1 : 2,
  }));
  assert.equal(late.verdict.state, 'ERRORS');
  assert.ok(!late.verdict.facts.join().includes('since'), late.verdict.facts.join());
});

function withExceptions(document: WorkersDocument, exceptions: number): WorkersDocument {
  return withWorker(document, 1, { exceptions });
}

test('memory that runs away is told within seconds, once the worker is warm', () => {
  const running = (warm: number) =>
    after(8, (second) =>
      withWorker(IDLE, 2, { rss: (100 + second * 10) * MB, delta_requests: warm + second * 5 }),
    );
  assert.equal(running(0).verdict.state, 'OK', 'it warms up');
  const { verdict } = running(60);
  assert.deepEqual([verdict.state, verdict.level], ['MEMORY', 'critical']);
  assert.equal(verdict.facts[0], 'W2 grows +50M in 5s, 180M now');
});

test('a cache that is filled at once, or memory without requests, does not run away', () => {
  const filled = after(8, (second) =>
    withWorker(IDLE, 2, { rss: (second < 4 ? 100 : 180) * MB, delta_requests: 100 + second * 5 }),
  );
  assert.equal(filled.verdict.level, 'ok');
  const still = after(8, (second) =>
    withWorker(IDLE, 2, { rss: (100 + second * 10) * MB, delta_requests: 100 }),
  );
  assert.equal(still.verdict.level, 'ok');
});

test('routes that all hang far longer than requests usually take wait for something they share', () => {
  const hanging = (usualSeconds: number) =>
    after(6, (second) => {
      const served = {
        ...IDLE,
        workers: IDLE.workers.map((worker) => ({
          ...worker,
          requests: 100,
          running_time: 100 * usualSeconds * 1e6,
        })),
      };
      if (second < 1) return served;
      return Array.from({ length: 8 }).reduce<WorkersDocument>(
        (all, _, index) => withRequest(all, 1 + Math.floor(index / 2), index % 2, NOW + 1, `/${index % 4}x`),
        served,
      );
    }).verdict.facts[0];
  assert.match(
    hanging(0.05) ?? '',
    /^8 of 8 threads wait for [45]s or more in 4 routes: something they share$/,
  );
  assert.match(hanging(2) ?? '', /^\d+% busy over/, 'five seconds are nothing unusual');
});

test('what comes all at once after a reload is no saturation', () => {
  const reloaded = (lastSecond: number) =>
    after(lastSecond, (second) =>
      second < 1 ? { ...IDLE, pid: 1 } : { ...withRequests(IDLE, 8, second), pid: 2 },
    ).verdict;
  assert.equal(reloaded(1).state, 'RELOADED');
  assert.equal(reloaded(6).state, 'SATURATED');
});

test('a small queue that stays is told too', () => {
  assert.equal(after(5, (second) => withQueue(serving(second, 1), 1)).verdict.state, 'QUEUE');
  assert.equal(after(4, (second) => withQueue(serving(second, 1), 1)).verdict.level, 'ok');
});

test('a state keeps its start while it lasts, also when it grows worse', () => {
  const full = (second: number) => withQueue(second < 2 ? IDLE : withRequests(IDLE, 8, 2), 0);
  const verdicts = watch(
    Array.from({ length: 12 }, (_, second) => readingOf(full(second), (NOW + second) * 1000)),
  ).map(({ verdict }) => verdict);
  const saturated = verdicts.filter(({ state }) => state === 'SATURATED');
  assert.deepEqual([...new Set(saturated.map(({ level }) => level))], ['warn', 'critical']);
  assert.equal(new Set(saturated.map(({ sinceMs }) => sinceMs)).size, 1);
  assert.ok(at(saturated, 0).sinceMs >= (NOW + 2) * 1000);
});

test('a request that was stuck before we came is stuck since it passed the threshold', () => {
  const { verdict } = after(0, () => withRequest(IDLE, 2, 0, NOW - 38));
  assert.equal(verdict.sinceMs, (NOW - 27.5) * 1000);
});

test('a pool of one that happens to be met in a request is not saturated', () => {
  const { workers } = IDLE;
  const one = { ...IDLE, workers: [{ ...at(workers, 0), cores: (at(workers, 0).cores ?? []).slice(0, 1) }] };
  const met = (second: number) => withRequest(finishedTimes(one, second), 1, 0, NOW + second);
  const { verdict, sample } = lastOf(
    watch([0, 1, 2].map((second) => readingOf(met(second), (NOW + second + 0.02) * 1000))),
  );
  assert.equal(sample.body.kind === 'workers' && sample.body.workers.totals.inFlight, 1);
  assert.equal(verdict.level, 'ok');
});

function finishedTimes(document: WorkersDocument, times: number): WorkersDocument {
  return Array.from({ length: times }).reduce<WorkersDocument>(
    (one) => withFinished(one, 1, 0, 0.03),
    document,
  );
}

test('a cheap reserve gets ten seconds to wake up', () => {
  const document = capturedWorkers('cheaper-6-2-scaled-down');
  const spawned = Math.max(...document.workers.map((worker) => worker.last_spawn ?? 0));
  const full = [3, 4, 5, 6].reduce((one, slot) => withRequest(one, slot, 0, spawned + 60), document);
  const verdicts = watch(
    Array.from({ length: 12 }, (_, second) => readingOf(full, (spawned + 62 + second) * 1000)),
  ).map(({ verdict }) => verdict.level);
  assert.deepEqual([...new Set(verdicts.slice(0, 9))], ['ok']);
  assert.equal(verdicts.at(-1), 'critical');
});

test('healthy servers raise nothing: series without overload, cheapening and recycling included', () => {
  const healthy = {
    'plain-4x2': capturedSeries('plain-4x2').slice(0, 18),
    'gevent-2x50': capturedSeries('gevent-2x50'),
    'reload-preload': capturedSeries('reload-preload'),
    'cheaper-6-2 going down': capturedSeries('cheaper-6-2').slice(18),
    'cheaper-6-2 before the load': capturedSeries('cheaper-6-2').slice(0, 4),
  };
  for (const [name, readings] of Object.entries(healthy)) {
    for (const { verdict, sample } of watch(readings)) {
      assert.equal(verdict.level, 'ok', `${name} ${sample.timeMs}: ${verdict.state} ${verdict.facts}`);
    }
  }
});

test('healthy servers raise nothing: single documents', () => {
  const names = [
    'plain-4x2-idle',
    'plain-4x2-busy',
    'max-requests-respawn',
    'cheap-mode-all-cheap',
    'cheaper-6-2-initial',
    'cheaper-6-2-scaled-down',
    'lazy-apps-idle',
    'gevent-2x100-60-in-flight',
    'full-busy',
    'reload-1-sighup-step1',
    'reload-3-workers-step1',
    'no-cores-2x2-busy',
    'static-routed-offloaded',
  ];
  for (const name of names) {
    const document = capturedWorkers(name);
    const starts = document.workers.flatMap((worker) => [
      worker.last_spawn ?? 0,
      ...(worker.cores ?? []).map((core) => core.req_info.request_start ?? 0),
    ]);
    const nowMs = (Math.max(...starts) + 1) * 1000;
    const { verdict } = lastOf(watch([readingOf(document, nowMs), readingOf(document, nowMs + 1000)]));
    assert.equal(verdict.level, 'ok', `${name}: ${verdict.state} ${verdict.facts}`);
  }
});

test('the overloaded part of a series is saturated, with its queue', () => {
  const { verdict, sample } = at(watch(capturedSeries('cheaper-6-2')), 12);
  assert.equal(verdict.state, 'SATURATED');
  assert.equal(verdict.level, 'critical');
  assert.deepEqual(verdict.facts.slice(1), ['queue 20/100', 'oldest <1s W1 GET /sleep']);
  assert.equal(sample.body.kind, 'workers');
});

test('a verdict without server text it can trust still keeps it raw', () => {
  const hostile = '/x\u001b]0;title\u0007{red-fg}';
  const { verdict } = after(0, () => withRequest(IDLE, 2, 0, NOW - 38, hostile));
  assert.equal(verdict.facts[0], `oldest 37s W2 GET ${hostile}`);
});

test('verdicts are a function of what they are given', () => {
  const observation = after(3, () => withRequests(IDLE, 8));
  const { sample, history, memory } = observation;
  const again = verdictFor({ sample, history, memory, thresholds: DEFAULT_THRESHOLDS }, null);
  assert.equal(again.state, observation.verdict.state);
  const patient = { ...DEFAULT_THRESHOLDS, requestWarnSeconds: 1, requestCriticalSeconds: 2 };
  const one = after(3, () => withRequest(IDLE, 1, 0, NOW));
  const input = { sample: one.sample, history: one.history, memory: one.memory };
  assert.equal(verdictFor({ ...input, thresholds: DEFAULT_THRESHOLDS }, null).state, 'OK');
  assert.equal(verdictFor({ ...input, thresholds: patient }, null).state, 'STUCK');
  assert.equal(workersOf(one).totals.inFlight, 1);
});
