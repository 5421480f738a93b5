import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot } from '../../fixtures.js';
import { assertFails, openForTest, temporaryFolder } from './open-for-test.js';
import { DOCUMENT, HTTP_HEAD, http, inTurn, raw, ScriptedServer } from './scripted-server.js';

const half = DOCUMENT.subarray(0, DOCUMENT.length / 2);

describe('a URL', () => {
  test('is asked for with its path, query and credentials, which no message shows', async (t) => {
    const seen: unknown[] = [];
    const server = await listen(
      t,
      createServer((request, response) => {
        seen.push([request.method, request.url, request.headers.authorization, request.headers.accept]);
        if (seen.length === 1) response.end(DOCUMENT);
        else response.writeHead(500).end();
      }),
    );
    const source = await openForTest(t, `http://me:secret@127.0.0.1:${portOf(server)}/stats?x=%20y`);
    const { protocol, bytes, document } = await source.read();
    assert.deepEqual([protocol, bytes, document.kind], ['http', DOCUMENT.length, 'workers']);
    const credentials = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    assert.deepEqual(seen, [['GET', '/stats?x=%20y', credentials, 'application/json']]);
    const message =
      /^Cannot read stats from "http:\/\/\*\*\*@127[^"]*": the server answered with HTTP status 500$/;
    await assertFails(source.read(), 'not-stats', message);
  });

  test("of uWSGI's --stats-http is read", async (t) => {
    const server = await ScriptedServer.start(t, http());
    const source = await openForTest(t, `http://127.0.0.1:${server.port}`);
    assert.equal((await source.read()).protocol, 'http');
    assert.equal((await source.read()).bytes, DOCUMENT.length);
  });

  test('is read although the connection is reset behind the reply', async (t) => {
    const server = await ScriptedServer.start(t, (socket) => {
      socket.once('data', () => {
        socket.write(Buffer.concat([HTTP_HEAD, DOCUMENT]));
        setTimeout(() => socket.resetAndDestroy(), 50);
      });
      socket.resume();
    });
    const source = await openForTest(t, `http://127.0.0.1:${server.port}`);
    assert.equal((await source.read()).bytes, DOCUMENT.length);
  });

  test('is asked once more after an empty or truncated reply', async (t) => {
    for (const first of [Buffer.alloc(0), half]) {
      const server = await ScriptedServer.start(t, inTurn(http(first), http()));
      const source = await openForTest(t, `http://127.0.0.1:${server.port}`);
      assert.equal((await source.read()).bytes, DOCUMENT.length);
      assert.equal(server.connections, 2);
    }
  });

  test('with fewer bytes than announced is truncated', async (t) => {
    const server = await listen(
      t,
      answering((_, response) => {
        response.writeHead(200, { 'content-length': DOCUMENT.length });
        response.write(half, () => response.destroy());
      }),
    );
    const source = await openForTest(t, `http://127.0.0.1:${portOf(server)}`);
    await assertFails(source.read(), 'truncated', /ends in the middle$/);
  });

  test('that redirects is not followed', async (t) => {
    const server = await listen(
      t,
      answering((_, response) => response.writeHead(302, { location: '/x' }).end()),
    );
    const source = await openForTest(t, `http://127.0.0.1:${portOf(server)}`);
    await assertFails(source.read(), 'not-stats', /HTTP status 302$/);
  });

  test('of a raw stats server says so', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, `http://127.0.0.1:${server.port}`);
    await assertFails(
      source.read(),
      'not-stats',
      /does not speak HTTP; try the address without "http:\/\/"$/,
    );
  });

  test('where nobody listens', async (t) => {
    const server = await ScriptedServer.start(t, raw());
    const source = await openForTest(t, `http://127.0.0.1:${server.port}/`);
    server.stop();
    await assertFails(source.read(), 'unreachable', /\/": connection refused$/);
  });

  test('is left at the size limit', async (t) => {
    const server = await listen(
      t,
      answering((_, response) => response.write(DOCUMENT)),
    );
    const url = `http://127.0.0.1:${portOf(server)}`;
    const source = await openForTest(t, url, { maxBytes: DOCUMENT.length - 1 });
    await assertFails(source.read(), 'too-large', /: the reply is larger than \d+ bytes$/);
  });

  test('is left at the deadline, or when the source is closed', async (t) => {
    const server = await listen(
      t,
      answering((_, response) => response.write(half)),
    );
    const url = `http://127.0.0.1:${portOf(server)}`;
    const slow = await openForTest(t, url, { timeoutMs: 100 });
    await assertFails(slow.read(), 'timeout', /: no complete reply within 0\.1 s$/);
    const closed = await openForTest(t, url);
    const failure = assertFails(closed.read(), 'closed', /: closed$/);
    await once(server, 'request');
    closed.close();
    await failure;
  });
});

const noOpenssl = spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not installed';

describe('an https URL', { skip: noOpenssl }, () => {
  test('is not read from a server that nobody vouches for', async (t) => {
    const { server } = await listenSecurely(t);
    const source = await openForTest(t, `https://localhost:${portOf(server)}`);
    await assertFails(
      source.read(),
      'unreachable',
      /: the certificate is self-signed \(NODE_EXTRA_CA_CERTS can add trust\)$/,
    );
  });

  test('is read when NODE_EXTRA_CA_CERTS vouches for the server, under its name only', async (t) => {
    const { server, certificate } = await listenSecurely(t);
    const read = (host: string): Promise<string> =>
      readInChild(`https://${host}:${portOf(server)}`, certificate);
    assert.equal(await read('localhost'), `http ${DOCUMENT.length}\n`);
    assert.match(await read('127.0.0.1'), /^unreachable .*: the certificate is for another host name\n$/);
  });

  test('of a server without TLS says so', async (t) => {
    const server = await listen(
      t,
      answering((_, response) => response.end(DOCUMENT)),
    );
    const source = await openForTest(t, `https://localhost:${portOf(server)}`);
    await assertFails(source.read(), 'unreachable', /: the server does not speak TLS$/);
  });
});

function answering(listener: RequestListener): Server {
  return createServer(listener);
}

async function listen(context: TestContext, server: Server): Promise<Server> {
  server.listen(0, 'localhost');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function listenSecurely(context: TestContext): Promise<{ server: Server; certificate: string }> {
  const folder = temporaryFolder(context);
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', ...made, ...named, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  const credentials = { key: readFileSync(key), cert: readFileSync(certificate) };
  const server = createSecureServer(credentials, (_, response) => response.end(DOCUMENT));
  return { server: await listen(context, server), certificate };
}

/** The environment variable is read when a process starts. */
async function readInChild(url: string, certificate: string): Promise<string> {
  const program = join(projectRoot, 'dist/test/monitor/sources/read-all.js');
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
  const { stdout } = await promisify(execFile)(process.execPath, [program, url, '1'], { env });
  return stdout;
}
