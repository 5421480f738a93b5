import type { Peaks, Totals, WorkerState } from '../metrics/sample/sample.js';
import { type Field, type FieldValue, field, having, type Unit } from './field.js';
import { acceptingOf, type OverviewRow, queueRatioOf } from './overview-values.js';
import { SERVER_FOOT, SERVER_HEAD } from './server-fields.js';

const TOTALS: readonly Field<OverviewRow>[] = [
  total('workers', '', 'count', 'Workers configured', (totals) => totals.workers),
  total(
    'workers_up',
    'up_workers',
    'count',
    'Workers with a live process that is not cheaped',
    (t) => t.workersUp,
  ),
  having(
    { title: 'ACC' },
    field('accepting', '', 'count', 'Workers with a process that takes requests', acceptingOf),
  ),
  inState('idle', 'Workers without a request'),
  inState('busy', 'Workers with at least one core in a request, stuck ones not counted'),
  inState('stuck', 'Workers with a request older than the threshold'),
  inState('cheap', 'Workers put to sleep by the cheaper system'),
  inState('start', 'Workers with a process that does not take requests yet'),
  inState('stall', 'Workers that seem idle although requests wait'),
  inState('dead', 'Workers without a process that are not cheaped'),
  total(
    'cores',
    'threads',
    'count',
    'Cores (threads or async cores) of the workers that are up',
    (t) => t.cores,
  ),
  total(
    'in_flight',
    'in',
    'count',
    'Requests being worked on at the moment of the reading',
    (t) => t.inFlight,
  ),
  total(
    'busy_ratio',
    'busy',
    'ratio',
    'Share of all cores spent in requests in the last interval, those still running included',
    (totals) => totals.busyRatio,
  ),
  total('requests_total', 'req', 'count', 'Requests since the master started', (t) => t.requestsTotal),
  total(
    'rps',
    '',
    'per_second',
    'Requests finished per second in the last interval',
    (t) => t.requestsPerSecond,
  ),
  total('static_per_second', 'sta', 'per_second', 'Static files served per second', (t) => t.staticPerSecond),
  total(
    'latency_seconds',
    'lat',
    'seconds',
    'Mean duration of the requests that finished in the last interval, static files left out; killed requests are missing',
    (totals) => totals.latencySeconds,
  ),
  percentile('p50_seconds', 'p50', 'Half', (t) => t.p50Seconds),
  percentile('p90_seconds', 'p90', 'Nine of ten', (t) => t.p90Seconds),
  percentile('p99_seconds', 'p99', 'All but one of a hundred', (t) => t.p99Seconds),
  answers('answers_2xx_per_second', 's2xx', (t) => t.answers2xxPerSecond),
  answers('answers_3xx_per_second', 's3xx', (t) => t.answers3xxPerSecond),
  answers('answers_4xx_per_second', 's4xx', (t) => t.answers4xxPerSecond),
  having(
    { tone: 'trouble' },
    answers('answers_5xx_per_second', 's5xx', (t) => t.answers5xxPerSecond),
  ),
  having(
    { grain: 'age' },
    total(
      'oldest_seconds',
      'oldest age',
      'seconds',
      'Age of the oldest request in flight',
      (t) => t.oldestRequestSeconds,
    ),
  ),
  having(
    { tone: 'trouble' },
    total(
      'exceptions_total',
      'exc',
      'count',
      'Exceptions that left the application',
      (t) => t.exceptionsTotal,
    ),
  ),
  having(
    { tone: 'trouble', title: 'EXC/s' },
    total(
      'exceptions_per_second',
      'excrate',
      'per_second',
      'Exceptions that left the application per second in the last interval',
      (totals) => totals.exceptionsPerSecond,
    ),
  ),
  having(
    { tone: 'trouble' },
    total(
      'write_errors_total',
      'werr',
      'count',
      'Answers that could not be written',
      (t) => t.writeErrorsTotal,
    ),
  ),
  total(
    'write_errors_per_second',
    '',
    'per_second',
    'Write errors per second',
    (t) => t.writeErrorsPerSecond,
  ),
  having(
    { tone: 'trouble' },
    total(
      'read_errors_total',
      'rerr',
      'count',
      'Requests whose body could not be read',
      (t) => t.readErrorsTotal,
    ),
  ),
  total('read_errors_per_second', '', 'per_second', 'Read errors per second', (t) => t.readErrorsPerSecond),
  having(
    { tone: 'trouble' },
    total(
      'harakiri_total',
      'hk',
      'count',
      'Requests that ran past the harakiri limit and were killed with their worker',
      (totals) => totals.harakiriTotal,
    ),
  ),
  total(
    'harakiri_last_seen_at',
    '',
    'time',
    'When the harakiri count last grew while tstop watched',
    (totals) => totals.harakiriLastSeenMs,
  ),
  total(
    'respawns_total',
    'respawn rsp',
    'count',
    "Spawns beyond each worker's first",
    (t) => t.respawnsTotal,
  ),
  total(
    'respawns_15m',
    '',
    'count',
    'Respawns in the last 15 minutes as far as tstop watched them',
    (totals) => totals.respawnsLast15Minutes,
  ),
  total('tx_bytes_total', 'txtotal', 'bytes', 'Bytes sent since the master started', (t) => t.txBytesTotal),
  total(
    'tx_bytes_per_second',
    'tx',
    'bytes_per_second',
    'Bytes sent to clients per second in the last interval',
    (totals) => totals.txBytesPerSecond,
  ),
  having(
    { tone: 'memory' },
    total(
      'rss_bytes',
      'rss',
      'bytes',
      'Resident memory of the workers that report it, shared pages counted once for each of them',
      (totals) => totals.rssBytes,
    ),
  ),
  having(
    { tone: 'memory' },
    total(
      'rss_bytes_per_hour',
      'rssrate',
      'bytes_per_hour',
      'Trend of that memory',
      (t) => t.rssBytesPerHour,
    ),
  ),
  total(
    'queue',
    'lq',
    'count',
    'Connections waiting on the fullest socket; unknown where no socket can be measured',
    (totals) => totals.queue,
  ),
  total('queue_limit', '', 'count', 'Length of that listen queue', (totals) => totals.queueLimit),
  total('queue_ratio', 'full', 'ratio', 'Queue as a share of its limit, at most 1', queueRatioOf),
  total(
    'queue_wait_seconds',
    'wait',
    'seconds',
    'Estimated wait in the queue: its length divided by the throughput',
    (totals) => totals.queueWaitSeconds,
  ),
  total(
    'capacity_rps',
    'cap',
    'per_second',
    'Throughput at which all cores would be busy, by the last 10 s; unknown below 10 % busy and for async cores',
    (totals) => totals.capacityPerSecond,
  ),
  peak('peak_queue', 'count', 'Longest queue since tstop attached', (peaks) => peaks.queue),
  peak('peak_in_flight', 'count', 'Most requests in flight since tstop attached', (peaks) => peaks.inFlight),
  having(
    { grain: 'age' },
    peak('peak_age_seconds', 'seconds', 'Oldest request since tstop attached', (p) => p.oldestRequestSeconds),
  ),
  peak('peak_rss_bytes', 'bytes', 'Most resident memory since tstop attached', (peaks) => peaks.rssBytes),
];

