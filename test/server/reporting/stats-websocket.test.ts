import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { WebSocket } from 'ws';
import { StatsReplies } from '../../../src/server/reporting/stats-replies.js';
import type { StatsObject } from '../../../src/server/reporting/stats-text.js';
import { StatsPushServer, type StatsPushSettings } from '../../../src/server/reporting/stats-websocket.js';
import { openForTest } from '../../monitor/sources/open-for-test.js';
import { waitFor } from '../../wait-for.js';
import { readToEnd } from './stats-clients.js';

const small = (): StatsObject => ({ version: '1', workers: [] });
const large = (): StatsObject => ({ version: 'x'.repeat(16 * 1024 * 1024), workers: [] });

test('the first document comes at once, the others at the rate that was asked for, one a message', async (t) => {
  const { url } = await start(t, small);
  const begin = performance.now();
  const [viewer, arrivals] = view(t, `${url}?interval=150`);
  await waitFor('four documents', () => arrivals.length >= 4);
  const first = arrivals[0]?.at ?? 0;
  const passed = (arrivals[3]?.at ?? 0) - first;
  assert.ok(first - begin < 5000, `the first one took ${first - begin} ms`);
  assert.ok(passed > 3 * 100, `three more in ${passed} ms`);
  assert.ok(arrivals.every(({ text }) => text === '{"version":"1","workers":[]}'));
  assert.equal(viewer.extensions, '');
});

test('the monitor reads it', async (t) => {
  const { url } = await start(t, small);
  const source = await openForTest(t, `${url}?interval=100`);
  for (let round = 0; round < 3; round += 1) {
    const { document, protocol } = await source.read();
    assert.equal(protocol, 'websocket');
    assert.deepEqual([document.kind, document.version], ['workers', '1']);
  }
});

describe('a viewer that does not take what it asked for', () => {
  test('misses documents, is not saved up for, and is dropped in the end', async (t) => {
    const { url, made, viewers } = await start(t, large, { limits: { stallMs: 600 } });
    const [slow] = view(t, `${url}?interval=100`);
    await waitFor('the connection', () => slow.readyState === slow.OPEN);
    slow.pause();
    await waitFor('the viewer to be dropped', () => viewers() === 0);
    assert.ok(made() <= 3, `${made()} documents were made for it`);
  });

  test('holds up no other', async (t) => {
    const { url } = await start(t, large);
    const [slow] = view(t, `${url}?interval=100`);
    await waitFor('the connection', () => slow.readyState === slow.OPEN);
    slow.pause();
    const [, arrivals] = view(t, `${url}?interval=100`);
    await waitFor('three documents', () => arrivals.length >= 3);
  });

  test('gets a fresh one when it goes on', async (t) => {
    let number = 0;
    const { url } = await start(t, () => {
      number += 1;
      return { number, ...large() };
    });
    const [slow, arrivals] = view(t, `${url}?interval=100`);
    await waitFor('the connection', () => slow.readyState === slow.OPEN);
    slow.pause();
    const [, others] = view(t, `${url}?interval=100`);
    await waitFor('time to pass', () => others.length >= 5);
    const missed = number;
    slow.resume();
    const numbers = () => arrivals.map(({ text }) => Number(/"number":(\d+)/.exec(text)?.[1]));
    await waitFor('a fresh document', () => numbers().some((one) => one > missed));
    // At most two were under way when it stopped.
    const old = numbers().filter((one) => one <= missed);
    assert.ok(old.length <= 2, `of ${missed} documents it still got ${old}`);
  });
});

