import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { Counters } from '../../../../src/server/dispatch/counters.js';
import { Dispatcher } from '../../../../src/server/dispatch/dispatcher.js';
import { AnswerRoom } from '../../../../src/server/gateway/answers/answer-room.js';
import { ClientSeats } from '../../../../src/server/gateway/client/client-seats.js';
import { HttpFront } from '../../../../src/server/gateway/http/http-front.js';
import {
  DEFAULT_CONFIG,
  type LimitsConfig,
  type ServerConfig,
} from '../../../../src/server/options/config/server-config.js';
import { waitFor } from '../../../wait-for.js';
import { RawClient } from '../../raw-client.js';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

interface Rig {
  readonly front: HttpFront;
  readonly address: string;
  readonly lines: string[];
  readonly counters: Counters;
  readonly seats: ClientSeats;
  /** Thrown once, by whoever asks for the limits next. */
  fault: Error | null;
}

/** A front in this process, and no worker: requests are answered with 503 at once, or wait for ever. */
async function runFront(t: TestContext, limits: Partial<LimitsConfig>): Promise<Rig> {
  const all = { ...DEFAULT_CONFIG.limits, listen: 0, ...limits };
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const counters = new Counters(1);
  const settings = {
    workers: DEFAULT_CONFIG.workers,
    limits: all,
    sockets: ['a'],
    answerTimeouts: [null],
    direct: false,
    gateways: 1,
    index: 0,
  };
  const events = { accepting() {}, spent() {}, stuck() {}, log };
  const config: ServerConfig = {
    ...DEFAULT_CONFIG,
    get limits() {
      const { fault } = rig;
      rig.fault = null;
      if (fault !== null) throw fault;
      return all;
    },
  };
  const seats = new ClientSeats(1000, () => false, log);
  const front = new HttpFront({
    config: { ...DEFAULT_CONFIG, limits: all },
    listener: 0,
    counters: counters.listeners[0] ?? assert.fail('no listener'),
    dispatcher: new Dispatcher(settings, counters, events),
    room: new AnswerRoom(all, log),
    seats,
    logRequest: () => {},
    log,
  });
  front.server.listen(0, '127.0.0.1');
  await once(front.server, 'listening');
  t.after(() => front.server.close());
  const { port } = front.server.address() as AddressInfo;
  const rig: Rig = { front, address: `127.0.0.1:${port}`, lines, counters, seats, fault: null };
  front.reconfigure(config);
  return rig;
}

test('an exception met with one client ends its connection and no other, is logged once and counted', async (t) => {
  const rig = await runFront(t, {});
  const [bystander, victim] = [new RawClient(t, rig.address), new RawClient(t, rig.address)];
  bystander.send('GET / HTTP/1.1\r\n');
  await waitFor('two connections', () => rig.seats.taken === 2);
  rig.fault = new Error('injected');
  victim.send(get);
  await victim.closed();
  assert.equal(victim.received, '');
  bystander.send('Host: a\r\n\r\n');
  await bystander.until(/503 Service Unavailable/);
  assert.equal(rig.lines.filter((line) => line.includes('injected')).length, 1);
  assert.equal(rig.counters.listeners[0]?.rejected, 1);
});

test('thousands of pipelined requests that are answered at once do not exhaust the stack', async (t) => {
  const rig = await runFront(t, {});
  const client = new RawClient(t, rig.address);
  client.send(get.repeat(3000));
  await waitFor('all answers', () => answers(client) === 3000);
  assert.ok(!rig.lines.some((line) => line.includes('fault')));
  assert.equal(client.state, 'open');
});

test('what a client has sent before it closed its side is answered', async (t) => {
  const rig = await runFront(t, {});
  const client = new RawClient(t, rig.address);
  client.send(`${get}POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab${get}${get}`);
  client.halfClose();
  assert.equal(await client.closed(), 'ended');
  assert.equal(answers(client), 4);
});

test('an answer that does not wait for its body closes the connection: the body may come or not', async (t) => {
  const rig = await runFront(t, {});
  const client = new RawClient(t, rig.address);
  client.send('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n');
  await client.until(/503 .*\r\n(?:.+\r\n)*Connection: close\r\n/);
  client.send(`hello${get}`);
  assert.equal(await client.closed(), 'ended');
  assert.equal(answers(client), 1);
});

test('half a request and the end of the connection: 400, counted once', async (t) => {
  const rig = await runFront(t, {});
  for (const half of ['GET / HT', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab']) {
    const client = new RawClient(t, rig.address);
    client.send(half);
    client.halfClose();
    assert.equal(await client.closed(), 'ended');
    assert.match(client.received, /^HTTP\/1.1 400 /);
  }
  assert.equal(rig.counters.listeners[0]?.rejected, 2);
});

const slow: readonly (readonly [name: string, start: string, more: string, answer: RegExp])[] = [
  ['nothing', '', '', /^$/],
  ['a head byte by byte', 'GET / HTTP/1.1\r\nX: ', 'x', /^HTTP\/1.1 408 /],
  ['half a head and silence', 'GET / HT', '', /^HTTP\/1.1 408 /],
  [
    'half a body and silence',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab',
    '',
    /^HTTP\/1.1 408 /,
  ],
  [
    'half a chunk',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5',
    '',
    /^HTTP\/1.1 408 /,
  ],
  ['silence after an answer', get, '', /^HTTP\/1.1 503 (?:.*\r?\n)*Service Unavailable\n$/],
];

test('clients that are too slow: each has its answer, and its end', async (t) => {
  const rig = await runFront(t, { httpTimeoutSeconds: 0.6, httpKeepAliveSeconds: 0.6 });
  await Promise.all(
    slow.map(async ([name, start, more, answer]) => {
      const client = new RawClient(t, rig.address);
      client.send(start);
      const timer = setInterval(() => client.send(more), 50);
      try {
        assert.equal(await client.closed(), 'ended', name);
      } finally {
        clearInterval(timer);
      }
      assert.match(client.received, answer, name);
    }),
  );
  assert.equal(rig.counters.listeners[0]?.rejected, 4);
});

test('a slow body whose bytes keep coming is no silence', async (t) => {
  const rig = await runFront(t, { httpTimeoutSeconds: 0.6 });
  const client = new RawClient(t, rig.address);
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 15\r\n\r\n');
  for (let at = 0; at < 15; at += 1) {
    client.send('x');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await client.until(/503/);
});

test('requests that are on their way when a stop comes are answered, idle connections end', async (t) => {
  const rig = await runFront(t, {});
  const [idle, late, kept] = [1, 2, 3].map(() => new RawClient(t, rig.address));
  late?.send('GET / HTTP/1.1\r\n');
  kept?.send(get);
  await kept?.until(/503/);
  await waitFor('three connections', () => rig.seats.taken === 3);
  rig.front.drain();
  await idle?.closed();
  await kept?.closed();
  assert.ok(!rig.front.isEmpty);
  late?.send('Host: a\r\n\r\n');
  await late?.until(/Connection: close/);
  await waitFor('the last one', () => rig.front.isEmpty);
});

function answers({ received }: RawClient): number {
  return received.split('HTTP/1.1 503').length - 1;
}
