import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type CoreTally,
  type GatewayTally,
  type InRequest,
  OTHER_ROUTES,
  type RouteTally,
} from '../../../src/server/counting/ledger.js';
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
    { sockets: [], workers: [second], routes: [] },
    { sockets: [], workers: [first], routes: [] },
  ]);
  assert.deepEqual(
    sum.workers.map(({ slot }) => slot),
    [1, 2],
  );
});

test('routes are added by name, and those beyond the limit are one', () => {
  const [mine] = sumTallies([tally(1, null), tally(10, null)]).routes;
  assert.deepEqual(mine, routeTally('GET /', 11));
  const part = (from: number): GatewayTally => ({
    ...tally(0, null),
    routes: Array.from({ length: 80 }, (_, index) => routeTally(`GET /${from + index}`, 1 + from + index)),
  });
  const parts = [part(0), part(80), { ...tally(0, null), routes: [routeTally(OTHER_ROUTES, 1000)] }];
  const { routes } = sumTallies(parts);
  assert.ok(routes.length <= 101, `${routes.length} routes`);
  const sum = (list: readonly RouteTally[]) => list.reduce((all, { requests }) => all + requests, 0);
  assert.equal(sum(routes), sum(parts.flatMap((one) => one.routes)));
  assert.equal(routes.filter(({ route }) => route === OTHER_ROUTES).length, 1);
  assert.ok(
    routes.some(({ route }) => route === 'GET /159'),
    'what takes most time is told',
  );
});

function routeTally(route: string, count: number): RouteTally {
  const latency = count === 0 ? '' : `100 100 ${count}`;
  return { route, requests: count, runningMicros: count, latency };
}

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
    routes: [routeTally('GET /', count)],
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
    answers: { '2xx': count, '3xx': 0, '4xx': 2 * count, '5xx': 0 },
    // As many requests of 100 µs.
    latency: count === 0 ? '' : `100 100 ${count}`,
    inRequest,
  };
}
