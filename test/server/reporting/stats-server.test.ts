import assert from 'node:assert/strict';
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { decodeStatsReply } from '../../../src/protocol/stats-reply.js';
import { StatsReplies } from '../../../src/server/reporting/stats-replies.js';
import { StatsServer, type StatsServerSettings } from '../../../src/server/reporting/stats-server.js';
import type { StatsObject } from '../../../src/server/reporting/stats-text.js';
import { waitFor } from '../../wait-for.js';
import { openStalled, readToEnd } from './stats-clients.js';

const small: StatsObject = { version: '1', workers: [] };
const smallText = '{\n\t"version":"1",\n\t"workers":[\n\n\t]\n}';
/** More than the kernel keeps for a client that does not read. */
const large: StatsObject = { version: 'x'.repeat(16 * 1024 * 1024) };
const httpHead = 'HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n';

describe('one connection, one document', () => {
  test('pretty', async (t) => {
    const { where } = await start(t, small);
    assert.equal(await readToEnd(where), smallText);
    assert.equal(await readToEnd(where), smallText);
  });

  test('minified', async (t) => {
    const { where } = await start(t, small, { minified: true });
    assert.equal(await readToEnd(where), '{"version":"1","workers":[]}');
  });

  test('whole, however large it is', async (t) => {
    const { where } = await start(t, large, { minified: true });
    assert.equal((await readToEnd(where)).length, 16 * 1024 * 1024 + 14);
  });

  test('also for a client that has ended its side, and for one that says what nobody asked for', async (t) => {
    const { where } = await start(t, small);
    assert.equal(await readHalfClosed(where, ''), smallText);
    for (let round = 0; round < 50; round += 1) {
      assert.equal(await readToEnd(where, 'GET / HTTP/1.0\r\n\r\n'), smallText);
    }
  });

  test('many at once share the work', async (t) => {
    const { where, made } = await start(t, small);
    const texts = await Promise.all(Array.from({ length: 40 }, () => readToEnd(where)));
    assert.ok(texts.every((text) => text === smallText));
    assert.ok(made() < 40, `${made()} documents for 40 clients`);
  });
});

describe('clients that stall', () => {
  test('hold up nobody, and are dropped', async (t) => {
    const { where, clients } = await start(t, large, { limits: { stallMs: 300 } });
    const stalled = await Promise.all(Array.from({ length: 10 }, () => openStalled(where)));
    assert.equal((await readToEnd(where)).length, 16 * 1024 * 1024 + 17);
    await waitFor('the stalled clients to be dropped', () => clients() === 0);
    for (const socket of stalled) socket.destroy();
  });

  test('also when they keep talking', async (t) => {
    const { where, clients } = await start(t, large, { limits: { stallMs: 200, totalMs: 600 } });
    const socket = await openStalled(where);
    const chatter = setInterval(() => socket.write('x'), 20);
    t.after(() => clearInterval(chatter));
    await waitFor('the client to be there', () => clients() === 1);
    await waitFor('the client to be dropped', () => clients() === 0);
    socket.destroy();
  });

  test('a slow one that goes on reading gets all of it', async (t) => {
    const { where } = await start(t, large, { limits: { stallMs: 1000 } });
    const socket = await openStalled(where);
    let length = 0;
    const ended = new Promise((resolve) => socket.on('end', resolve));
    socket.on('data', (bytes) => {
      length += bytes.length;
      socket.pause();
      setTimeout(() => socket.resume(), 1);
    });
    socket.resume();
    await ended;
    assert.equal(length, 16 * 1024 * 1024 + 17);
  });

  test('the oldest makes room when there are too many', async (t) => {
    const { where, clients } = await start(t, large, { limits: { clients: 3 } });
    const stalled: Socket[] = [];
    for (let count = 1; count <= 5; count += 1) {
      stalled.push(await openStalled(where));
      await waitFor(`${Math.min(count, 3)} clients`, () => clients() === Math.min(count, 3));
    }
    assert.equal((await readToEnd(where)).length, 16 * 1024 * 1024 + 17);
    for (const socket of stalled) socket.destroy();
  });
});

