import assert from 'node:assert/strict';
import test from 'node:test';
import { RequestPace } from '../../../src/server/dispatch/request-pace.js';

function paceAfter(...parts: readonly (readonly [count: number, micros: number])[]): RequestPace {
  const pace = new RequestPace();
  for (const [count, micros] of parts) for (let at = 0; at < count; at += 1) pace.learn(micros);
  return pace;
}

test('requests go one by one until a thousand of them have been short', () => {
  assert.equal(paceAfter().mostAtOnce, 1);
  assert.equal(paceAfter([1000, 20]).mostAtOnce, 1);
  assert.equal(paceAfter([2000, 20]).mostAtOnce, 8);
});

test('the longer requests take, the fewer go at once', () => {
  const most = [20, 55, 90, 130, 400, 4000].map((micros) => paceAfter([6000, micros]).mostAtOnce);
  assert.deepEqual(most, [8, 5, 3, 2, 1, 1]);
});

test('one slow request of two hundred is forgiven, one of a hundred is not', () => {
  const mixed = (short: number) => {
    const parts = Array.from(
      { length: 20 },
      () =>
        [
          [short, 20],
          [1, 200_000],
        ] as const,
    ).flat();
    return paceAfter([3000, 20], ...parts, [short, 20]).mostAtOnce;
  };
  assert.equal(mixed(1000), 8);
  assert.equal(mixed(200), 8);
  assert.equal(mixed(100), 1);
});

test('few cores work at a time while requests are short, more when many wait or each takes longer', () => {
  const short = paceAfter([6000, 20]);
  assert.deepEqual(
    [1, 16, 64].map((waiting) => short.mostActive(waiting)),
    [2, 2, 4],
  );
  assert.equal(paceAfter([6000, 130]).mostActive(1), 9);
});
