import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../wait-for.js';
import { type LoadRequest, startLoad } from './load.js';

const SERVICE_MS = 50;

test('a closed loop keeps as many requests under way as it was told', async (t) => {
  const server = await startServer(t);
  const load = startLoad(t, loadOn(server.address, { kind: 'closed', concurrency: 4, spreadMs: SERVICE_MS }));
  await waitFor('fifty answers', () => load.finished >= 50);
  assert.ok(server.most() <= 4);
  const now = Date.now();
  assertNear(load.busyRatioBetween(now - 500, now, 4), 1, 0.1);
  assertNear(load.busyRatioBetween(now - 500, now, 8), 0.5, 0.1);
  await waitFor('what was under way', () => load.hasSettled(now));
  const served = load.servedRatioBetween(now - 500, now, 4, SERVICE_MS);
  assert.ok(served > 0.6 && served <= load.busyRatioBetween(now - 500, now, 4) + 0.02, `${served}`);
});

test('an open loop keeps its rate although the answers take longer than the gaps', async (t) => {
  const server = await startServer(t);
  const load = startLoad(t, loadOn(server.address, { kind: 'open', perSecond: 100 }));
  const beganMs = Date.now();
  await waitFor('a hundred and fifty answers', () => load.finished >= 150);
  const now = Date.now();
  assertNear(now - beganMs, 1500, 400);
  assertNear(load.rateBetween(now - 1000, now), 100, 15);
  assert.ok(load.busyRatioBetween(now - 1000, now, 10) > 0.4);
  await waitFor('what was under way', () => load.hasSettled(now));
  const { least, most } = load.servedRateBetween(now - 1000, now, SERVICE_MS);
  assert.ok(least <= 110 && most >= 90 && least <= most, `${least} to ${most}`);
});

for (const keepAlive of [true, false]) {
  test(`every answer is counted once, and no more than were given (keep-alive ${keepAlive})`, async (t) => {
    const server = await startServer(t);
    const shape = { kind: 'closed', concurrency: 3 } as const;
    const load = startLoad(t, { ...loadOn(server.address, shape), keepAlive });
    await waitFor('twenty answers', () => load.finished >= 20);
    load.stop();
    const { finished } = load;
    assert.ok(server.answered() - finished <= 3, `${server.answered()} given, ${finished} counted`);
    assert.equal(load.failed, 0);
    assert.equal(server.connections() <= 3, keepAlive);
  });
}

test('requests that fail are counted apart', async (t) => {
  const server = await startServer(t);
  await server.stop();
  const load = startLoad(t, loadOn(server.address, { kind: 'closed', concurrency: 1 }));
  await waitFor('a failure', () => load.failed >= 1);
  assert.equal(load.finished, 0);
});

function loadOn(address: string, shape: LoadRequest['shape']): LoadRequest {
  return { address, path: '/', shape };
}

async function startServer(t: TestContext) {
  let underWay = 0;
  let most = 0;
  let answered = 0;
  let connections = 0;
  const server = createServer((_, response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    setTimeout(() => {
      underWay -= 1;
      answered += 1;
      response.end('hello');
    }, SERVICE_MS);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise((resolve) => server.close(resolve));
  t.after(() => server.closeAllConnections());
  t.after(stop);
  return {
    address: `127.0.0.1:${port}`,
    most: () => most,
    answered: () => answered,
    connections: () => connections,
    stop,
  };
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}
