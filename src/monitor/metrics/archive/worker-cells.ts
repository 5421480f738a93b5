/* Workers, cores, applications and the requests on them, written to cells and read back in the same order. */

import type {
  AppSample,
  CoreSample,
  RequestSample,
  SocketSample,
  WorkerSample,
  WorkerState,
  WorkersBody,
} from '../sample/sample.js';
import { byAge, requestLine } from '../workers/requests.js';
import { readBlocks, writeBlocks } from './block-cells.js';
import type { CellReader, CellWriter } from './cells.js';
import { keptVars } from './kept-vars.js';
import type { FlatReader, FlatWriter } from './streams.js';
import { readPeaks, readTotals, WORKER_STATES, writePeaks, writeTotals } from './totals-cells.js';

export function writeWorkersBody(to: FlatWriter, body: WorkersBody): void {
  writeTotals(to.facts, body.totals);
  writePeaks(to.facts, body.peaks);
  to.workers.list(body.workers, (worker) => writeWorker(to, worker));
  to.facts.list(body.apps, (app) => writeApp(to.apps, app));
  to.sockets.list(body.sockets, (socket) => writeSocket(to, socket));
  writeBlocks(to.blocks, to.metrics, body.blocks);
}

/** `requests` are those of the cores, oldest first. */
export function readWorkersBody(from: FlatReader): WorkersBody {
  const totals = readTotals(from.facts);
  const peaks = readPeaks(from.facts);
  const workers = from.workers.list(() => readWorker(from));
  const apps = from.facts.list(() => readApp(from.apps));
  const sockets = from.sockets.list(() => readSocket(from));
  const requests = workers.flatMap(({ cores }) => inFlight(cores)).sort(byAge);
  const blocks = readBlocks(from.blocks, from.metrics);
  return { totals, workers, apps, sockets, requests, blocks, peaks };
}

function writeWorker(to: FlatWriter, worker: WorkerSample): void {
  const cells = to.workers;
  cells.exact(worker.slot);
  cells.exact(worker.id);
  cells.exact(worker.pid);
  cells.choice(worker.state, WORKER_STATES);
  cells.text(worker.status);
  cells.flag(worker.accepting);
  cells.exact(worker.coresTotal);
  cells.exact(worker.coresBusy);
  cells.ratio(worker.busyRatio);
  cells.list(worker.busyTrend, (ratio) => to.trends.ratio(ratio));
  cells.seconds(worker.latencySeconds);
  cells.seconds(worker.longestSeconds);
  writeTraffic(cells, worker);
  cells.exact(worker.requestsSinceSpawn);
  cells.exact(worker.writeErrorsTotal);
  cells.exact(worker.readErrorsTotal);
  cells.exact(worker.harakiriTotal);
  cells.exact(worker.respawns);
  cells.exact(worker.signalsTotal);
  cells.exact(worker.signalQueue);
  cells.exact(worker.txBytesTotal);
  cells.rate(worker.txBytesPerSecond);
  cells.exact(worker.rssBytes);
  cells.exact(worker.vszBytes);
  cells.exact(worker.ussBytes);
  cells.exact(worker.pssBytes);
  cells.rounded(worker.rssBytesPerHour);
  cells.seconds(worker.runningSeconds);
  cells.seconds(worker.lastResponseSeconds);
  cells.exact(worker.spawnedAtMs);
  cells.age(worker.uptimeSeconds);
  cells.list(worker.apps, (app) => writeApp(to.apps, app));
  cells.list(worker.cores, (core) => writeCore(to, core));
}

function readWorker(from: FlatReader): WorkerSample {
  const cells = from.workers;
  const about = {
    slot: cells.known(),
    id: cells.exact(),
    pid: cells.exact(),
    state: cells.choice<WorkerState>(WORKER_STATES),
    status: cells.text(),
    accepting: cells.flag(),
    coresTotal: cells.exact(),
    coresBusy: cells.exact(),
    busyRatio: cells.ratio(),
    busyTrend: cells.list(() => from.trends.ratio()),
    latencySeconds: cells.seconds(),
    longestSeconds: cells.seconds(),
    ...readTraffic(cells),
    requestsSinceSpawn: cells.exact(),
    writeErrorsTotal: cells.exact(),
    readErrorsTotal: cells.exact(),
    harakiriTotal: cells.exact(),
    respawns: cells.exact(),
    signalsTotal: cells.exact(),
    signalQueue: cells.exact(),
    txBytesTotal: cells.exact(),
    txBytesPerSecond: cells.rate(),
    rssBytes: cells.exact(),
    vszBytes: cells.exact(),
    ussBytes: cells.exact(),
    pssBytes: cells.exact(),
    rssBytesPerHour: cells.exact(),
    runningSeconds: cells.seconds(),
    lastResponseSeconds: cells.seconds(),
    spawnedAtMs: cells.exact(),
    uptimeSeconds: cells.age(),
    apps: cells.list(() => readApp(from.apps)),
  };
  const cores = cells.list(() => readCore(from, about.slot));
  const now = [...inFlight(cores)].sort(byAge)[0] ?? null;
  return { ...about, ageSeconds: now?.ageSeconds ?? null, cores, now };
}

