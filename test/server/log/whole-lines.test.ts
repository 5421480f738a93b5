import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { takeLines } from '../../../src/server/log/whole-lines.js';
import { waitFor } from '../../wait-for.js';

test('text that comes cut at any point is passed on in whole lines', async () => {
  const text = 'first\n\nthird \xe4\nno end';
  for (let size = 1; size <= text.length; size += 1) {
    const { stream, taken } = taker();
    for (let at = 0; at < text.length; at += size) {
      stream.write(Buffer.from(text.slice(at, at + size), 'latin1'));
      await turn();
    }
    const before = taken.length;
    assert.ok(taken.every((each) => each.text.endsWith('\n') && each.isStart));
    stream.end();
    await waitFor('the rest', () => taken.length > before);
    assert.equal(taken.map((each) => each.text).join(''), text);
  }
});

test('the beginning of a line is not held back for ever, and its rest is known as such', async () => {
  const { stream, taken } = taker();
  stream.write('Password: ');
  await waitFor('the beginning', () => taken.length === 1);
  stream.write('***\nnext\n');
  await waitFor('the rest', () => taken.length === 2);
  assert.deepEqual(
    taken.map(({ isStart }) => isStart),
    [true, false],
  );
  stream.write('z'.repeat(100_000));
  await waitFor('a line without end', () => taken.map(({ text }) => text).join('').length > 100_000);
});

test('nothing is read while the log is full', async () => {
  const { stream, taken, log } = taker();
  log.hasRoom = false;
  stream.write('one\n');
  await waitFor('the first', () => taken.length === 1);
  stream.write('two\n');
  for (let number = 0; number < 20; number += 1) await turn();
  assert.equal(taken.length, 1);
  log.hasRoom = true;
  for (const callback of log.waiting.splice(0)) callback();
  await waitFor('the second', () => taken.length === 2);
});

function taker() {
  const stream = new PassThrough();
  const taken: { text: string; isStart: boolean }[] = [];
  const log = { hasRoom: true, waiting: [] as (() => void)[] };
  takeLines(stream, {
    take: (text, isStart) => {
      taken.push({ text, isStart });
      return log.hasRoom;
    },
    onceRoom: (callback) => log.waiting.push(callback),
  });
  return { stream, taken, log };
}
