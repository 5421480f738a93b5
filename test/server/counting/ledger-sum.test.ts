import assert from 'node:assert/strict';
import test from 'node:test';
import type { CoreTally, GatewayTally, InRequest } from '../../../src/server/counting/ledger.js';
import { settledTally, sumTallies } from '../../../src/server/counting/ledger-sum.js';

const running: InRequest = { startMicros: 5, vars: ['A=b'] };

test('counts of two gateways are added core by core', () => {
  const sum = sumTallies([tally(1, null), tally(10, running)]);
  const [worker] = sum.workers;
  assert.equal(worker?.deltaRequests, 11);
  assert.deepEqual(worker?.apps, [{ requests: 11, exceptions: 0 }]);
  assert.deepEqual(worker?.cores, [core(11, running)]);
  assert.deepEqual(sum.sockets, [{ waiting: 11, refused: 11, rejected: 11 }]);
});

test('the average is over the gateways that have served something', () => {
  const idle = tally(0, null);
  assert.equal(sumTallies([tally(10, null), idle]).workers[0]?.averageMicros, 10);
});

test('a dead gateway keeps its counts and has nothing in hand', () => {
  const sum = sumTallies([settledTally(tally(10, running)), tally(1, null)]);
  assert.deepEqual(sum.workers[0]?.cores, [core(11, null)]);
  assert.equal(sum.workers[0]?.deltaRequests, 1);
  assert.equal(sum.sockets[0]?.waiting, 1);
  assert.equal(sum.sockets[0]?.rejected, 11);
});

test('slots come in order whichever gateway knew them first', () => {
  const [first] = tally(1, null).workers;
  assert.ok(first !== undefined);
  const second = { ...first, slot: 2 };
  const sum = sumTallies([
    { sockets: [], workers: [second] },
    { sockets: [], workers: [first] },
  ]);
  assert.deepEqual(
    sum.workers.map(({ slot }) => slot),
    [1, 2],
  );
});

function tally(count: number, inRequest: InRequest | null): GatewayTally {
  return {
    sockets: [{ waiting: count, refused: count, rejected: count }],
    workers: [
      {
        slot: 1,
        deltaRequests: count,
        averageMicros: count,
        apps: [{ requests: count, exceptions: 0 }],
        cores: [core(count, inRequest)],
      },
    ],
  };
}

function core(count: number, inRequest: InRequest | null): CoreTally {
  return {
    requests: count,
    exceptions: count,
    runningMicros: count,
    txBytes: count,
    readErrors: count,
    writeErrors: count,
    // As many requests of 100 µs.
    latency: count === 0 ? '' : `100 100 ${count}`,
    inRequest,
  };
}
