/**
 * The master's document. With thousands of cores it is the one that costs, once a second: every record is built in one
 * literal (one hidden class) and nothing else is allocated.
 */
import { extraBlocksFrom } from './extra-blocks.js';
import { MAX_WORKERS, tooManyWorkers } from './json-limits.js';
import type {
  AnswerStats,
  AppStats,
  CoreStats,
  ExitStats,
  SocketStats,
  WorkerStats,
  WorkersDocument,
} from './schema.js';
import { serverHeadFrom } from './server-head.js';
import {
  isRecord,
  numberOrNull,
  recordsIn,
  recordsOrNull,
  textOrEmpty,
  textOrNull,
  type Wire,
  type WireRecord,
} from './wire-values.js';

export function workersDocumentFrom(
  wire: Wire<WorkersDocument> & WireRecord,
  workers: readonly unknown[],
): WorkersDocument {
  if (workers.length > MAX_WORKERS) throw tooManyWorkers(workers.length);
  return {
    kind: 'workers',
    ...serverHeadFrom(wire),
    listen_queue: numberOrNull(wire.listen_queue),
    signal_queue: numberOrNull(wire.signal_queue),
    load: numberOrNull(wire.load),
    sockets: recordsOrNull(wire.sockets, socketFrom),
    workers: recordsIn(workers, workerFrom),
    extra: extraBlocksFrom(wire),
  };
}

function socketFrom(wire: Wire<SocketStats>): SocketStats {
  return {
    name: textOrEmpty(wire.name),
    proto: textOrNull(wire.proto),
    queue: numberOrNull(wire.queue),
    max_queue: numberOrNull(wire.max_queue),
    shared: numberOrNull(wire.shared),
    can_offload: numberOrNull(wire.can_offload),
  };
}

function workerFrom(wire: Wire<WorkerStats>): WorkerStats {
  return {
    id: numberOrNull(wire.id),
    pid: numberOrNull(wire.pid),
    accepting: numberOrNull(wire.accepting),
    requests: numberOrNull(wire.requests),
    delta_requests: numberOrNull(wire.delta_requests),
    exceptions: numberOrNull(wire.exceptions),
    harakiri_count: numberOrNull(wire.harakiri_count),
    signals: numberOrNull(wire.signals),
    signal_queue: numberOrNull(wire.signal_queue),
    status: textOrNull(wire.status),
    rss: numberOrNull(wire.rss),
    vsz: numberOrNull(wire.vsz),
    uss: numberOrNull(wire.uss),
    pss: numberOrNull(wire.pss),
    running_time: numberOrNull(wire.running_time),
    last_spawn: numberOrNull(wire.last_spawn),
    respawn_count: numberOrNull(wire.respawn_count),
    tx: numberOrNull(wire.tx),
    avg_rt: numberOrNull(wire.avg_rt),
    last_exit: exitFrom(wire.last_exit),
    answers: answersFrom(wire.answers),
    apps: recordsOrNull(wire.apps, appFrom),
    cores: recordsOrNull(wire.cores, coreFrom),
  };
}

function exitFrom(value: unknown): ExitStats | null {
  if (!isRecord(value)) return null;
  const wire: Wire<ExitStats> = value;
  return {
    pid: numberOrNull(wire.pid),
    reason: textOrNull(wire.reason),
    signal: numberOrNull(wire.signal),
    code: numberOrNull(wire.code),
  };
}

function answersFrom(value: unknown): AnswerStats | null {
  if (!isRecord(value)) return null;
  const wire: Wire<AnswerStats> = value;
  return {
    '2xx': numberOrNull(wire['2xx']),
    '3xx': numberOrNull(wire['3xx']),
    '4xx': numberOrNull(wire['4xx']),
    '5xx': numberOrNull(wire['5xx']),
  };
}

function appFrom(wire: Wire<AppStats>): AppStats {
  return {
    id: numberOrNull(wire.id),
    modifier1: numberOrNull(wire.modifier1),
    mountpoint: textOrNull(wire.mountpoint),
    startup_time: numberOrNull(wire.startup_time),
    requests: numberOrNull(wire.requests),
    exceptions: numberOrNull(wire.exceptions),
    chdir: textOrNull(wire.chdir),
  };
}

function coreFrom(wire: Wire<CoreStats>): CoreStats {
  return {
    id: numberOrNull(wire.id),
    requests: numberOrNull(wire.requests),
    static_requests: numberOrNull(wire.static_requests),
    routed_requests: numberOrNull(wire.routed_requests),
    offloaded_requests: numberOrNull(wire.offloaded_requests),
    write_errors: numberOrNull(wire.write_errors),
    read_errors: numberOrNull(wire.read_errors),
    in_request: numberOrNull(wire.in_request),
    vars: varsFrom(wire.vars),
    req_info: requestInfoFrom(wire.req_info),
    request_start_us: numberOrNull(wire.request_start_us),
  };
}

function requestInfoFrom(value: unknown): CoreStats['req_info'] {
  const wire: Wire<CoreStats['req_info']> = isRecord(value) ? value : {};
  return { request_start: numberOrNull(wire.request_start) };
}

/** The list that was parsed is ours, so uWSGI's closing empty string is dropped in place. */
function varsFrom(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const vars: readonly unknown[] = value;
  if (value.at(-1) === '') value.pop();
  return vars.every(isText) ? vars : vars.filter(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