describe('is refused', () => {
  const refused: Readonly<Record<string, readonly [string, object, number]>> = {
    'a page of another server': ['', { headers: { Origin: 'http://evil.example' } }, 403],
    'a foreign name': ['', { headers: { Host: 'evil.example' } }, 403],
    'an interval that is none': ['?interval=fast', {}, 400],
  };
  for (const [name, [query, options, status]] of Object.entries(refused)) {
    test(`${name}: ${status}`, async (t) => {
      const { url } = await start(t, small);
      assert.equal(await statusOf(t, `${url}${query}`, options), status);
    });
  }

  test('who does not know the token: 401', async (t) => {
    const { url } = await start(t, small, { token: 'secret' });
    assert.equal(await statusOf(t, url), 401);
    assert.equal(await statusOf(t, `${url}?token=wrong`), 401);
    const [, arrivals] = view(t, `${url}?token=secret`);
    await waitFor('a document', () => arrivals.length > 0);
  });

  test('one viewer too many: 503, until another one leaves', async (t) => {
    const { url, viewers } = await start(t, small, { limits: { viewers: 2 } });
    const [first] = view(t, url);
    view(t, url);
    await waitFor('two viewers', () => viewers() === 2);
    assert.equal(await statusOf(t, url), 503);
    first.close();
    await waitFor('one viewer', () => viewers() === 1);
    const [, arrivals] = view(t, url);
    await waitFor('a document', () => arrivals.length > 0);
  });

  test('a request for a page: 426', async (t) => {
    const { port } = await start(t, small);
    const reply = await readToEnd({ host: '127.0.0.1', port }, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    assert.match(reply, /^HTTP\/1\.1 426 /);
  });

  test('what is no HTTP', async (t) => {
    const { port } = await start(t, small);
    const reply = await readToEnd({ host: '127.0.0.1', port }, '\x16\x03\x01\x02\n\n\n').catch(() => '');
    assert.doesNotMatch(reply, /^HTTP\/1\.1 [123]/);
  });

  test('who does not finish the handshake, or opens too many', async (t) => {
    const limits = { handshakes: 2, handshakeMs: 300 };
    const { port, connections } = await start(t, small, { limits });
    const silent = [1, 2, 3].map(() => connect(port, '127.0.0.1').on('error', () => {}));
    t.after(() => silent.forEach((socket) => void socket.destroy()));
    await waitFor('the third one to be closed', () => silent.some((socket) => socket.closed));
    assert.ok(connections() <= 2);
    await waitFor('all to be closed', () => silent.every((socket) => socket.closed));
    assert.equal(connections(), 0);
  });

  test('a viewer that sends a lot', async (t) => {
    const { url, viewers } = await start(t, small);
    const [viewer] = view(t, url);
    await waitFor('the connection', () => viewer.readyState === viewer.OPEN);
    viewer.send('a little');
    viewer.send('x'.repeat(2000));
    await waitFor('the viewer to be dropped', () => viewers() === 0);
  });
});

test('a document that cannot be made is skipped', async (t) => {
  let count = 0;
  const { url } = await start(t, () => {
    count += 1;
    if (count < 3) throw new Error('no document');
    return small();
  });
  const [, arrivals] = view(t, `${url}?interval=100`);
  await waitFor('a document', () => arrivals.length > 0);
});

interface Started {
  readonly url: string;
  readonly port: number;
  readonly made: () => number;
  /** Connections of any kind. */
  readonly connections: () => number;
  readonly viewers: () => number;
}

async function start(
  t: TestContext,
  document: () => StatsObject,
  settings: Partial<StatsPushSettings> = {},
): Promise<Started> {
  let made = 0;
  const replies = new StatsReplies(async () => {
    made += 1;
    return document();
  });
  const push = new StatsPushServer({ replies, token: null, ...settings });
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    push.serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const { port } = address;
  return {
    url: `ws://127.0.0.1:${port}/`,
    port,
    made: () => made,
    connections: () => open.size,
    viewers: () => push.viewers,
  };
}

interface Arrival {
  readonly at: number;
  readonly text: string;
}

function view(t: TestContext, url: string): readonly [WebSocket, readonly Arrival[]] {
  const arrivals: Arrival[] = [];
  const viewer = new WebSocket(url);
  viewer.on('message', (data) => arrivals.push({ at: performance.now(), text: String(data) }));
  viewer.on('error', () => {});
  t.after(() => viewer.terminate());
  return [viewer, arrivals];
}

function statusOf(t: TestContext, url: string, options: object = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const viewer = new WebSocket(url, options);
    t.after(() => viewer.terminate());
    viewer.on('open', () => reject(new Error('it was let in')));
    viewer.on('error', reject);
    viewer.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode);
    });
  });
}
