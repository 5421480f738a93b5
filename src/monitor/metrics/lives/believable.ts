/**
 * A document without what cannot be true, so that one absurd number is an unknown of that reading and nothing more:
 * counters below zero, beyond 2^53, or further from the reading before than any server gets; times before there was
 * uWSGI; process ids that no kernel gives. Cores are put into the order of their ids.
 */
import type {
  AnswerStats,
  CoreStats,
  Maybe,
  SocketStats,
  WorkerStats,
  WorkersDocument,
} from '../../../stats/schema.js';
import { countOf } from '../sample/counters.js';
import { slotsOf } from '../sample/slots.js';

interface ReadingBefore {
  readonly document: WorkersDocument;
  /** Since then; null where time did not pass forwards. */
  readonly seconds: number | null;
}

export function believable(
  document: WorkersDocument,
  before: ReadingBefore | null,
  nowMs: number,
): WorkersDocument {
  const earlier = workersBySlot(before?.document ?? null);
  const slots = slotsOf(document.workers);
  const clock = { latest: latestSecond(document, nowMs), seconds: before?.seconds ?? null };
  return {
    ...document,
    pid: pidIn(document.pid),
    listen_queue: countOf(document.listen_queue),
    signal_queue: countOf(document.signal_queue),
    sockets: document.sockets?.map(believableSocket) ?? null,
    workers: document.workers.map((worker, index) =>
      believableWorker(worker, earlier.get(slots[index] ?? 0) ?? null, clock),
    ),
  };
}

export function workersBySlot(document: WorkersDocument | null): ReadonlyMap<number, WorkerStats> {
  const slots = slotsOf(document?.workers ?? []);
  return new Map((document?.workers ?? []).map((worker, index) => [slots[index] ?? 0, worker]));
}

interface Clock {
  /** No time in the document is later, unix seconds. */
  readonly latest: number;
  readonly seconds: number | null;
}

/** 2008, a year before uWSGI: earlier times are a clock that was not set yet, or no times. */
const EARLIEST_SECOND = 1_199_145_600;
/** Clocks of two hosts may differ, and their time zones be mistaken for one another. */
const DAY_SECONDS = 86_400;

/** A server whose whole clock is ahead says so in the spawn of more than one worker. */
function latestSecond({ workers }: WorkersDocument, nowMs: number): number {
  const spawns = workers.map(({ last_spawn }) => last_spawn ?? 0).sort((left, right) => right - left);
  return Math.max(nowMs / 1000, spawns[1] ?? spawns[0] ?? 0) + DAY_SECONDS;
}

function timeIn(value: Maybe<number>, { latest }: Clock): number | null {
  if (value === null || value === 0) return value;
  return value >= EARLIEST_SECOND && value <= latest ? value : null;
}

/** The greatest that Linux gives; 0 stands for none. */
const MAX_PID = 4_194_304;

function pidIn(value: Maybe<number>): number | null {
  return value !== null && Number.isInteger(value) && value >= 0 && value <= MAX_PID ? value : null;
}

/** The most by which a counter grows in a second, and what it may gain at once. */
const FASTEST = {
  requests: 1e6,
  exceptions: 1e6,
  signals: 1e6,
  tx: 1e12,
  harakiri_count: 100,
  respawn_count: 100,
} as const;
const AT_ONCE = 100;

type Counter = keyof typeof FASTEST;

function believableWorker(now: WorkerStats, before: WorkerStats | null, clock: Clock): WorkerStats {
  const pid = pidIn(now.pid);
  const last_spawn = timeIn(now.last_spawn, clock);
  const same = before !== null && pid !== null && pid > 0 && before.pid === pid ? before : null;
  const sameProcess = same?.last_spawn === last_spawn;
  const counter = (name: Counter) =>
    counterIn(now[name], before?.[name] ?? null, { fastest: FASTEST[name], sameProcess, ...clock });
  const worker: WorkerStats = {
    ...now,
    pid,
    last_spawn,
    requests: counter('requests'),
    exceptions: counter('exceptions'),
    signals: counter('signals'),
    tx: counter('tx'),
    harakiri_count: counter('harakiri_count'),
    respawn_count: counter('respawn_count'),
    answers: answersIn(now.answers ?? null, before?.answers ?? null, { sameProcess, ...clock }),
    cores: now.cores === null ? null : coresIn(now.cores, before?.cores ?? [], clock, sameProcess),
  };
  if (pid === 0) return { ...worker, rss: null, vsz: null, uss: null, pss: null };
  return same !== null && hasOnlyMovedItsSpawn(same, worker) ? { ...worker, last_spawn: null } : worker;
}

