import type { StatsDocument, WorkerStats } from './schema.js';

/**
 * The newest moment that a document tells of, in unix seconds: it was written then or later. Null where it tells of
 * none. Numbers that can be no moment are passed over.
 */
export function newestTimeIn(document: StatsDocument): number | null {
  let newest: number | null = null;
  for (const time of timesIn(document)) {
    if (time === null || !(time >= EARLIEST && time <= LATEST)) continue;
    if (newest === null || time > newest) newest = time;
  }
  return newest;
}

/** When the newest request began that is in flight, in unix seconds; null: none is. */
export function newestRequestIn(document: StatsDocument): number | null {
  if (document.kind !== 'workers') return null;
  const starts = document.workers
    .flatMap(({ cores }) => cores ?? [])
    .flatMap(({ in_request, req_info }) => ((in_request ?? 0) > 0 ? [req_info.request_start ?? 0] : []));
  return starts.length === 0 ? null : starts.reduce((newest, start) => Math.max(newest, start), 0);
}

/** From 2000 to 2100. */
const EARLIEST = 946_684_800;
const LATEST = 4_102_444_800;

function* timesIn(document: StatsDocument): Generator<number | null> {
  switch (document.kind) {
    case 'workers':
      for (const worker of document.workers) yield* timesOfWorker(worker);
      yield* timesWithin(document.extra, EXTRA_DEPTH);
      break;
    case 'emperor':
    case 'router':
      yield* timesWithin({ ...document }, EXTRA_DEPTH);
      break;
    case 'tuntap':
  }
}

function* timesOfWorker({ last_spawn, cores }: WorkerStats): Generator<number | null> {
  yield last_spawn;
  for (const core of cores ?? []) yield core.req_info.request_start;
}

const EXTRA_DEPTH = 5;
/** Members of crons, caches, vassals, nodes, daemons and their like that are moments in the past. */
const PAST_TIMES: ReadonlySet<string> = new Set([
  'born',
  'last_mod',
  'last_heartbeat',
  'last_loyal',
  'last_ready',
  'last_accepting',
  'last_run',
  'last_attempt',
  'last_check',
  'last_seen',
  'last_modified_at',
  'started_at',
]);

function* timesWithin(value: unknown, depth: number): Generator<number | null> {
  if (typeof value !== 'object' || value === null || depth === 0) return;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'number') yield PAST_TIMES.has(key) ? member : null;
    else yield* timesWithin(member, depth - 1);
  }
}
