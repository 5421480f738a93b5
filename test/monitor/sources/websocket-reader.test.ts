import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { readFixture } from '../../fixtures.js';
import { assertFails, openForTest } from './open-for-test.js';
import { DOCUMENT, raw, ScriptedServer } from './scripted-server.js';

const other = readFixture('corpus/tuntap-router.json');

/** A relay that pushes what a test tells it to. */
class Relay {
  readonly #server: WebSocketServer;
  /** Messages of the clients, and the authorization they came with. */
  readonly received: string[] = [];
  readonly authorizations: (string | undefined)[] = [];

  constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket, request) => {
      this.authorizations.push(request.headers.authorization);
      socket.on('message', (data) => this.received.push(String(data)));
    });
  }

  static async start(context: TestContext): Promise<Relay> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    context.after(() => {
      for (const client of server.clients) client.terminate();
      server.close();
    });
    return new Relay(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/stream`;
  }

  /** The next client, connected. */
  async client(): Promise<WebSocket> {
    const [socket] = (await once(this.#server, 'connection')) as [WebSocket];
    return socket;
  }
}

describe('a WebSocket', () => {
  test('gives each document that is pushed, as text or bytes, over one connection', async (t) => {
    const relay = await Relay.start(t);
    const source = await openForTest(t, relay.url.replace('ws://', 'ws://me:secret@'));
    const first = source.read();
    const client = await relay.client();
    client.send(DOCUMENT.toString('utf8'));
    const { document, protocol, bytes, more, repaired } = await first;
    assert.equal(document.kind, 'workers');
    assert.deepEqual([protocol, bytes, more, repaired], ['websocket', DOCUMENT.length, true, false]);
    const second = source.read();
    client.send(readFixture('corpus/vars-decoded-del-bs-ff.json'));
    assert.equal((await second).repaired, true);
    assert.deepEqual(relay.received, []);
    assert.deepEqual(relay.authorizations, [`Basic ${Buffer.from('me:secret').toString('base64')}`]);
  });

  test('keeps only the newest of what nobody read', async (t) => {
    const relay = await Relay.start(t);
    const source = await openForTest(t, relay.url);
    const first = source.read();
    const client = await relay.client();
    client.send(DOCUMENT);
    await first;
    const before = Date.now();
    for (let count = 0; count < 5; count++) client.send(DOCUMENT);
    client.send(other);
    await answered(client);
    const newest = await source.read();
    assert.equal(newest.document.kind, 'tuntap');
    assert.ok(newest.receivedAtMs >= before);
    const next = source.read();
    client.send(DOCUMENT);
    assert.equal((await next).document.kind, 'workers');
  });

  test('that is lost fails one read, and is opened again by the next', async (t) => {
    const relay = await Relay.start(t);
    const source = await openForTest(t, relay.url);
    for (let time = 0; time < 2; time++) {
      const lost = assertFails(source.read(), 'unreachable', /: the server closed the WebSocket$/);
      (await relay.client()).close();
      await lost;
    }
    const read = source.read();
    (await relay.client()).send(DOCUMENT);
    assert.equal((await read).bytes, DOCUMENT.length);
  });

  test('that pushes something else fails one read and is kept', async (t) => {
    const relay = await Relay.start(t);
    const source = await openForTest(t, relay.url);
    const failed = assertFails(source.read(), 'not-stats', /: the reply is not uWSGI stats$/);
    const client = await relay.client();
    client.send('hello');
    await failed;
    const read = source.read();
    client.send(DOCUMENT);
    await read;
  });

  test('that pushes too much is left', async (t) => {
    const relay = await Relay.start(t);
    const source = await openForTest(t, relay.url, { maxBytes: DOCUMENT.length });
    const good = source.read();
    const client = await relay.client();
    client.send(DOCUMENT);
    await good;
    const failed = assertFails(source.read(), 'too-large', /: the document is larger than \d+ bytes$/);
    client.send(Buffer.concat([DOCUMENT, Buffer.from(' ')]));
    await failed;
    await once(client, 'close');
  });

  test('that pushes slowly is kept as long as it answers pings', async (t) => {
    const relay = await Relay.start(t);
    const source = await openForTest(t, relay.url, { timeoutMs: 100 });
    const late = assertFails(source.read(), 'timeout', /: no document within 0\.1 s$/);
    const client = await relay.client();
    await late;
    await assertFails(source.read(), 'timeout', /: no document within 0\.1 s$/);
    client.send(DOCUMENT);
    assert.equal((await source.read()).bytes, DOCUMENT.length);
  });

  test('that answers no ping is opened anew', async (t) => {
    const relay = await Relay.start(t);
    const source = await openForTest(t, relay.url, { timeoutMs: 100 });
    const late = assertFails(source.read(), 'timeout', /: no document within 0\.1 s$/);
    const deaf = await relay.client();
    deaf.pause();
    await late;
    await assertFails(source.read(), 'timeout', /: no document within 0\.1 s$/);
    const read = source.read();
    (await relay.client()).send(DOCUMENT);
    assert.equal((await read).bytes, DOCUMENT.length);
  });

  test('ends with the source', async (t) => {
    const relay = await Relay.start(t);
    const source = await openForTest(t, relay.url);
    const failed = assertFails(source.read(), 'closed', /: closed$/);
    const client = await relay.client();
    source.close();
    await failed;
    if (client.readyState !== client.CLOSED) await once(client, 'close');
    await assertFails(source.read(), 'closed', /: closed$/);
  });
});

describe('what is no WebSocket', () => {
  test('an HTTP server that refuses is quoted with its status', async (t) => {
    const server = createServer((_, response) => response.end('hello'));
    server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
    const source = await openForTest(t, `ws://127.0.0.1:${await portOf(t, server)}/`);
    await assertFails(source.read(), 'not-stats', /HTTP status 404, not as a WebSocket$/);
  });

  test('a raw stats server', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, `ws://127.0.0.1:${server.port}/`);
    await assertFails(source.read(), 'not-stats', /: the server does not speak HTTP$/);
  });

  test('a silent server', async (t) => {
    const server = await ScriptedServer.start(t, (socket) => socket.resume());
    const source = await openForTest(t, `ws://127.0.0.1:${server.port}/`, { timeoutMs: 100 });
    await assertFails(source.read(), 'timeout', /: no connection within 0\.1 s$/);
  });

  test('nobody at all', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, `ws://127.0.0.1:${server.port}/`);
    server.stop();
    await assertFails(source.read(), 'unreachable', /: connection refused$/);
  });
});

/** All that was sent before has arrived. */
async function answered(client: WebSocket): Promise<void> {
  client.ping();
  await once(client, 'pong');
}

async function portOf(context: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return (server.address() as AddressInfo).port;
}
