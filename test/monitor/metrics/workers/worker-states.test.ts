import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkerState } from '../../../../src/monitor/metrics/sample/sample.js';
import {
  at,
  capturedSeries,
  capturedWorkers,
  lastOf,
  readingOf,
  watch,
  watchDocuments,
  withFinished,
  withRequest,
  withWorker,
  workersOf,
} from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const NOW = (at(IDLE.workers, 0).last_spawn ?? 0) + 1000;

function statesOf(document: typeof IDLE, nowMs = NOW * 1000): readonly WorkerState[] {
  return workersOf(watchDocuments([document], nowMs)).workers.map((worker) => worker.state);
}

test('states in captured documents', () => {
  const cases: Record<string, readonly WorkerState[]> = {
    'plain-4x2-idle': ['idle', 'idle', 'idle', 'idle'],
    'cheap-mode-all-cheap': ['cheap', 'cheap', 'cheap'],
    'cheaper-6-2-initial': ['idle', 'idle', 'cheap', 'cheap', 'cheap', 'cheap'],
    'cheaper-6-2-scaled-down': ['cheap', 'cheap', 'idle', 'idle', 'idle', 'idle'],
    'crash-loop': ['idle', 'start', 'idle'],
    'pause-all': ['pause', 'pause', 'pause'],
    'pause-with-busy': ['pause', 'pause', 'busy'],
    'reload-1-sighup-step1': ['dead', 'dead', 'busy'],
    'lazy-apps-idle': ['idle', 'idle'],
    'max-requests-respawn': ['idle', 'idle'],
    'minified-2x2-busy': ['busy', 'idle'],
  };
  for (const [name, expected] of Object.entries(cases)) {
    const document = capturedWorkers(name);
    const starts = document.workers.flatMap((worker) =>
      (worker.cores ?? []).map((core) => core.req_info.request_start ?? 0),
    );
    const spawned = Math.max(...document.workers.map((worker) => worker.last_spawn ?? 0));
    assert.deepEqual(statesOf(document, (Math.max(spawned, ...starts) + 1) * 1000), expected, name);
  }
});

test('a worker in the handler of a signal says so, one in a request is busy', () => {
  assert.equal(statesOf(withWorker(IDLE, 1, { status: 'sig17' }))[0], 'sig');
  assert.equal(statesOf(withWorker(withRequest(IDLE, 1, 0, NOW), 1, { status: 'sig17' }))[0], 'busy');
});

test('words that nobody knows are no state that is known, unless the cores are at work', () => {
  for (const status of ['invalid', 'cheap255', 'sig', 'sig256', 'sigterm', 'IDLE', 'idle ', '', null]) {
    const idle = withWorker(IDLE, 1, { status });
    assert.equal(statesOf(idle)[0], 'unknown', `${status}`);
    assert.equal(statesOf(withWorker(withRequest(IDLE, 1, 0, NOW), 1, { status }))[0], 'busy', `${status}`);
    assert.equal(statesOf(withWorker(idle, 1, { pid: 0 }))[0], 'dead', `${status}`);
    assert.equal(statesOf(withWorker(idle, 1, { accepting: 0 }))[0], 'start', `${status}`);
    const { busyRatio } = at(
      workersOf(watchDocuments([withoutCores(idle), withoutCores(idle)], NOW * 1000)).workers,
      0,
    );
    assert.equal(busyRatio, null, 'nobody knows how busy it is');
  }
  for (const status of ['sig0', 'sig17', 'sig255'])
    assert.equal(statesOf(withWorker(IDLE, 1, { status }))[0], 'sig', status);
});

test('a server that says nothing known of any worker is not called well', () => {
  const workers = IDLE.workers.map((worker) => ({ ...worker, status: 'resting' }));
  const { verdict } = watchDocuments([{ ...IDLE, workers }], NOW * 1000);
  assert.deepEqual([verdict.level, verdict.state], ['unknown', 'UNKNOWN']);
  assert.match(verdict.facts.join('; '), /^4 workers in no state that is known/);
});

function withoutCores(document: typeof IDLE): typeof IDLE {
  return { ...document, workers: document.workers.map((worker) => ({ ...worker, cores: null })) };
}

test('a request past the threshold makes its worker and its core stuck, not their neighbours', () => {
  const request = withRequest(withRequest(IDLE, 2, 0, NOW - 60), 2, 1, NOW - 1);
  const { workers, totals } = workersOf(watchDocuments([request], NOW * 1000));
  assert.deepEqual(
    workers.map((worker) => worker.state),
    ['idle', 'stuck', 'idle', 'idle'],
  );
  assert.deepEqual(
    at(workers, 1).cores.map((core) => core.state),
    ['stuck', 'busy'],
  );
  assert.deepEqual(totals.workersByState, { idle: 3, stuck: 1 });
});

test('a cheaped worker that still holds a request drains; it is no capacity', () => {
  const drain = withWorker(withRequest(IDLE, 2, 0, NOW - 5), 2, { status: 'cheap' });
  const { workers, totals } = workersOf(watchDocuments([drain], NOW * 1000));
  assert.equal(at(workers, 1).state, 'drain');
  assert.deepEqual(
    at(workers, 1).cores.map((core) => core.state),
    ['drain', 'cheap'],
  );
  assert.equal(at(workers, 1).accepting, false);
  assert.equal(totals.cores, 6);
  assert.equal(totals.inFlight, 1);
});

test('workers that were never spawned share id 0 and are told apart by their slot', () => {
  const { workers } = workersOf(watchDocuments([capturedWorkers('cheaper-6-2-initial')], NOW * 1000));
  assert.deepEqual(
    workers.map((worker) => [worker.slot, worker.id, worker.pid === null, worker.uptimeSeconds === null]),
    [
      [1, 1, false, false],
      [2, 2, false, false],
      [3, 0, true, true],
      [4, 0, true, true],
      [5, 0, true, true],
      [6, 0, true, true],
    ],
  );
  assert.equal(at(workers, 2).respawns, 0);
});

test('a worker that idles for a minute while connections wait stalls', () => {
  const queued = {
    ...IDLE,
    sockets: (IDLE.sockets ?? []).map((socket) => ({ ...socket, queue: 12 })),
  };
  /** All other workers serve something every second. */
  const served = (second: number, document: typeof IDLE) =>
    Array.from({ length: second }).reduce<typeof IDLE>(
      (one) => withFinished(withFinished(withFinished(one, 2, 0, 0.1), 3, 0, 0.1), 4, 0, 0.1),
      document,
    );
  const states = (document: typeof IDLE, seconds: number) =>
    watch(
      Array.from({ length: seconds }, (_, second) =>
        readingOf(served(second, document), (NOW + second) * 1000),
      ),
    ).map((observation) => at(workersOf(observation).workers, 0).state);
  const waiting = states(queued, 63);
  assert.equal(waiting[59], 'idle');
  assert.equal(waiting[61], 'stall');
  const others = workersOf(
    lastOf(watch(Array.from({ length: 63 }, (_, s) => readingOf(served(s, queued), (NOW + s) * 1000)))),
  ).workers;
  assert.equal(at(others, 1).state, 'idle', 'it serves');
  assert.equal(states(IDLE, 63)[61], 'idle', 'nobody waits');
});

test('workers of the cheaper series come and go without ever being dead', () => {
  for (const observation of watch(capturedSeries('cheaper-6-2'))) {
    const { totals } = workersOf(observation);
    assert.equal(totals.workersByState.dead, undefined);
    assert.equal(totals.workersByState.drain, undefined);
    assert.equal(totals.workersUp + (totals.workersByState.cheap ?? 0), 6);
  }
});
