import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recentCapacity } from '../../../../src/monitor/metrics/workers/recent-busy.js';
import {
  at,
  capturedSeries,
  capturedWorkers,
  lastOf,
  readingOf,
  watch,
  watchDocuments,
  withFinished,
  withWorker,
  workersOf,
} from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const NOW_MS = ((at(IDLE.workers, 0).last_spawn ?? 0) + 1000) * 1000;

test('the mean latency is the time of the requests that finished, static files left out', () => {
  const two = withFinished(withFinished(IDLE, 2, 0, 0.3), 2, 1, 0.5);
  const worker = at(two.workers, 1);
  const cores = (worker.cores ?? []).map((core) => ({
    ...core,
    requests: (core.requests ?? 0) + 5,
    static_requests: 5,
  }));
  const withFiles = withWorker(two, 2, { cores, requests: 12 });
  const { totals, workers } = workersOf(watchDocuments([IDLE, withFiles], NOW_MS));
  assert.equal(totals.latencySeconds?.toFixed(3), '0.400');
  assert.equal(at(workers, 1).latencySeconds?.toFixed(3), '0.400');
  assert.equal(totals.staticPerSecond, 10);
  assert.equal(totals.requestsPerSecond, 12);
  assert.equal(at(workers, 0).latencySeconds, null, 'nothing finished there');
});

test('a running time that underflowed is unknown, and spoils no other worker', () => {
  const broken = withWorker(withFinished(IDLE, 2, 0, 0.3), 1, {
    running_time: Number('18446744073650552152'),
    requests: 1,
  });
  const { totals, workers } = workersOf(watchDocuments([IDLE, broken], NOW_MS));
  assert.equal(at(workers, 0).latencySeconds, null);
  assert.equal(totals.latencySeconds?.toFixed(3), '0.300');
  assert.ok((totals.busyRatio ?? 1) < 0.1);
});

test('memory that is not reported is unknown, and so is the sum with it', () => {
  const { totals, workers } = workersOf(watchDocuments([IDLE], NOW_MS));
  assert.equal(totals.rssBytes, null);
  assert.equal(at(workers, 0).rssBytes, null);
  const fresh = workersOf(watchDocuments([capturedWorkers('memreport-fresh')], NOW_MS));
  assert.equal(fresh.totals.rssBytes, null);
  const one = workersOf(watchDocuments([withWorker(IDLE, 3, { rss: 5_000_000, vsz: 9_000_000 })], NOW_MS));
  assert.equal(one.totals.rssBytes, null);
  assert.equal(at(one.workers, 2).rssBytes, 5_000_000);
  const workersAll = IDLE.workers.map((worker) => ({ ...worker, rss: 5_000_000 }));
  const all = workersOf(watchDocuments([{ ...IDLE, workers: workersAll }], NOW_MS));
  assert.equal(all.totals.rssBytes, 20_000_000);
  assert.equal(all.peaks.rssBytes, 20_000_000);
  assert.equal(at(one.workers, 2).vszBytes, 9_000_000);
  assert.equal(at(one.workers, 2).ussBytes, null);
});

test('respawns leave the first spawn out', () => {
  const { totals, workers } = workersOf(watchDocuments([capturedWorkers('max-requests-respawn')], NOW_MS));
  assert.deepEqual(
    workers.map((worker) => [worker.respawns, worker.requestsSinceSpawn, worker.requestsTotal]),
    [
      [2, 9, 29],
      [2, 6, 26],
    ],
  );
  assert.equal(totals.respawnsTotal, 4);
});

test('a harakiri is dated when the count grows, and stays dated', () => {
  const killed = withWorker(IDLE, 1, { harakiri_count: 1, respawn_count: 2, pid: 4711 });
  const times = watch(
    [IDLE, killed, killed].map((document, second) => readingOf(document, NOW_MS + second * 1000)),
  ).map((observation) => workersOf(observation).totals.harakiriLastSeenMs);
  assert.deepEqual(times, [null, NOW_MS + 1000, NOW_MS + 1000]);
  const old = workersOf(watchDocuments([killed], NOW_MS)).totals;
  assert.equal(old.harakiriTotal, 1);
  assert.equal(old.harakiriLastSeenMs, null, 'before we watched');
});

