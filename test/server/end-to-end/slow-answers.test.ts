// Clients that take their answers slowly, or not at all, hold no core; what they get is whole.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { residentBytes } from '../../../bench/process-usage.js';
import { waitFor } from '../../wait-for.js';
import { isIdle, readServerStats } from '../read-server-stats.js';
import { openFiles, runTsgi, type Tsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';
import { application, bodyBytes, expectedBody, wholeKinds } from './slow-answers-application.js';

type Protocol = 'HTTP/1.1' | 'HTTP/1.0' | 'uwsgi';

/** Takes what comes only when it is told to. */
class SlowClient {
  readonly #socket: Socket;
  readonly #pieces: Buffer[] = [];
  received = 0;
  state: 'open' | 'ended' | 'reset' = 'open';

  constructor(t: TestContext, address: string, request: string | Buffer) {
    const [host = '', port = ''] = address.split(':');
    const to = address.includes('/') ? { path: address } : { host, port: Number(port) };
    this.#socket = createConnection({ ...to, allowHalfOpen: true });
    this.#socket.on('error', () => {
      this.state = 'reset';
    });
    this.#socket.on('end', () => {
      this.state = 'ended';
    });
    t.after(() => this.#socket.destroy());
    this.#socket.write(request);
  }

  /** As much as there is, so many bytes at the most. */
  take(most: number): void {
    const bytes = this.#socket.read(most) ?? this.#socket.read();
    if (Buffer.isBuffer(bytes)) this.#keep(bytes);
  }

  takeAll(): void {
    this.#socket.on('data', (bytes: Buffer) => this.#keep(bytes));
  }

  leave(): void {
    this.#socket.destroy();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  #keep(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.received += bytes.length;
  }
}

const files = { 'foobar.py': application };

function run(t: TestContext, ...options: string[]): Promise<Tsgi> {
  const where = ['--http-socket', '127.0.0.1:0', '--http-socket', 'http.sock', '--socket', 'uwsgi.sock'];
  const rest = ['--wsgi-file', 'foobar.py', '--threads', '4', '--stats', 'stats.sock'];
  return runTsgi(t, { options: [...where, ...rest, ...options], files });
}

function requestFor(protocol: Protocol, path: string): string | Buffer {
  if (protocol === 'uwsgi') return uwsgiPacket({ PATH_INFO: path });
  return `GET ${path} ${protocol}\r\nHost: test\r\nConnection: close\r\n\r\n`;
}

/** Over unix sockets: what the kernel keeps of a TCP connection hides the client. */
function ask(t: TestContext, { folder }: Tsgi, protocol: Protocol, path: string): SlowClient {
  const socket = join(folder, protocol === 'uwsgi' ? 'uwsgi.sock' : 'http.sock');
  return new SlowClient(t, socket, requestFor(protocol, path));
}

async function areCoresFree({ folder }: Tsgi): Promise<boolean> {
  return isIdle(await readServerStats(join(folder, 'stats.sock')));
}

