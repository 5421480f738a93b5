import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRecord } from '../../../src/monitor/batch/run-record.js';
import { parse } from '../cli/command-lines.js';
import { at } from '../metrics/readings.js';
import { makePath, momentsOf, readBack } from '../recordings/record-moments.js';
import { type Step, type WorldOptions, worldOf } from './fake-world.js';

const OK: Step = { answer: 'size-4x2-busy' };
const DOWN: Step = { answer: { failure: 'unreachable' } };

async function record(path: string, words: string, steps: readonly Step[], options: WorldOptions = {}) {
  const world = worldOf(steps, options);
  const command = await parse(`record x:1 -o ${path} ${words} --no-config`);
  assert.ok(command.kind === 'record');
  const code = await runRecord(command.options, '1', world.io);
  assert.ok(world.closed());
  return { ...world, code };
}

test('each sample is written, at the interval, until the time is over', async (t) => {
  const path = makePath(t);
  const world = await record(path, '-d 2 --for 10s', Array(9).fill(OK));
  assert.equal(world.code, 0);
  assert.deepEqual(world.sleeps, [2000, 2000, 2000, 2000, 2000]);
  const moments = momentsOf(at(readBack(t, path), 0));
  assert.equal(moments.length, 5);
  assert.deepEqual(
    moments.map(({ history }) => history.at(-1)?.intervalMs),
    [2000, 2000, 2000, 2000, 2000],
  );
  assert.match(world.written.join(''), /: 5 samples, \S+\n$/);
});

test('a server that is away is said once, and its return is an event of the recording', async (t) => {
  const path = makePath(t);
  const world = await record(path, '--for 60s', [
    OK,
    DOWN,
    DOWN,
    OK,
    OK,
    { answer: { protocol: 'file', more: false } },
  ]);
  assert.deepEqual(world.errors, ['Cannot read: unreachable']);
  const moments = momentsOf(at(readBack(t, path), 0));
  assert.deepEqual(
    moments.map(({ events }) => events.some(({ kind }) => kind === 'source-lost')),
    [false, true, true, true],
  );
});

test('an interrupt ends a recording in good order', async (t) => {
  const path = makePath(t);
  const world = await record(path, '', [OK, OK], { onSleep: ({ interrupt }) => interrupt() });
  assert.equal(world.code, 0);
  assert.equal(momentsOf(at(readBack(t, path), 0)).length, 1);
});

test('nothing to record, and a file that cannot be written, have the exit codes of all commands', async (t) => {
  const path = makePath(t);
  assert.equal((await record(path, '--for 3s', Array(9).fill(DOWN))).code, 3);
  const command = await parse(`record x:1 -o ${path}/no/app.tsr --no-config`);
  assert.ok(command.kind === 'record');
  const world = worldOf([OK]);
  assert.equal(await runRecord(command.options, '1', world.io), 2);
  assert.equal(world.errors.length, 1);
});
