import assert from 'node:assert/strict';
import test from 'node:test';
import { LogWriter } from '../../../src/server/log/log-writer.js';
import type { LogTarget } from '../../../src/server/messages/gateway-messages.js';
import { cpuMs } from '../../cpu-time.js';
import { waitFor } from '../../wait-for.js';

const pipe: LogTarget = { descriptor: 7, mayWait: false, wholeBytes: 4096 };
const file: LogTarget = { ...pipe, wholeBytes: Number.MAX_SAFE_INTEGER };

test('lines of one turn are one write, and what is written in part is written on', async () => {
  const log = new FakeLog(7);
  const writer = new LogWriter(file, log.write);
  writer.line('first');
  writer.line('second');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(log.text, 'first\nsecond\n');
});

for (const code of ['EAGAIN', 'ENOSPC', 'EPIPE', 'EIO']) {
  test(`${code}: lines wait, in order, and hold nothing up; all of them arrive`, async () => {
    const log = new FakeLog(100_000, code);
    const writer = new LogWriter(pipe, log.write);
    const lines = Array.from({ length: 500 }, (_, number) => `line ${number}`);
    const start = cpuMs();
    for (const line of lines) {
      writer.line(line);
      writer.flush();
    }
    assert.ok(cpuMs() - start < 500);
    assert.ok(log.tries < 20, `${log.tries} attempts`);
    log.code = null;
    await waitFor('the lines', () => writer.isEmpty);
    assert.equal(log.text, `${lines.join('\n')}\n`);
  });
}

test('beyond the limit lines are lost, memory stays, and the log tells how many as soon as there is room', async () => {
  const log = new FakeLog(100_000, 'EAGAIN');
  const writer = new LogWriter(pipe, log.write);
  const sent = 60_000;
  for (let number = 0; number < sent; number += 1) writer.line(`line ${number} ${'x'.repeat(100)}`);
  writer.flush();
  log.code = null;
  await waitFor('the lines', () => writer.isEmpty);
  const lines = log.text.trimEnd().split('\n');
  const told = lines.filter((line) => line.startsWith('***'));
  assert.equal(told.length, 1);
  const lost = Number(/(\d+) lines were lost/.exec(told[0] ?? '')?.[1]);
  assert.equal(lost + lines.length - 1, sent);
  assert.ok(lost > 10_000 && log.text.length < 4.3e6);
  writer.line('there again');
  await waitFor('the line', () => log.text.endsWith('\nthere again\n'));
});

test('who can wait for a slow reader is told to, and called when there is room', async () => {
  const log = new FakeLog(1000, 'EAGAIN');
  const writer = new LogWriter(pipe, log.write);
  let calls = 0;
  while (!writer.isPressed) writer.text(`${'y'.repeat(999)}\n`);
  writer.onceRoom(() => {
    calls += 1;
  });
  writer.flush();
  assert.equal(calls, 0);
  log.code = null;
  await waitFor('room', () => calls > 0);
  await waitFor('the end', () => writer.isEmpty);
  assert.equal(calls, 1);
});

test('nobody waits for a full disk: lines are lost, and told when there is room', async () => {
  const log = new FakeLog(1_000_000, 'EAGAIN');
  const writer = new LogWriter(file, log.write);
  while (!writer.isPressed) writer.text(`${'y'.repeat(999)}\n`);
  let calls = 0;
  writer.onceRoom(() => {
    calls += 1;
  });
  log.code = 'ENOSPC';
  writer.flush();
  await waitFor('the word that waiting is of no use', () => calls === 1);
  for (let number = 0; number < 5000; number += 1) writer.text(`${'z'.repeat(999)}\n`);
  assert.equal(writer.isPressed, false);
  log.code = null;
  await waitFor('the end', () => writer.isEmpty);
  assert.match(log.text, /\n\*\*\* \d{4} lines were lost here: .*\n$/);
});

test('a pipe gets whole lines with each write, as many as it takes in one piece', async () => {
  const log = new FakeLog(1_000_000);
  const writer = new LogWriter(pipe, log.write);
  const lengths = [1, 80, 4095, 4096, 9000, 2, 2000, 2094, 2, 0, 300];
  for (let round = 0; round < 50; round += 1)
    for (const length of lengths) writer.line('z'.repeat(length + (round % 3)));
  writer.flush();
  await writer.drained(1000);
  assert.ok(log.writes.every((piece) => piece.endsWith('\n')));
  assert.ok(log.writes.every((piece) => piece.length <= 4096 || piece.indexOf('\n') === piece.length - 1));
  assert.ok(log.writes.length < log.text.split('\n').length);
});

test('the end waits for a slow reader only as long as that takes something, and not for a log that is gone', async () => {
  for (const [code, patience, least, most] of [
    ['EAGAIN', 200, 200, 10_000],
    ['EPIPE', 30_000, 0, 10_000],
  ] as const) {
    const log = new FakeLog(100, code);
    const writer = new LogWriter(pipe, log.write);
    writer.line('last');
    const start = performance.now();
    await writer.drained(patience);
    const took = performance.now() - start;
    assert.ok(took >= least && took < most, `${code}: ${took} ms`);
    log.code = null;
    await waitFor('the line', () => writer.isEmpty);
  }
});

/** Takes so many bytes at once; fails while it has a code. */
class FakeLog {
  text = '';
  tries = 0;
  code: string | null;
  readonly writes: string[] = [];
  readonly #portion: number;

  constructor(portion: number, code: string | null = null) {
    this.#portion = portion;
    this.code = code;
  }

  readonly write = (_descriptor: number, bytes: Buffer): number => {
    this.tries += 1;
    if (this.code !== null) throw Object.assign(new Error('full'), { code: this.code });
    const part = bytes.subarray(0, this.#portion).toString('latin1');
    this.text += part;
    this.writes.push(part);
    return part.length;
  };
}