/** Status line and body, out of its chunks. */
function answerIn(raw: Buffer): { readonly head: string; readonly body: Buffer; readonly isWhole: boolean } {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.toString('latin1', 0, end);
  const rest = raw.subarray(end + 4);
  if (!/transfer-encoding: chunked/i.test(head)) {
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    return { head, body: rest, isWhole: length === undefined || Number(length) === rest.length };
  }
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return { head, body: Buffer.concat(parts), isWhole: size === 0 };
    parts.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

function assertWhole({ bytes }: SlowClient, what: string): void {
  const { head, body, isWhole } = answerIn(bytes);
  assert.match(head, /^HTTP\/1\.[01] 200 OK/, what);
  assert.ok(isWhole, `${what}: cut after ${body.length} bytes`);
  assert.equal(body.length, bodyBytes, what);
  assert.ok(body.equals(expectedBody()), `${what}: other bytes`);
}

for (const protocol of ['HTTP/1.1', 'HTTP/1.0', 'uwsgi'] as const) {
  test(`four threads, forty slow clients, ${protocol}: all cores are free, hello is served at once`, async (t) => {
    const tsgi = await run(t);
    const alone = await usualMs(tsgi);
    const clients = Array.from({ length: 40 }, (_, number) => {
      const kind = wholeKinds[number % wholeKinds.length] ?? '';
      return { kind, client: ask(t, tsgi, protocol, kind) };
    });
    await waitFor('all answers to be made', () => areCoresFree(tsgi));
    const ticking = setInterval(() => {
      for (const { client } of clients) client.take(4096);
    }, 50);
    t.after(() => clearInterval(ticking));
    const besides = await usualMs(tsgi);
    const slow = clients.filter(({ client }) => client.state === 'open' && client.received < bodyBytes);
    assert.equal(slow.length, 40);
    assert.ok(besides < 150 + 10 * alone, `${besides} ms, ${alone} ms without them`);
    clearInterval(ticking);
    for (const { client } of clients) client.takeAll();
    for (const { kind, client } of clients) {
      await waitFor(`the end of ${kind}`, () => client.state !== 'open');
      assertWhole(client, kind);
    }
    await waitFor('no spool file', () => spoolFiles(tsgi) === 0);
    await waitFor('no file of the application', () => filesOf(tsgi) === 0);
    assert.doesNotMatch(tsgi.log, /\*\*\*.*(cut off|fault|cannot be)|Traceback/);
  });
}

/** So long takes a hello, nine times out of ten. */
async function usualMs(tsgi: Tsgi): Promise<number> {
  const ms: number[] = [];
  for (let round = 0; round < 40; round += 1) {
    const start = performance.now();
    assert.equal((await tsgi.get('/')).body, 'hello');
    ms.push(performance.now() - start);
  }
  return ms.toSorted((a, b) => a - b)[35] ?? 0;
}

test('an event stream flows at once, whatever else is slow', async (t) => {
  const tsgi = await run(t);
  for (const protocol of ['HTTP/1.1', 'HTTP/1.0', 'uwsgi'] as const) {
    const slow = ask(t, tsgi, protocol, '/list');
    const stream = ask(t, tsgi, protocol, '/events');
    stream.takeAll();
    for (let event = 0; event < 3; event += 1) {
      const text = new RegExp(`event ${event}\n`);
      await waitFor(`event ${event}`, () => text.test(stream.bytes.toString('latin1')));
      writeFileSync(join(tsgi.folder, `gate-${event}`), '');
    }
    slow.leave();
    stream.leave();
  }
  for (let event = 3; event < 20; event += 1) writeFileSync(join(tsgi.folder, `gate-${event}`), '');
});

test('an endless answer to a client that stops reading: held within its limits, over when the client leaves', async (t) => {
  const tsgi = await run(t, '--response-buffer', '300000', '--response-spool', '8000000');
  for (const protocol of ['HTTP/1.1', 'HTTP/1.0', 'uwsgi'] as const) {
    const client = ask(t, tsgi, protocol, '/endless');
    await waitFor('more than the memory takes', () => produced65k(tsgi) > 2_000_000);
    const produced = await settled(() => produced65k(tsgi));
    assert.ok(produced < 4_500_000, `${protocol}: ${produced}`);
    assert.ok(residentBytes(tsgi.gatewayPid()).now < 150_000_000);
    assert.equal(await areCoresFree(tsgi), false);
    assert.equal((await tsgi.get('/')).body, 'hello');
    client.leave();
    await waitFor('close()', () => existsSync(join(tsgi.folder, 'endless-closed')));
    await waitFor('the core to be free', () => areCoresFree(tsgi));
    await waitFor('no spool file', () => spoolFiles(tsgi) === 0);
    execFileSync('rm', ['-f', join(tsgi.folder, 'endless-closed'), join(tsgi.folder, 'produced')]);
  }
});

test('an endless answer to a client that reads slowly goes on and on in a small file', async (t) => {
  const tsgi = await run(t, '--response-buffer', '300000', '--response-spool', '8000000');
  const client = ask(t, tsgi, 'HTTP/1.0', '/endless');
  const ticking = setInterval(() => client.take(65_536), 2);
  t.after(() => clearInterval(ticking));
  await waitFor('much more than the limit', () => client.received > 12_000_000);
  client.leave();
  await waitFor('the core to be free', () => areCoresFree(tsgi));
});

test('--response-spool 0 holds the core and loses nothing', async (t) => {
  const tsgi = await run(t, '--response-buffer', '100000', '--response-spool', '0');
  const client = ask(t, tsgi, 'HTTP/1.1', '/generator');
  await waitFor('a busy core', async () => !(await areCoresFree(tsgi)));
  await delay(300);
  assert.equal(await areCoresFree(tsgi), false);
  assert.equal(spoolFiles(tsgi), 0);
  client.takeAll();
  await waitFor('the end', () => client.state !== 'open');
  assertWhole(client, 'generator');
  await waitFor('the core to be free', () => areCoresFree(tsgi));
});

test('without room for spool files cores are held, once said, and answers are whole', async (t) => {
  for (const [name, makeFolder] of Object.entries(badFolders)) {
    const folder = makeFolder(t);
    if (folder === null) continue;
    const tsgi = await runTsgi(t, {
      options: [
        ...['--http-socket', '127.0.0.1:0', '--http-socket', 'http.sock', '--socket', 'uwsgi.sock'],
        ...[
          '--wsgi-file',
          'foobar.py',
          '--threads',
          '4',
          '--stats',
          'stats.sock',
          '--response-buffer',
          '100000',
        ],
      ],
      files,
      env: { TMPDIR: folder },
    });
    if (name === 'a folder that goes') execFileSync('rm', ['-r', folder]);
    const kinds = ['/generator', '/write', '/small-blocks'] as const;
    const clients = kinds.map((kind) => ask(t, tsgi, 'HTTP/1.1', kind));
    await tsgi.said(/answers to slow clients cannot be kept in a file/);
    assert.equal((await tsgi.get('/')).body, 'hello');
    for (const client of clients) client.takeAll();
    for (const client of clients) {
      await waitFor(`the end, ${name}`, () => client.state !== 'open');
      assertWhole(client, name);
    }
    assert.equal(tsgi.count(/cannot be kept in a file/g), 1);
    await waitFor('the cores to be free', () => areCoresFree(tsgi));
  }
});

test('a file that becomes shorter while it is sent: the client can tell, one line says so', async (t) => {
  const tsgi = await run(t);
  for (const protocol of ['HTTP/1.1', 'HTTP/1.0'] as const) {
    const path = join(tsgi.folder, 'to-cut');
    writeFileSync(path, Buffer.alloc(8_000_000, 'x'));
    const client = ask(t, tsgi, protocol, '/to-cut');
    await waitFor('the gateway to have the file', () => filesOf(tsgi) === 1);
    await waitFor('the core to be free', () => areCoresFree(tsgi));
    truncateSync(path, 10);
    client.takeAll();
    await waitFor('the end', () => client.state !== 'open');
    const { head, body } = answerIn(client.bytes);
    assert.match(head, /content-length: 8000000/i);
    assert.ok(body.length < 8_000_000);
    await waitFor('the file to be closed', () => filesOf(tsgi) === 0);
    assert.equal((await tsgi.get('/')).body, 'hello');
  }
  assert.equal(tsgi.count(/file of an answer cannot be sent completely: the file ends \d+ bytes early/g), 1);
});

test('a slow client that takes something is kept for longer than http-timeout, one that takes nothing is not', async (t) => {
  const tsgi = await run(t, '--http-timeout', '1');
  const path = join(tsgi.folder, 'to-cut');
  writeFileSync(path, Buffer.alloc(30_000_000, 'x'));
  const request = requestFor('HTTP/1.1', '/to-cut');
  const [slow, dead] = [new SlowClient(t, tsgi.http, request), new SlowClient(t, tsgi.http, request)];
  const ticking = setInterval(() => slow.take(200_000), 200);
  t.after(() => clearInterval(ticking));
  const start = performance.now();
  await waitFor('one file to be closed', () => filesOf(tsgi) === 1);
  await waitFor('4 s', () => performance.now() - start > 4000);
  assert.equal(filesOf(tsgi), 1);
  dead.takeAll();
  await waitFor('the end of the one that took nothing', () => dead.state !== 'open');
  clearInterval(ticking);
  slow.takeAll();
  await waitFor('the end of the other', () => slow.state !== 'open');
  assert.equal(answerIn(slow.bytes).body.length, 30_000_000);
});

const badFolders: Readonly<Record<string, (t: TestContext) => string | null>> = {
  'a folder that goes': () => execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim(),
  'a disk of 200 KB': (t) => {
    const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      return null;
    }
    t.after(() => execFileSync('umount', ['-l', folder]));
    mkdirSync(join(folder, 'tmp'));
    return folder;
  },
};

function spoolFiles(tsgi: Tsgi): number {
  return openFiles(tsgi.gatewayPid()).filter((path) => /\/#\d+ \(deleted\)|tsgi-spool/.test(path)).length;
}

function filesOf(tsgi: Tsgi): number {
  const own = /\/(file|shifted|to-cut|deleted-\d+|memfd:body)( \(deleted\))?$/;
  return openFiles(tsgi.gatewayPid()).filter((path) => own.test(path)).length;
}

function produced65k({ folder }: Tsgi): number {
  const path = join(folder, 'produced');
  return existsSync(path) ? statSync(path).size * 65_536 : 0;
}

/** When it does not change any more. */
async function settled(measure: () => number): Promise<number> {
  let last = -1;
  let since = performance.now();
  return waitFor('it to stop', () => {
    const now = measure();
    if (now !== last) since = performance.now();
    last = now;
    return now > 0 && performance.now() - since > 400 ? now : null;
  });
}
