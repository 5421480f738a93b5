import { type Field, type FieldValue, field, having, oneOf } from '../fields/field.js';
import { titled } from './column-entry.js';
import type { CoreRow, WorkerRow } from './row.js';
import { WORKER_COLUMNS } from './worker-columns.js';
import { WORKER_ERROR_FIELDS } from './worker-error-fields.js';
import { entry, meanOf, ofProcess, summed } from './worker-field.js';
import { WORKER_MEMORY_FIELDS } from './worker-memory-fields.js';
import { WORKER_REQUEST_FIELDS } from './worker-request-fields.js';

/**
 * Workers and their cores share one dictionary, because one table shows both. A core has no number of its own for
 * what the server counts only by process (memory, exceptions, harakiri …): null there.
 */
const FIELDS: readonly Field<WorkerRow | CoreRow>[] = [
  having(
    { tone: 'strong', json: { type: 'integer' } },
    entry(
      'slot',
      'wid worker',
      'id',
      'Number of the worker: its id where the server gives it one of its own, else its position in the document, from 1',
      (worker) => worker.slot,
      (core) => core.slot,
    ),
  ),
  field(
    'core',
    '',
    'id',
    'Number of the core (thread or async core) within its worker; workers have none',
    (row) => (row.kind === 'core' ? row.core.id : null),
  ),
  ofProcess(
    'id',
    '',
    'id',
    "The server's own worker number; 0 until the worker was spawned once",
    (w) => w.id,
  ),
  having(
    { tone: 'dim', looked: 'search' },
    field('pid', '', 'id', 'Process id; none while the worker is cheaped', ({ worker }) => worker.pid),
  ),
  oneOf(
    'idle busy stuck drain cheap start pause sig stall dead unknown',
    having(
      { tone: 'state', looked: 'word' },
      entry(
        'state',
        'st',
        'text',
        'What it does, in one word worked out by tstop: idle busy stuck drain cheap start pause sig stall dead unknown',
        (worker) => worker.state,
        (core) => core.state,
      ),
    ),
  ),
  having(
    { looked: 'search', widths: [8, 8, 8] },
    ofProcess(
      'status',
      '',
      'text',
      "The server's own word for the worker, such as sig17; it says busy as soon as one core is, and cheap even at work",
      (worker) => worker.status,
    ),
  ),
  having(
    { title: 'ACC' },
    ofProcess(
      'accepting',
      '',
      'flag',
      'Whether the worker takes requests: false from the fork until the app is loaded; cheaped workers keep true',
      (worker) => worker.accepting,
    ),
  ),
  entry(
    'in_flight',
    'in',
    'count',
    'Requests being worked on at the moment of the reading',
    (worker) => worker.coresBusy,
    (core) => (core.inRequest === null ? null : Number(core.inRequest)),
  ),
  having(
    { json: { type: ['array', 'null'], items: { $ref: '#/$defs/core' } } },
    entry(
      'cores',
      'threads',
      'count',
      'Cores (threads or async cores) that the worker has, busy or not',
      (worker) => worker.coresTotal,
    ),
  ),
  entry(
    'busy_ratio',
    'busy',
    'ratio',
    'Share of the last interval spent in requests, those still running included',
    (worker) => worker.busyRatio,
    (core) => core.busyRatio,
  ),
  entry(
    'busy_5m_ratio',
    'trend',
    'ratio',
    'Mean busy share of the last 5 minutes as far as tstop watched them',
    (worker) => meanOf(worker.busyTrend),
  ),
  entry(
    'rps',
    '',
    'per_second',
    'Requests finished per second in the last interval; unknown on the first reading',
    (worker) => worker.requestsPerSecond,
    (core) => core.requestsPerSecond,
  ),
  entry(
    'latency_seconds',
    'lat',
    'seconds',
    'Mean duration of the requests that finished in the last interval, static files left out; killed requests are missing',
    (worker) => worker.latencySeconds,
  ),
  {
    ...having(
      { tone: 'age', grain: 'age' },
      entry(
        'age_seconds',
        'age',
        'seconds',
        'How long the oldest request in flight has been running; whole seconds of the server clock',
        (worker) => worker.ageSeconds,
        (core) => core.ageSeconds,
      ),
    ),
    order: calmAge,
  },
  entry(
    'longest_seconds',
    'max',
    'seconds',
    'Longest request seen since tstop attached; shorter ones between two readings are not seen',
    (worker) => worker.longestSeconds,
  ),
  entry(
    'requests_total',
    'req',
    'count',
    'Requests since the master started; respawns do not reset it',
    (worker) => worker.requestsTotal,
    (core) => core.requestsTotal,
  ),
  entry(
    'requests_since_spawn',
    'dreq',
    'count',
    'Requests since this process was spawned; what max-requests counts',
    (worker) => worker.requestsSinceSpawn,
  ),
  summed('static_total', 'sta', 'Requests answered as static files', (core) => core.staticTotal),
  summed('routed_total', 'routed', 'Requests answered by internal routing', (core) => core.routedTotal),
  summed('offloaded_total', 'off', 'Requests handed to an offload thread', (core) => core.offloadedTotal),
  ...WORKER_ERROR_FIELDS,
  entry(
    'signals_total',
    'sig',
    'count',
    'uwsgi signals that the worker has handled; not unix signals',
    (worker) => worker.signalsTotal,
  ),
  having(
    { tone: 'trouble' },
    entry(
      'signal_queue',
      'sigq',
      'count',
      'Bytes of uwsgi signals waiting for the worker',
      (worker) => worker.signalQueue,
    ),
  ),
  having(
    { tone: 'harakiri' },
    entry(
      'harakiri_total',
      'hk',
      'count',
      'Times that a request ran past the harakiri limit and the worker was killed; always 0 without that option',
      (worker) => worker.harakiriTotal,
    ),
  ),
  entry(
    'respawns',
    'respawn rsp',
    'count',
    'Spawns after the first one: crashes, kills and planned recycling alike',
    (worker) => worker.respawns,
  ),
  ...WORKER_MEMORY_FIELDS,
  entry(
    'tx_bytes_total',
    'txtotal',
    'bytes',
    'Bytes sent to clients since the master started, headers included; may miss some under threads',
    (worker) => worker.txBytesTotal,
  ),
  entry(
    'tx_bytes_per_second',
    'tx',
    'bytes_per_second',
    'Bytes sent to clients per second in the last interval',
    (worker) => worker.txBytesPerSecond,
  ),
  entry(
    'running_seconds',
    'running',
    'seconds',
    'Summed durations of the requests that finished since the master started; not processor time, and no uptime',
    (worker) => worker.runningSeconds,
  ),
  having(
    { title: 'LAST' },
    entry(
      'last_response_seconds',
      'avg_rt last',
      'seconds',
      "The server's avg_rt: half the last request, half the value before it; not an average",
      (worker) => worker.lastResponseSeconds,
    ),
  ),
  ofProcess('spawned_at', 'spawned', 'time', 'When this process was spawned', (worker) => worker.spawnedAtMs),
  having(
    { grain: 'duration' },
    ofProcess(
      'uptime_seconds',
      'up',
      'seconds',
      'Time since this process was spawned',
      (w) => w.uptimeSeconds,
    ),
  ),
  ...WORKER_REQUEST_FIELDS,
];

export const WORKER_FIELDS = titled(FIELDS, Object.values(WORKER_COLUMNS).flat());

const YOUNG_SECONDS = 1;

/** Short requests come and go between two looks: who has one, or none, says nothing about the order. */
function calmAge(age: FieldValue): number {
  return typeof age === 'number' && age >= YOUNG_SECONDS ? age : 0;
}
