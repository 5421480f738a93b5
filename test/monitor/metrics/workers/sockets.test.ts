import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withListenQueues } from '../../../../src/monitor/metrics/listen-queues.js';
import { observe } from '../../../../src/monitor/metrics/observation.js';
import { extendQueueTrend, type QueueTrend } from '../../../../src/monitor/metrics/sample/mean-trend.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import type { SocketStats } from '../../../../src/stats/schema.js';
import { at, capturedWorkers, readingOf, watch, watchDocuments, workersOf } from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const START_MS = 1_795_354_000_000;

function withSockets(sockets: readonly Partial<SocketStats>[]) {
  const shape = { name: '127.0.0.1:8099', proto: 'http', queue: 0, max_queue: 16, shared: 0, can_offload: 0 };
  return { ...IDLE, sockets: sockets.map((socket) => ({ ...shape, ...socket })) };
}

test('only TCP sockets can be measured; the limit is unknown during the first second', () => {
  const { sockets } = workersOf(watchDocuments([capturedWorkers('sockets-locks-caches')], START_MS));
  assert.equal(sockets.length, 10);
  for (const socket of sockets) {
    const isMeasured = socket.name.startsWith('127.');
    assert.equal(socket.source, isMeasured ? 'stats' : 'none', socket.name);
    assert.equal(socket.queue, isMeasured ? 0 : null, socket.name);
    assert.equal(socket.fullRatio, isMeasured ? 0 : null, socket.name);
  }
  const { sockets: early } = workersOf(watchDocuments([capturedWorkers('plain-4x2-idle')], START_MS));
  assert.equal(at(early, 0).queueLimit, null);
  assert.equal(at(early, 0).source, 'none');
});

test('a server that knows the queue of a unix socket, such as tsgi, is believed', () => {
  const known = { name: '/run/app.sock', queue: 3, max_queue: 1024 };
  const { sockets } = workersOf(watchDocuments([withSockets([known])], START_MS));
  assert.deepEqual(
    [at(sockets, 0).queue, at(sockets, 0).queueLimit, at(sockets, 0).source],
    [3, 1024, 'stats'],
  );
});

test('the total queue is that of the fullest socket', () => {
  const document = withSockets([
    { name: '127.0.0.1:1', queue: 30, max_queue: 100 },
    { name: '127.0.0.1:2', queue: 8, max_queue: 16 },
    { name: '/run/app.sock', queue: 0, max_queue: 0 },
  ]);
  const { totals } = workersOf(watchDocuments([document], START_MS));
  assert.equal(totals.queue, 8);
  assert.equal(totals.queueLimit, 16);
});

test('Linux lets one more in than the limit: full is full', () => {
  const { sockets } = workersOf(watchDocuments([withSockets([{ queue: 17 }])], START_MS));
  assert.equal(at(sockets, 0).fullRatio, 1);
});

test('how long a socket is full counts from when it was seen to be', () => {
  const readings = [0, 17, 16, 17, 3].map((queue, second) =>
    readingOf(withSockets([{ queue }]), START_MS + second * 1000),
  );
  const sockets = watch(readings).map((observation) => at(workersOf(observation).sockets, 0));
  assert.deepEqual(
    sockets.map((socket) => socket.fullForSeconds),
    [0, 0, 1, 2, 0],
  );
  assert.deepEqual(
    sockets.map((socket) => socket.peakQueue),
    [0, 17, 17, 17, 17],
  );
});

test('the wait is the queue over the throughput, unknown when nothing finishes', () => {
  const before = capturedWorkers('plain-4x2-busy');
  const after = capturedWorkers('plain-4x2-saturated');
  const { totals } = workersOf(watchDocuments([before, after], 1_795_353_527_000, 2));
  assert.equal(totals.queue, 6);
  assert.equal(totals.queueWaitSeconds, 6 / (totals.requestsPerSecond ?? 0));
  assert.equal(workersOf(watchDocuments([after, after], START_MS)).totals.queueWaitSeconds, null);
});

test('versions that do not list sockets tell the greatest queue only', () => {
  const old = { ...IDLE, sockets: null };
  const queueOf = (listen_queue: number | null) =>
    workersOf(watchDocuments([{ ...old, listen_queue }], START_MS)).totals.queue;
  assert.equal(queueOf(7), 7);
  assert.equal(queueOf(0), null, '0 also stands for sockets that cannot be measured');
  assert.equal(queueOf(null), null);
});

test('what the kernel tells of a unix socket holds until the next answer, and not for ever', () => {
  const document = withSockets([{ name: '/run/app.sock', max_queue: 0 }, {}]);
  const first = watch([readingOf(document, START_MS)]).at(-1) ?? assert.fail();
  const queues = new Map([
    ['/run/app.sock', { queue: 101, limit: 100 }],
    ['127.0.0.1:8099', { queue: 7, limit: 9 }],
  ]);
  const told = withListenQueues(first, queues, START_MS + 5);
  const [unix, tcp] = workersOf(told).sockets;
  assert.deepEqual(
    [unix?.source, unix?.queue, unix?.queueLimit, unix?.fullRatio, unix?.peakQueue, unix?.queueTrend],
    ['ss', 101, 100, 1, 101, [101]],
  );
  assert.deepEqual([tcp?.source, tcp?.queue], ['stats', 0], 'what the server tells itself counts');
  const next = observe(told, readingOf(document, START_MS + 5000), DEFAULT_THRESHOLDS);
  assert.equal(workersOf(next).sockets[0]?.source, 'ss');
  assert.equal(workersOf(next).sockets[0]?.fullForSeconds, 4.995);
  assert.equal(workersOf(next).totals.queue, 101);
  const late = observe(next, readingOf(document, START_MS + 60_000), DEFAULT_THRESHOLDS);
  assert.deepEqual([workersOf(late).sockets[0]?.source, workersOf(late).sockets[0]?.queue], ['none', null]);
  assert.equal(workersOf(late).sockets[0]?.peakQueue, 101);
});

test('a socket that the kernel does not list is unknown again', () => {
  const document = withSockets([{ name: '@shop', max_queue: 0 }]);
  const first = watch([readingOf(document, START_MS)]).at(-1) ?? assert.fail();
  const told = withListenQueues(first, new Map([['@shop', { queue: 0, limit: 0 }]]), START_MS);
  assert.deepEqual([workersOf(told).sockets[0]?.queue, workersOf(told).sockets[0]?.queueLimit], [0, null]);
  assert.equal(workersOf(withListenQueues(told, new Map(), START_MS)).sockets[0]?.source, 'none');
});

test('the trend of a queue keeps the most of each five seconds, for five minutes', () => {
  const queues = [3, 9, 4];
  let trend = queues.reduce<QueueTrend | null>(
    (before, queue, index) => extendQueueTrend(before, 5_000_000 + index * 1000, queue),
    null,
  );
  assert.deepEqual(trend?.steps, [9]);
  trend = extendQueueTrend(trend, 5_015_000, null);
  assert.deepEqual(trend.steps, [9, null, null, null]);
  for (let step = 0; step < 200; step += 1) trend = extendQueueTrend(trend, 5_020_000 + step * 5000, 1);
  assert.equal(trend.steps.length, 60);
  assert.deepEqual(extendQueueTrend(trend, 1000, 2).steps, [2], 'a clock set back begins anew');
  assert.ok(extendQueueTrend(trend, 9e15, 2).steps.length <= 60);
});
