import assert from 'node:assert/strict';
import { once } from 'node:events';
import { linkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { formatAddress } from '../../../src/protocol/address.js';
import { readFixture } from '../../fixtures.js';
import { assertFails, openForTest, temporaryFolder } from './open-for-test.js';
import {
  closing,
  DOCUMENT,
  dripping,
  HTTP_HEAD,
  http,
  inTurn,
  raw,
  rawThenReset,
  ScriptedServer,
  stalling,
} from './scripted-server.js';

const half = DOCUMENT.subarray(0, DOCUMENT.length / 2);

describe('a raw stats server', () => {
  test('is read to the end, and is not sent a byte', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, server.address);
    const before = Date.now();
    const reading = await source.read();
    assert.equal(reading.document.kind, 'workers');
    assert.equal(reading.document.pid, 20855);
    assert.deepEqual(
      [reading.protocol, reading.bytes, reading.repaired, reading.more],
      ['raw', DOCUMENT.length, false, true],
    );
    assert.ok(reading.receivedAtMs >= before && reading.receivedAtMs <= Date.now());
    assert.ok(reading.durationMs > 0 && reading.durationMs < 3000);
    await source.read();
    await server.idle();
    assert.deepEqual([server.connections, server.received], [2, '']);
  });

  test('may write a few bytes at a time', async (t) => {
    const server = await ScriptedServer.start(t, dripping(DOCUMENT, 7));
    const { bytes } = await (await openForTest(t, server.address)).read();
    assert.equal(bytes, DOCUMENT.length);
  });

  test('is not sent a byte either while its master sleeps, once it is known', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, server.address);
    await source.read();
    server.behaviour = (socket) => setTimeout(() => raw()(socket), 400);
    assert.ok((await source.read()).durationMs >= 390);
    assert.equal(server.received, '');
  });

  test('with a reply that is no strict JSON is read all the same', async (t) => {
    const server = await ScriptedServer.start(t, raw(readFixture('corpus/vars-raw-control.json')));
    assert.equal((await (await openForTest(t, server.address)).read()).repaired, true);
  });
});