export const OVERVIEW_FIELDS: readonly Field<OverviewRow>[] = [...SERVER_HEAD, ...TOTALS, ...SERVER_FOOT];

function percentile(
  name: string,
  short: string,
  share: string,
  value: (totals: Totals) => number | null,
): Field<OverviewRow> {
  const meaning = `${share} of the requests of the last 10 s took no longer; only tsgi tells`;
  return total(name, short, 'seconds', meaning, value);
}

function answers(name: string, short: string, value: (totals: Totals) => number | null): Field<OverviewRow> {
  return total(
    name,
    short,
    'per_second',
    `Answers with a status ${short.slice(1)} per second; only tsgi tells`,
    value,
  );
}

function total(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  value: (totals: Totals) => FieldValue,
): Field<OverviewRow> {
  return field(name, aliases, unit, about, (row) => value(row.body.totals));
}

function peak(
  name: string,
  unit: Unit,
  about: string,
  value: (peaks: Peaks) => FieldValue,
): Field<OverviewRow> {
  return field(name, '', unit, about, (row) => value(row.body.peaks));
}

/** A state without workers counts as 0: that is known. */
function inState(state: WorkerState, about: string): Field<OverviewRow> {
  return field(`workers_${state}`, '', 'count', about, (row) => row.body.totals.workersByState[state] ?? 0);
}