test('when no document can be made the connection ends without one, and the next one is tried again', async (t) => {
  let fails = true;
  const { where } = await start(t, async () => {
    if (fails) throw new Error('no document');
    return small;
  });
  assert.equal(await readToEnd(where).catch(() => ''), '');
  fails = false;
  assert.equal(await readToEnd(where), smallText);
});

describe('--stats-http', () => {
  test('puts uWSGI\u2019s head in front, without the header that lets every web page read it', async (t) => {
    const { where } = await start(t, small, { http: true });
    const reply = await readToEnd(where, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    assert.equal(reply, `${httpHead}${smallText}`);
    assert.equal(decodeStatsReply(Buffer.from(reply)).text, smallText);
  });

  const requests: Readonly<Record<string, string>> = {
    'any method and path': 'POST /x?y HTTP/1.0\r\n\r\n',
    'bare line feeds': 'GET /\n\n',
    'a body behind the head': 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello',
    'this machine by an address':
      'GET / HTTP/1.1\r\nHost: 127.0.0.1:1717\r\nOrigin: http://127.0.0.1:1717\r\n\r\n',
    'a name that is allowed': 'GET / HTTP/1.1\r\nHost: Stats.example:80\r\n\r\n',
  };
  for (const [name, request] of Object.entries(requests)) {
    test(`answers ${name}`, async (t) => {
      const { where } = await start(t, small, { http: true, hosts: ['stats.example'] });
      assert.equal(await readToEnd(where, request), `${httpHead}${smallText}`);
    });
  }

  const refused: Readonly<Record<string, string>> = {
    'a page whose own name was pointed here': 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n',
    'a page of another server': 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\n\r\n',
    'a head so long that its Host may be cut off': `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: evil.example\r\n\r\n`,
  };
  for (const [name, request] of Object.entries(refused)) {
    test(`refuses ${name}`, async (t) => {
      const { where } = await start(t, small, { http: true });
      assert.match(await readToEnd(where, request), /^HTTP\/1\.0 403 [\s\S]*\r\n\r\n[^\n]+\n$/);
    });
  }

  test('answers a request that comes byte by byte', async (t) => {
    const { where } = await start(t, small, { http: true });
    const socket = connect(where);
    const chunks: Buffer[] = [];
    const ended = new Promise((resolve) => socket.on('end', resolve));
    socket.on('data', (bytes) => chunks.push(bytes));
    socket.setNoDelay(true);
    for (const character of 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n') {
      await new Promise((resolve) => socket.write(character, resolve));
      assert.equal(chunks.length, 0);
    }
    await ended;
    assert.equal(Buffer.concat(chunks).toString(), `${httpHead}${smallText}`);
  });

  test('answers who ends its side early, and ends with who says nothing', async (t) => {
    const { where } = await start(t, small, { http: true });
    assert.equal(await readHalfClosed(where, 'G'), `${httpHead}${smallText}`);
    assert.equal(await readHalfClosed(where, ''), '');
  });

  test('waits for a silent client without keeping others waiting, and not for ever', async (t) => {
    const { where, clients } = await start(t, small, { http: true, limits: { stallMs: 300 } });
    const silent = await openStalled(where);
    assert.equal(await readToEnd(where, 'GET / HTTP/1.0\r\n\r\n'), `${httpHead}${smallText}`);
    await waitFor('the silent client to be dropped', () => clients() === 0);
    silent.destroy();
  });
});

interface Started {
  readonly where: NetConnectOpts;
  /** Documents made so far. */
  readonly made: () => number;
  /** Connections that the server has now. */
  readonly clients: () => number;
}

async function start(
  t: TestContext,
  document: StatsObject | (() => Promise<StatsObject>),
  settings: Partial<StatsServerSettings> = {},
): Promise<Started> {
  let made = 0;
  const replies = new StatsReplies(async () => {
    made += 1;
    return typeof document === 'function' ? document() : document;
  });
  const stats = new StatsServer({ replies, http: false, minified: false, hosts: [], ...settings });
  const open = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    stats.serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { where: { host: '127.0.0.1', port: address.port }, made: () => made, clients: () => open.size };
}

function readHalfClosed(where: NetConnectOpts, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...where, allowHalfOpen: true });
    const chunks: Buffer[] = [];
    socket.end(request);
    socket.on('data', (bytes) => chunks.push(bytes));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}