describe('a stats server with HTTP', () => {
  test('is asked on the same connection after it was silent, and at once from then on', async (t) => {
    const server = await ScriptedServer.start(t, http());
    const source = await openForTest(t, server.address);
    const first = await source.read();
    assert.equal(first.protocol, 'http');
    assert.equal(first.bytes, HTTP_HEAD.length + DOCUMENT.length);
    assert.ok(first.durationMs >= 140);
    assert.equal(server.connections, 1);
    assert.equal(
      server.received,
      `GET / HTTP/1.0\r\nHost: ${formatAddress(server.address)}\r\nAccept: application/json\r\n\r\n`,
    );
    assert.ok((await source.read()).durationMs < 140);
  });

  test('that keeps the connection open is read to its Content-Length', async (t) => {
    const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${DOCUMENT.length}\r\n\r\n`);
    const server = await ScriptedServer.start(t, (socket) => {
      socket.once('data', () => socket.write(Buffer.concat([head, DOCUMENT])));
      socket.resume();
    });
    const reading = await (await openForTest(t, server.address)).read();
    assert.equal(reading.document.kind, 'workers');
    await server.idle();
  });

  test('that refuses is quoted with its status', async (t) => {
    const server = await ScriptedServer.start(
      t,
      http(Buffer.from('{}'), Buffer.from('HTTP/1.1 403 No\r\n\r\n')),
    );
    await assertFails((await openForTest(t, server.address)).read(), 'not-stats', /HTTP status 403$/);
  });

  test('whose reply has no body is asked once more', async (t) => {
    const server = await ScriptedServer.start(t, inTurn(http(Buffer.alloc(0)), http()));
    assert.equal((await (await openForTest(t, server.address)).read()).protocol, 'http');
    assert.equal(server.connections, 2);
  });
});

describe('a server that changes its kind with a restart', () => {
  test('from raw to HTTP is found out within the deadline', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, server.address, { timeoutMs: 1000 });
    assert.equal((await source.read()).protocol, 'raw');
    server.behaviour = http();
    assert.equal((await source.read()).protocol, 'http');
    assert.ok((await source.read()).durationMs < 140);
  });

  test('from HTTP to raw is noticed with the first reply, and is not asked again', async (t) => {
    const server = await ScriptedServer.start(t, http());
    const source = await openForTest(t, server.address);
    await source.read();
    server.behaviour = rawThenReset(DOCUMENT);
    assert.equal((await source.read()).protocol, 'raw');
    server.received = '';
    server.behaviour = raw();
    assert.equal((await source.read()).protocol, 'raw');
    assert.equal(server.received, '');
  });
});

describe('a reply that is missing or not whole', () => {
  test('is asked for once more: nothing, then a document', async (t) => {
    const server = await ScriptedServer.start(t, inTurn(closing(), raw()));
    assert.equal((await (await openForTest(t, server.address)).read()).bytes, DOCUMENT.length);
    assert.equal(server.connections, 2);
  });

  test('is asked for once more, and not again: nothing, always', async (t) => {
    const server = await ScriptedServer.start(t, closing());
    const source = await openForTest(t, server.address);
    await assertFails(source.read(), 'empty', /the reply is empty/);
    assert.equal(server.connections, 2);
  });

  test('is asked for once more: half, then a document', async (t) => {
    const server = await ScriptedServer.start(t, inTurn(raw(half), raw()));
    assert.equal((await (await openForTest(t, server.address)).read()).bytes, DOCUMENT.length);
  });

  test('is asked for once more, and not again: half, always', async (t) => {
    const server = await ScriptedServer.start(t, raw(half));
    await assertFails((await openForTest(t, server.address)).read(), 'truncated', /ends in the middle$/);
    assert.equal(server.connections, 2);
  });

  test('may be whole although the connection was reset behind it', async (t) => {
    for (const body of [DOCUMENT, Buffer.concat([HTTP_HEAD, DOCUMENT])]) {
      const server = await ScriptedServer.start(t, rawThenReset(body));
      assert.equal((await (await openForTest(t, server.address)).read()).bytes, body.length);
    }
  });

  test('is truncated when the connection was reset within it, empty when before', async (t) => {
    const cut = await ScriptedServer.start(t, rawThenReset(half));
    await assertFails((await openForTest(t, cut.address)).read(), 'truncated', /ends in the middle$/);
    const gone = await ScriptedServer.start(t, (socket) => socket.resetAndDestroy());
    await assertFails((await openForTest(t, gone.address)).read(), 'empty', /the reply is empty/);
  });
});

describe('a server that does not come to an end', () => {
  test('is left at the deadline, and asked afresh by the next read', async (t) => {
    const server = await ScriptedServer.start(t, inTurn(stalling(half), raw()));
    const source = await openForTest(t, server.address, { timeoutMs: 200 });
    const startedAt = performance.now();
    await assertFails(source.read(), 'timeout', /: no end of the reply within 0\.2 s$/);
    assert.ok(performance.now() - startedAt < 5000);
    await server.idle();
    assert.equal((await source.read()).bytes, DOCUMENT.length);
  });

  test('without a word is told what we want before we leave: an HTTP server would wait for that', async (t) => {
    const server = await ScriptedServer.start(t, (socket) => socket.resume());
    const source = await openForTest(t, server.address, { timeoutMs: 100 });
    await assertFails(source.read(), 'timeout', /: no reply within 0\.1 s$/);
    await server.idle();
    assert.match(server.received, /^GET /);
  });

  test('is left, but not in silence, when the source is closed', async (t) => {
    const server = await ScriptedServer.start(t, (socket) => socket.resume());
    const source = await openForTest(t, server.address);
    const failure = assertFails(source.read(), 'closed', /: closed$/);
    while (server.connections === 0) await new Promise(setImmediate);
    source.close();
    await failure;
    await server.idle();
    assert.match(server.received, /^GET /);
    await assertFails(source.read(), 'closed', /: closed$/);
  });

  test('is left at the size limit, and not before', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const enough = await openForTest(t, server.address, { maxBytes: DOCUMENT.length });
    assert.equal((await enough.read()).bytes, DOCUMENT.length);
    server.behaviour = stalling(DOCUMENT);
    const tooFew = await openForTest(t, server.address, { maxBytes: DOCUMENT.length - 1 });
    await assertFails(
      tooFew.read(),
      'too-large',
      new RegExp(`: the reply is larger than ${DOCUMENT.length - 1} bytes$`),
    );
    await server.idle();
  });
});

describe('something else behind the address', () => {
  for (const banner of ['SSH-2.0-OpenSSH_9.2p1\r\n', '220 mail ESMTP\r\n']) {
    test(`is recognised by its greeting ${JSON.stringify(banner)} without waiting for an end`, async (t) => {
      const server = await ScriptedServer.start(t, stalling(Buffer.from(banner)));
      const source = await openForTest(t, server.address, { timeoutMs: 60_000 });
      await assertFails(source.read(), 'not-stats', /: the reply is not uWSGI stats$/);
      await server.idle();
    });
  }

  test('is recognised by its answer to the request', async (t) => {
    const page = Buffer.from('<!DOCTYPE html><title>Shop</title>');
    const server = await ScriptedServer.start(t, http(page));
    const source = await openForTest(t, server.address);
    await assertFails(source.read(), 'not-stats', /: the reply is a web page, not uWSGI stats$/);
  });
});

describe('one source', () => {
  test('refuses a second read while one is outstanding, and the first goes on', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, server.address);
    const first = source.read();
    await assert.rejects(source.read(), {
      name: 'Error',
      message: 'read() was called while a read is outstanding',
    });
    assert.equal((await first).bytes, DOCUMENT.length);
    assert.equal(server.connections, 1);
  });

  test('comes back by itself when the server does', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const { address, port } = server;
    const source = await openForTest(t, address);
    await source.read();
    server.stop();
    await assertFails(
      source.read(),
      'unreachable',
      new RegExp(`^Cannot read stats from "127\\.0\\.0\\.1:${port}": connection refused$`),
    );
    await ScriptedServer.start(t, raw(), { host: '127.0.0.1', port });
    assert.equal((await source.read()).protocol, 'raw');
  });
});

describe('other places', () => {
  test('a name with an IPv4 and an IPv6 address', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, `localhost:${server.port}`);
    assert.equal((await source.read()).protocol, 'raw');
  });

  test('a name that nobody knows', async (t) => {
    const source = await openForTest(t, 'no-such-host.invalid:9191', { timeoutMs: 20_000 });
    await assertFails(
      source.read(),
      'unreachable',
      /: the host name (is not known|cannot be looked up now)$/,
    );
  });

  test('a unix socket, by its path and as unix://', async (t) => {
    const path = join(temporaryFolder(t), 'app.stats');
    const server = await ScriptedServer.start(t, raw(), { path });
    for (const address of [path, `unix://${path}`]) {
      assert.equal((await (await openForTest(t, address)).read()).bytes, DOCUMENT.length);
    }
    server.behaviour = http();
    assert.equal((await (await openForTest(t, path)).read()).protocol, 'http');
    assert.match(server.received, /\r\nHost: localhost\r\n/);
  });

  test('a unix socket that is not there yet', async (t) => {
    const path = join(temporaryFolder(t), 'app.stats');
    const source = await openForTest(t, path);
    await assertFails(source.read(), 'unreachable', /app\.stats": no such socket or file$/);
    await ScriptedServer.start(t, raw(), { path });
    assert.equal((await source.read()).protocol, 'raw');
  });

  test('a unix socket that a server left behind', async (t) => {
    const folder = temporaryFolder(t);
    const server = createServer().listen(join(folder, 'live'));
    await once(server, 'listening');
    linkSync(join(folder, 'live'), join(folder, 'stale'));
    server.close();
    const source = await openForTest(t, join(folder, 'stale'));
    await assertFails(source.read(), 'unreachable', /stale": connection refused$/);
  });

  test('a path that is too long for a socket', async (t) => {
    const source = await openForTest(t, `unix:///${'x'.repeat(200)}`);
    await assertFails(
      source.read(),
      'unreachable',
      /: (the path is too long for a unix socket|no such socket or file)$/,
    );
  });
});