test('the last response is the server’s half-weighted average in seconds, unknown before the first request', () => {
  const document = withWorker(IDLE, 1, { avg_rt: 250_000 });
  const { workers } = workersOf(watchDocuments([document], NOW_MS));
  assert.equal(at(workers, 0).lastResponseSeconds, 0.25);
  assert.equal(at(workers, 1).lastResponseSeconds, null);
});

test('the server counts as started with the oldest spawn seen in its life', () => {
  const before = capturedWorkers('reload-0-before');
  const after = capturedWorkers('reload-2-after-sighup');
  const spawned = (document: typeof before) => (at(document.workers, 0).last_spawn ?? 0) * 1000;
  const respawned = withWorker(before, 1, {
    pid: 4711,
    respawn_count: 2,
    last_spawn: spawned(before) / 1000 + 1,
  });
  const replaced = before.workers.reduce(
    (document, _, index) =>
      withWorker(document, index + 1, {
        pid: 9000 + index,
        respawn_count: 2,
        last_spawn: spawned(before) / 1000 + 1,
      }),
    respawned,
  );
  const started = [before, replaced, after].map(
    (_, index, all) => watchDocuments(all.slice(0, index + 1), NOW_MS).sample.server.startedAtMs,
  );
  assert.deepEqual(started, [spawned(before), spawned(before), spawned(after)]);
});

test('capacity needs cores that are busy enough to tell, and requests that finish', () => {
  const point = (second: number, busyRatio: number, requestsPerSecond: number) => ({
    ...{ timeMs: second * 1000, seconds: 1, busyRatio, requestsPerSecond },
  });
  const steady = [1, 2, 3].map((second) => point(second, 0.5, 20));
  assert.equal(recentCapacity(steady, 2, 3000), 40);
  assert.equal(recentCapacity([...steady, point(4, 0.9, 0)], 2, 4000), 25, 'all seconds together');
  assert.equal(recentCapacity(steady, 2, 60_000), null, 'long ago');
  assert.equal(recentCapacity([point(1, 0.09, 20)], 2, 1000), null, 'hardly busy');
  assert.equal(recentCapacity([point(1, 0.9, 0)], 2, 1000), null, 'nothing finishes');
  assert.equal(recentCapacity(steady, 100, 3000), null, 'async cores tell nothing');
});

test('peaks hold the highest of all samples since attach', () => {
  const observations = watch(capturedSeries('cheaper-6-2'));
  const { peaks } = workersOf(lastOf(observations));
  assert.deepEqual(
    { ...peaks, oldestRequestSeconds: null },
    {
      sinceMs: at(observations, 0).sample.timeMs,
      queue: 20,
      inFlight: 6,
      oldestRequestSeconds: null,
      rssBytes: 73_531_392,
    },
  );
});

test('documents of old versions have unknowns, not zeros', () => {
  const old = {
    ...IDLE,
    sockets: null,
    listen_queue: null,
    workers: IDLE.workers.map((worker) => ({
      ...worker,
      accepting: null,
      harakiri_count: null,
      signal_queue: null,
      cores: (worker.cores ?? []).map((core) => ({
        ...core,
        static_requests: null,
        write_errors: null,
        read_errors: null,
        vars: null,
        req_info: { request_start: null },
      })),
    })),
  };
  const { totals, workers, sockets } = workersOf(watchDocuments([old, withFinished(old, 1, 0, 0.2)], NOW_MS));
  assert.equal(at(workers, 0).state, 'idle');
  assert.equal(at(workers, 0).accepting, null);
  assert.equal(totals.harakiriTotal, null);
  assert.equal(totals.writeErrorsTotal, null);
  assert.equal(totals.staticPerSecond, null);
  assert.equal(totals.queue, null);
  assert.equal(totals.latencySeconds?.toFixed(2), '0.20');
  assert.deepEqual(sockets, []);
});

test('the bundled server is known by the block that it adds', () => {
  const document = capturedWorkers('plain-4x2-idle');
  const product = (extra: Record<string, unknown>) =>
    watchDocuments([{ ...document, extra }], 1_795_354_000_000).sample.server.product;
  assert.equal(product({}), 'uWSGI');
  assert.equal(product({ tsgi: {} }), 'tsgi');
});
