import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import { ReadScheduler } from '../../../src/monitor/live/read-scheduler.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import { SourceError } from '../../../src/monitor/metrics/sample/reading.js';
import type { Source } from '../../../src/monitor/sources/source.js';

test('a reading becomes a message that names its target', async () => {
  const source = new ScriptedSource();
  const messages = collect([new ScriptedSource(), source]);
  messages.scheduler.schedule(1, 0);
  await source.started(1);
  source.answer(reading);
  assert.deepEqual(summary(await messages.next()), 'read 1');
  messages.scheduler.close();
});

test('a failed read is a message with its kind and its reason', async () => {
  const source = new ScriptedSource();
  const messages = collect([source]);
  messages.scheduler.schedule(0, 0);
  await source.started(1);
  source.fail(new SourceError('unreachable', 'connection refused'));
  const message = await messages.next();
  assert.equal(summary(message), 'read-failed 0 unreachable connection refused');
  messages.scheduler.close();
});

test('a schedule during a read waits for it and then replaces what the answer scheduled', async () => {
  const source = new ScriptedSource();
  const messages = collect([source]);
  messages.scheduler.schedule(0, 0);
  await source.started(1);
  messages.scheduler.schedule(0, 0);
  messages.scheduler.schedule(0, 0);
  assert.equal(source.reads, 1);
  source.answer(reading);
  await messages.next();
  await source.started(2);
  source.answer(reading);
  await messages.next();
  assert.equal(source.reads, 2);
  assert.equal(source.overlapped, false);
  messages.scheduler.close();
});

test('a later schedule replaces an earlier one that has not begun', async () => {
  const source = new ScriptedSource();
  const messages = collect([source]);
  messages.scheduler.schedule(0, 3_600_000);
  messages.scheduler.schedule(0, 0);
  await source.started(1);
  source.answer(reading);
  await messages.next();
  assert.equal(source.reads, 1);
  messages.scheduler.close();
});

test('after close nothing is read, nothing is dispatched and sources are closed', async () => {
  const source = new ScriptedSource();
  const messages = collect([source]);
  messages.scheduler.schedule(0, 0);
  await source.started(1);
  messages.scheduler.close();
  source.answer(reading);
  await new Promise(setImmediate);
  messages.scheduler.schedule(0, 0);
  assert.equal(messages.count(), 0);
  assert.equal(source.closed, true);
});

const reading: Reading = {
  receivedAtMs: 1,
  durationMs: 1,
  bytes: 2,
  protocol: 'raw',
  document: {
    kind: 'tuntap',
    version: null,
    pid: null,
    uid: null,
    gid: null,
    cwd: null,
    peers: [],
  },
  repaired: false,
  more: true,
};

class ScriptedSource implements Source {
  reads = 0;
  overlapped = false;
  closed = false;
  #settle: { resolve: (reading: Reading) => void; reject: (error: Error) => void } | null = null;
  #waiting: (() => void)[] = [];

  read(): Promise<Reading> {
    if (this.#settle !== null) this.overlapped = true;
    this.reads += 1;
    for (const wake of this.#waiting.splice(0)) wake();
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  close(): void {
    this.closed = true;
  }

  answer(value: Reading): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve(value);
  }

  fail(error: Error): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.reject(error);
  }

  async started(count: number): Promise<void> {
    while (this.reads < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function collect(sources: readonly Source[]) {
  const received: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  const scheduler = new ReadScheduler(sources, (message) => {
    const wake = waiting.shift();
    if (wake === undefined) received.push(message);
    else wake(message);
  });
  const next = (): Promise<Message> => {
    const message = received.shift();
    return message === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(message);
  };
  return { scheduler, next, count: () => received.length };
}

function summary(message: Message): string {
  if (message.kind === 'read') return `read ${message.target}`;
  if (message.kind === 'read-failed')
    return `read-failed ${message.target} ${message.errorKind} ${message.reason}`;
  return message.kind;
}
