import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWait } from '../../../src/monitor/checks/run-wait.js';
import { type Step, type World, type WorldOptions, worldOf } from '../batch/fake-world.js';
import { parse } from '../cli/command-lines.js';

async function wait(
  words: string,
  steps: readonly Step[],
  options: WorldOptions = {},
): Promise<World & { readonly code: number }> {
  const world = worldOf(steps, options);
  const command = await parse(`wait x:1 ${words}`);
  assert.ok(command.kind === 'wait');
  const code = await runWait(command.options, world.io);
  assert.ok(world.closed(), 'the source was left open');
  return { ...world, code };
}

const IDLE: Step = { answer: 'plain-4x2-idle' };
const FULL: Step = { answer: 'plain-4x2-saturated' };
const DOWN: Step = { answer: { failure: 'unreachable' } };
const FILE: Step = { answer: { protocol: 'file', more: true } };
const LAST: Step = { answer: { protocol: 'file', more: false } };

test('wait ends with the first reading of which the expression holds, failures before it included', async () => {
  const world = await wait("--for 'accepting>=4 and in_flight=0'", [DOWN, FULL, FULL, IDLE, FULL]);
  assert.equal(world.code, 0);
  assert.equal(world.reads(), 4);
  assert.deepEqual(world.sleeps, [1000, 1000, 1000]);
  assert.deepEqual(world.written, ['x:1 accepting 4, in_flight 0\n']);
  assert.deepEqual(world.errors, []);
});

test('an expression about rates waits for the second reading, even one that is turned round', async () => {
  for (const words of ["--for 'busy<50'", "--for 'not busy>50'"])
    assert.equal((await wait(words, [IDLE, IDLE, IDLE])).reads(), 2, words);
  assert.equal((await wait("--for 'accepting>=1'", [IDLE, IDLE])).reads(), 1, 'what needs no rates does not');
});

test('after the time limit wait exits with 5 and the last values, or why there are none', async () => {
  const full = await wait("--for 'in_flight=0' --timeout 3s", [FULL, FULL, FULL, FULL, FULL]);
  assert.equal(full.code, 5);
  assert.deepEqual([full.errors, full.written], [['x:1 in_flight 8'], []]);
  const down = await wait("--for 'in_flight=0' --timeout 2s -d 500ms", Array(9).fill(DOWN));
  assert.equal(down.code, 5);
  assert.deepEqual(down.errors, ['Cannot read: unreachable']);
});

test('a server that has been well and does not answer now is not waited for in vain', async () => {
  const world = await wait("--for 'accepting>=4 and rps>=0'", [IDLE, DOWN, IDLE]);
  assert.equal(world.code, 0);
  assert.equal(world.reads(), 3);
});

test('of a recording wait looks at every sample without waiting', async () => {
  const found = await wait('--for in_flight>=0', [FILE, LAST]);
  assert.equal(found.code, 0);
  const world = await wait('--for in_flight>100', [FILE, FILE, LAST]);
  assert.deepEqual([world.code, world.sleeps, world.reads()], [5, [], 3]);
});

test('an interrupt ends with 130', async () => {
  const world = await wait('--for in_flight>100', [IDLE, IDLE], { onSleep: ({ interrupt }) => interrupt() });
  assert.deepEqual([world.code, world.written, world.errors], [130, [], []]);
});
