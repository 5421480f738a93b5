import assert from 'node:assert/strict';
import test from 'node:test';
import { Sweeper, type Swept } from '../../../../src/server/gateway/client/sweeper.js';

test('what passed while nobody could look is forgiven before anybody is judged', () => {
  const said: string[] = [];
  const one: Swept = {
    sweep: () => said.push('sweep'),
    forgive: (ms) => said.push(`forgive ${Math.round(ms / 1000)} s`),
  };
  const sweeper = new Sweeper(new Set([one]));
  const start = performance.now();
  sweeper.sweep(start + 250);
  sweeper.sweep(start + 520);
  assert.deepEqual(said, ['sweep', 'sweep']);
  sweeper.sweep(start + 3770);
  assert.deepEqual(said.splice(2), ['forgive 3 s', 'sweep']);
  sweeper.sweep(start + 4020);
  assert.deepEqual(said.splice(2), ['sweep']);
});

test('one that goes while it is looked at does not keep the others from it', () => {
  const all = new Set<Swept>();
  let swept = 0;
  for (let at = 0; at < 3; at += 1) {
    const one: Swept = {
      sweep() {
        swept += 1;
        all.delete(one);
      },
      forgive() {},
    };
    all.add(one);
  }
  new Sweeper(all).sweep(performance.now() + 250);
  assert.equal(swept, 3);
});
