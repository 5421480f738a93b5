import assert from 'node:assert/strict';
import test from 'node:test';
import { SteadyClock } from '../../../src/server/process/steady-clock.js';

test('the clock goes with the time that is lived through, and stands still while the process is stopped', () => {
  let read = 10;
  const clock = new SteadyClock(() => read, 1_000_000);
  for (let step = 0; step < 20; step += 1) {
    read += 50;
    clock.now();
  }
  assert.equal(clock.now(), 1_001_000);
  read += 3_600_000;
  assert.equal(clock.now(), 1_001_500);
  read += 50;
  assert.equal(clock.now(), 1_001_550);
});