function answersIn(
  now: AnswerStats | null,
  before: AnswerStats | null,
  setting: Omit<CounterSetting, 'fastest'>,
): AnswerStats | null {
  if (now === null) return null;
  const fastest = FASTEST.requests;
  const checked = (name: keyof AnswerStats) =>
    counterIn(now[name], before?.[name] ?? null, { fastest, ...setting });
  return { '2xx': checked('2xx'), '3xx': checked('3xx'), '4xx': checked('4xx'), '5xx': checked('5xx') };
}

interface CounterSetting {
  readonly fastest: number;
  readonly sameProcess: boolean;
  readonly seconds: number | null;
}

/** One process may correct its counters by a request or two, but never loses most of what it had counted. */
function counterIn(
  told: Maybe<number>,
  before: Maybe<number>,
  { fastest, sameProcess, seconds }: CounterSetting,
): number | null {
  const now = countOf(told);
  if (now === null || before === null || seconds === null) return now;
  if (now - before > AT_ONCE + fastest * Math.max(1, seconds)) return null;
  return sameProcess && now < before / 2 ? null : now;
}

/** A process that goes on serving was not spawned at another time than before. */
function hasOnlyMovedItsSpawn(before: WorkerStats, now: WorkerStats): boolean {
  if (before.last_spawn === null || now.last_spawn === null || before.last_spawn === now.last_spawn)
    return false;
  if (before.respawn_count === null || before.respawn_count !== now.respawn_count) return false;
  return (before.requests ?? 0) > 0 && (now.requests ?? -1) >= (before.requests ?? 0);
}

/** There may be thousands of cores: where all are fine, the list stays the same. */
function coresIn(
  cores: readonly CoreStats[],
  before: readonly CoreStats[],
  clock: Clock,
  sameProcess: boolean,
): readonly CoreStats[] {
  const inOrder = cores.every(({ id }, index) => id === index) ? cores : inOrderOfIds(cores);
  const setting = { fastest: FASTEST.requests, sameProcess, ...clock };
  let changed: CoreStats[] | null = null;
  for (const [index, core] of inOrder.entries()) {
    const checked = believableCore(core, before[index] ?? null, setting);
    if (checked === core) continue;
    changed ??= [...inOrder];
    changed[index] = checked;
  }
  return changed ?? inOrder;
}

/** Cores have the numbers from 0 on; where they have others they stay as they are. */
function inOrderOfIds(cores: readonly CoreStats[]): readonly CoreStats[] {
  const byId = new Map(cores.map((core) => [core.id, core]));
  const ordered = cores.flatMap((_, index) => byId.get(index) ?? []);
  return ordered.length === cores.length ? ordered : cores;
}

const CORE_COUNTERS = [
  'requests',
  'static_requests',
  'routed_requests',
  'offloaded_requests',
  'write_errors',
  'read_errors',
] as const;

function believableCore(
  core: CoreStats,
  before: CoreStats | null,
  setting: CounterSetting & Clock,
): CoreStats {
  const wrong = CORE_COUNTERS.filter(
    (name) => counterIn(core[name], before?.[name] ?? null, setting) !== core[name],
  );
  const { in_request, req_info } = core;
  const request_start = timeIn(req_info.request_start, setting);
  const isFlag = in_request === null || in_request === 0 || in_request === 1;
  if (isFlag && wrong.length === 0 && request_start === req_info.request_start) return core;
  const unknowns = Object.fromEntries(wrong.map((name) => [name, null]));
  return { ...core, ...unknowns, in_request: flagIn(in_request), req_info: { request_start } };
}

/** Above 1 it is in a request as well. */
function flagIn(value: Maybe<number>): number | null {
  const count = countOf(value);
  return count === null ? null : Math.min(1, count);
}

/** Queues hold a little more than their limit; the kernel's greatest limit is far below this. */
const MAX_QUEUE = 1e7;

function believableSocket(socket: SocketStats): SocketStats {
  const queue = countOf(socket.queue);
  const limit = countOf(socket.max_queue);
  return {
    ...socket,
    queue: queue !== null && queue > MAX_QUEUE ? null : queue,
    max_queue: limit !== null && limit > 2 ** 32 ? null : limit,
  };
}
