/* Workers, cores, applications and the requests on them, as they are kept. */

import { byAge, requestLine } from '../lives/requests.js';
import { LONG_KINDS, type LongKind } from '../sample/long-requests.js';
import {
  type AppSample,
  type CoreSample,
  type RequestSample,
  SOCKET_SOURCES,
  type SocketSample,
  WORKER_STATES,
  type WorkerSample,
  type WorkersBody,
} from '../sample/sample.js';
import { blockSamples } from './block-cells.js';
import { keptVars } from './kept-vars.js';
import {
  age,
  type Cell,
  exact,
  flag,
  into,
  known,
  knownFlag,
  knownText,
  list,
  mapped,
  oneOf,
  rate,
  ratio,
  record,
  rounded,
  seconds,
  text,
} from './record.js';
import { peaks, totals } from './totals-cells.js';

const traffic = {
  requestsTotal: exact,
  requestsPerSecond: rate,
  exceptionsTotal: exact,
  exceptionsPerSecond: rate,
};

const app = into(
  'apps',
  record<AppSample>({
    slot: known,
    id: exact,
    mountpoint: knownText,
    modifier1: exact,
    chdir: text,
    startupSeconds: exact,
    workers: known,
    ...traffic,
  }),
);

const vars: Cell<readonly string[] | null> = {
  write: (to, value) => to.streams.vars.push(value === null ? null : keptVars(value)),
  read: (from) => from.streams.vars(),
};

/** Its core says whose it is, and its variables what is asked for. */
type KeptRequest = Pick<
  RequestSample,
  'firstSeenMs' | 'pid' | 'ageSeconds' | 'startedAtMs' | 'longKind' | 'patienceSeconds' | 'vars'
>;

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

const NO_REQUEST: Nullable<KeptRequest> = {
  firstSeenMs: null,
  pid: null,
  ageSeconds: null,
  startedAtMs: null,
  longKind: null,
  patienceSeconds: null,
  vars: null,
};

const longKind = mapped<LongKind | null, string | null>(
  text,
  (kind) => kind,
  (kept) => LONG_KINDS.find((kind) => kind === kept) ?? null,
);

const request = mapped<KeptRequest | null, Nullable<KeptRequest>>(
  record<Nullable<KeptRequest>>({
    firstSeenMs: exact,
    pid: exact,
    ageSeconds: age,
    startedAtMs: exact,
    longKind,
    patienceSeconds: exact,
    vars,
  }),
  (now) => now ?? NO_REQUEST,
  ({ firstSeenMs, vars: kept, ...others }) =>
    firstSeenMs === null || kept === null ? null : { ...others, firstSeenMs, vars: kept },
);

type KeptCore = Omit<CoreSample, 'ageSeconds' | 'now'> & { readonly now: KeptRequest | null };

const core = into(
  'cores',
  mapped<CoreSample, KeptCore>(
    record<KeptCore>({
      slot: known,
      id: known,
      state: oneOf(WORKER_STATES),
      busyRatio: ratio,
      requestsTotal: exact,
      requestsPerSecond: rate,
      staticTotal: exact,
      routedTotal: exact,
      offloadedTotal: exact,
      writeErrorsTotal: exact,
      readErrorsTotal: exact,
      inRequest: flag,
      now: request,
    }),
    (sample) => sample,
    (kept) => {
      const { slot, id, now } = kept;
      const told = now && { ...now, slot, core: id, ...requestLine(now.vars) };
      return { ...kept, ageSeconds: now?.ageSeconds ?? null, now: told };
    },
  ),
);

type KeptWorker = Omit<WorkerSample, 'ageSeconds' | 'now'>;

const worker = into(
  'workers',
  mapped<WorkerSample, KeptWorker>(
    record<KeptWorker>({
      slot: known,
      id: exact,
      pid: exact,
      state: oneOf(WORKER_STATES),
      status: text,
      accepting: flag,
      coresTotal: exact,
      coresBusy: exact,
      busyRatio: ratio,
      busyTrend: list(into('trends', ratio)),
      latencySeconds: seconds,
      longestSeconds: seconds,
      ...traffic,
      answers5xxTotal: exact,
      answers5xxPerSecond: rate,
      requestsSinceSpawn: exact,
      writeErrorsTotal: exact,
      readErrorsTotal: exact,
      harakiriTotal: exact,
      respawns: exact,
      signalsTotal: exact,
      signalQueue: exact,
      txBytesTotal: exact,
      txBytesPerSecond: rate,
      rssBytes: exact,
      vszBytes: exact,
      ussBytes: exact,
      pssBytes: exact,
      rssBytesPerHour: rounded,
      runningSeconds: seconds,
      lastResponseSeconds: seconds,
      spawnedAtMs: exact,
      uptimeSeconds: age,
      apps: list(app),
      cores: list(core),
    }),
    (sample) => sample,
    (kept) => {
      const now = [...inFlight(kept.cores)].sort(byAge)[0] ?? null;
      return { ...kept, ageSeconds: now?.ageSeconds ?? null, now };
    },
  ),
);

function inFlight(cores: readonly CoreSample[]): readonly RequestSample[] {
  return cores.flatMap(({ now }) => (now === null ? [] : [now]));
}

const socket = into(
  'sockets',
  record<SocketSample>({
    name: knownText,
    protocol: text,
    queue: exact,
    queueLimit: exact,
    fullRatio: exact,
    peakQueue: exact,
    fullForSeconds: exact,
    isUnix: knownFlag,
    source: oneOf(SOCKET_SOURCES),
    queueTrend: list(into('trends', exact)),
  }),
);

/** `requests` are those of the cores, oldest first. */
export const workersBody = mapped<WorkersBody, Omit<WorkersBody, 'requests'>>(
  record<Omit<WorkersBody, 'requests'>>({
    totals,
    peaks,
    workers: into('workers', list(worker)),
    apps: list(app),
    sockets: into('sockets', list(socket)),
    blocks: blockSamples,
  }),
  (body) => body,
  (kept) => ({ ...kept, requests: kept.workers.flatMap(({ cores }) => inFlight(cores)).sort(byAge) }),
);
