import assert from 'node:assert/strict';
import test from 'node:test';
import { LogWriter } from '../../../src/server/gateway/log-writer.js';

test('lines of one turn are one write, and what is written in part is written on', async () => {
  const pipe = new FakePipe(7);
  const writer = new LogWriter(pipe.write);
  writer.write('first');
  writer.write('second');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(pipe.text, 'first\nsecond\n');
});

test('a full pipe is tried again, and loses nothing when somebody reads in time', () => {
  const pipe = new FakePipe(100);
  pipe.refusals = 3;
  const writer = new LogWriter(pipe.write);
  writer.write('late');
  writer.flush();
  assert.equal(pipe.text, 'late\n');
});

test('a pipe that nobody reads loses lines and holds nothing up, until somebody reads again', () => {
  const pipe = new FakePipe(100);
  pipe.refusals = Number.POSITIVE_INFINITY;
  const writer = new LogWriter(pipe.write);
  writer.write('lost');
  writer.flush();
  const triesBefore = pipe.tries;
  assert.ok(triesBefore > 1);
  for (let line = 0; line < 50; line += 1) {
    writer.write('lost too');
    writer.flush();
  }
  assert.equal(pipe.tries - triesBefore, 50);
  pipe.refusals = 0;
  writer.write('there again');
  writer.flush();
  assert.equal(pipe.text, 'there again\n');
});

/** Takes so many bytes at once, after so many refusals. */
class FakePipe {
  text = '';
  tries = 0;
  refusals = 0;
  readonly #portion: number;

  constructor(portion: number) {
    this.#portion = portion;
  }

  readonly write = (bytes: Buffer, from: number): number => {
    this.tries += 1;
    if (this.refusals > 0) {
      this.refusals -= 1;
      throw Object.assign(new Error('full'), { code: 'EAGAIN' });
    }
    const part = bytes.subarray(from, from + this.#portion);
    this.text += part.toString('latin1');
    return part.length;
  };
}