function inFlight(cores: readonly CoreSample[]): readonly RequestSample[] {
  return cores.flatMap(({ now }) => (now === null ? [] : [now]));
}

function writeCore(to: FlatWriter, core: CoreSample): void {
  const cells = to.cores;
  const { now } = core;
  cells.exact(core.id);
  cells.choice(core.state, WORKER_STATES);
  cells.ratio(core.busyRatio);
  cells.exact(core.requestsTotal);
  cells.rate(core.requestsPerSecond);
  cells.exact(core.staticTotal);
  cells.exact(core.routedTotal);
  cells.exact(core.offloadedTotal);
  cells.exact(core.writeErrorsTotal);
  cells.exact(core.readErrorsTotal);
  cells.flag(core.inRequest);
  cells.exact(now?.firstSeenMs ?? null);
  cells.exact(now?.pid ?? null);
  cells.age(now?.ageSeconds ?? null);
  cells.exact(now?.startedAtMs ?? null);
  to.vars.push(now === null ? null : keptVars(now.vars));
}

function readCore(from: FlatReader, slot: number): CoreSample {
  const cells = from.cores;
  const about = {
    slot,
    id: cells.known(),
    state: cells.choice<WorkerState>(WORKER_STATES),
    busyRatio: cells.ratio(),
    requestsTotal: cells.exact(),
    requestsPerSecond: cells.rate(),
    staticTotal: cells.exact(),
    routedTotal: cells.exact(),
    offloadedTotal: cells.exact(),
    writeErrorsTotal: cells.exact(),
    readErrorsTotal: cells.exact(),
    inRequest: cells.flag(),
  };
  const now = readRequest(from, slot, about.id);
  return { ...about, ageSeconds: now?.ageSeconds ?? null, now };
}

/** What the variables say of the request is taken from them again. */
function readRequest(from: FlatReader, slot: number, core: number): RequestSample | null {
  const cells = from.cores;
  const firstSeenMs = cells.known();
  const pid = cells.exact();
  const ageSeconds = cells.age();
  const startedAtMs = cells.exact();
  const vars = from.vars();
  if (vars === null) return null;
  return { slot, core, pid, ageSeconds, startedAtMs, firstSeenMs, ...requestLine(vars), vars };
}

function writeApp(cells: CellWriter, app: AppSample): void {
  cells.exact(app.slot);
  cells.exact(app.id);
  cells.text(app.mountpoint);
  cells.exact(app.modifier1);
  cells.text(app.chdir);
  cells.exact(app.startupSeconds);
  cells.exact(app.workers);
  writeTraffic(cells, app);
}

function readApp(cells: CellReader): AppSample {
  return {
    slot: cells.known(),
    id: cells.exact(),
    mountpoint: cells.text() ?? '',
    modifier1: cells.exact(),
    chdir: cells.text(),
    startupSeconds: cells.exact(),
    workers: cells.known(),
    ...readTraffic(cells),
  };
}

function writeTraffic(cells: CellWriter, traffic: AppSample | WorkerSample): void {
  cells.exact(traffic.requestsTotal);
  cells.rate(traffic.requestsPerSecond);
  cells.exact(traffic.exceptionsTotal);
  cells.rate(traffic.exceptionsPerSecond);
}

function readTraffic(cells: CellReader) {
  return {
    requestsTotal: cells.exact(),
    requestsPerSecond: cells.rate(),
    exceptionsTotal: cells.exact(),
    exceptionsPerSecond: cells.rate(),
  };
}

const SOURCES = ['stats', 'ss', 'none'] as const;

function writeSocket(to: FlatWriter, socket: SocketSample): void {
  const cells = to.sockets;
  cells.text(socket.name);
  cells.text(socket.protocol);
  cells.exact(socket.queue);
  cells.exact(socket.queueLimit);
  cells.exact(socket.fullRatio);
  cells.exact(socket.peakQueue);
  cells.exact(socket.fullForSeconds);
  cells.flag(socket.isUnix);
  cells.choice(socket.source, SOURCES);
  cells.list(socket.queueTrend, (queue) => to.trends.exact(queue));
}

function readSocket(from: FlatReader): SocketSample {
  const cells = from.sockets;
  return {
    name: cells.text() ?? '',
    protocol: cells.text(),
    queue: cells.exact(),
    queueLimit: cells.exact(),
    fullRatio: cells.exact(),
    peakQueue: cells.exact(),
    fullForSeconds: cells.exact(),
    isUnix: cells.flag() === true,
    source: cells.choice<SocketSample['source']>(SOURCES),
    queueTrend: cells.list(() => from.trends.exact()),
  };
}
