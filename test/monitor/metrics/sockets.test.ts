import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SocketStats } from '../../../src/stats/schema.js';
import { at, capturedWorkers, readingOf, watch, watchDocuments, workersOf } from './readings.js';

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
