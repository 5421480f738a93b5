// Clients that leave, at every stage of a request and over both protocols: what they held is free again, and `close()`
// of what the application returned is called exactly once.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { isIdle, readServerStats } from '../read-server-stats.js';
import { openConnections, runTsgi, socketsOf, type Tsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';

const app = `
import itertools, os, time

numbers = itertools.count(1)

def note(line):
    with open('notes', 'a') as file:
        file.write(line + '\\n')

class Blocks:
    def __init__(self, blocks):
        self.number = next(numbers)
        self.blocks = iter(blocks)
        note('made %d' % self.number)
    def __iter__(self):
        return self
    def __next__(self):
        return next(self.blocks)
    def close(self):
        note('closed %d' % self.number)

def stream():
    while True:
        time.sleep(0.005)
        yield b'x' * 1000

def application(env, start_response):
    path = env['PATH_INFO']
    if path == '/body':
        note('body')
        env['wsgi.input'].read()
    if path == '/gate':
        note('at the gate')
        while not os.path.exists('gate'):
            time.sleep(0.005)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return Blocks(stream() if path == '/stream' else [b'hello'])
`;

/** uwsgi has two ways into the server: through a gateway, and to workers that accept themselves. */
type Protocol = 'http' | 'uwsgi' | 'uwsgi, workers';

function requestFor(protocol: Protocol, path: string, length = 0): Buffer {
  const method = length > 0 ? 'POST' : 'GET';
  if (protocol === 'http') {
    const announced = length > 0 ? `Content-Length: ${length}\r\n` : '';
    return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: test\r\n${announced}\r\n`);
  }
  const announced = length > 0 ? { CONTENT_LENGTH: String(length) } : {};
  return uwsgiPacket({ REQUEST_METHOD: method, PATH_INFO: path, ...announced });
}

interface Stage {
  readonly name: string;
  readonly protocols: readonly Protocol[];
  /** Resolves when the client has come so far. */
  readonly reach: (client: RawClient, protocol: Protocol, tsgi: Tsgi) => unknown;
}

const all = ['http', 'uwsgi', 'uwsgi, workers'] as const;
const stages: readonly Stage[] = [
  { name: 'connected', protocols: all, reach: () => {} },
  {
    name: 'half a head',
    protocols: all,
    reach: (client, protocol) => client.send(requestFor(protocol, '/').subarray(0, 20)),
  },
  {
    name: 'half a body',
    protocols: all,
    reach: async (client, protocol, tsgi) => {
      client.send(Buffer.concat([requestFor(protocol, '/body', 10), Buffer.from('12345')]));
      // The application has the request before its body over uwsgi only.
      if (protocol !== 'http') await waitFor('the call', () => notes(tsgi).includes('body'));
    },
  },
  {
    name: 'in the application',
    protocols: all,
    reach: (client, protocol, tsgi) => {
      client.send(requestFor(protocol, '/gate'));
      return waitFor('the call', () => notes(tsgi).includes('at the gate'));
    },
  },
  {
    name: 'in the middle of the answer',
    protocols: all,
    reach: (client, protocol) => {
      client.send(requestFor(protocol, '/stream'));
      return client.until(/xxxx/);
    },
  },
  {
    name: 'idle between two requests',
    protocols: ['http'],
    reach: (client, protocol) => {
      client.send(requestFor(protocol, '/'));
      return client.until(/hello\r\n0\r\n\r\n$/);
    },
  },
];

for (const protocol of all) {
  test(`${protocol}: clients that leave at any stage leave nothing behind`, async (t) => {
    const tsgi = await run(t, protocol);
    const address = protocol === 'http' ? tsgi.http : tsgi.uwsgi;
    await serves(t, tsgi, protocol);
    await settled(tsgi);
    const before = sockets(tsgi);
    for (const { name, reach } of stages.filter(({ protocols }) => protocols.includes(protocol))) {
      for (const leave of ['close', 'reset'] as const) {
        await t.test(`${name}, ${leave}`, async (sub) => {
          forget(tsgi);
          const clients = Array.from({ length: 2 }, () => new RawClient(sub, address));
          for (const client of clients) await reach(client, protocol, tsgi);
          for (const client of clients) client[leave]();
          writeFileSync(join(tsgi.folder, 'gate'), '');
          await settled(tsgi);
          assertClosedOnce(tsgi);
          await waitFor('no descriptor', () => sockets(tsgi) === before);
          await serves(sub, tsgi, protocol);
        });
      }
    }
  });

  test(`${protocol}: those that leave while queued are not served, those that stay are`, async (t) => {
    const tsgi = await run(t, protocol);
    const address = protocol === 'http' ? tsgi.http : tsgi.uwsgi;
    const running = [0, 1].map(() => new RawClient(t, address));
    for (const client of running) client.send(requestFor(protocol, '/gate'));
    await waitFor('both cores', () => notes(tsgi).match(/at the gate/g)?.length === 2);
    const queued = Array.from({ length: 6 }, () => new RawClient(t, address));
    for (const client of queued) client.send(requestFor(protocol, '/queued'));
    const waiting = async () => (await readServerStats(join(tsgi.folder, 'stats.sock'))).listen_queue;
    await waitFor('six in the queue', async () => (await waiting()) === 6);
    for (const [at, client] of queued.entries()) if (at < 4) client[at % 2 === 0 ? 'close' : 'reset']();
    // The kernel's queue keeps those who have left until their turn comes.
    const left = protocol === 'uwsgi, workers' ? 6 : 2;
    await waitFor(`${left} in the queue`, async () => (await waiting()) === left);
    writeFileSync(join(tsgi.folder, 'gate'), '');
    for (const client of [...running, ...queued.slice(4)]) await client.until(/hello/);
    assert.equal(notes(tsgi).match(/^made /gm)?.length, 4);
    for (const client of [...running, ...queued]) client.close();
    await settled(tsgi);
    assertClosedOnce(tsgi);
  });
}

function run(t: TestContext, protocol: Protocol): Promise<Tsgi> {
  const way = protocol === 'uwsgi, workers' ? ['--socket-workers'] : ['--http', '127.0.0.1:0'];
  const options = [...way, '--socket', '127.0.0.1:0', '--wsgi-file', 'foobar.py'];
  const more = ['--threads', '2', '--stats', 'stats.sock'];
  return runTsgi(t, { options: [...options, ...more], files: { 'foobar.py': app } });
}

function sockets(tsgi: Tsgi): number {
  return socketsOf(tsgi.gatewayPid()) + socketsOf(tsgi.workerPid(1));
}

/** Nothing waits, nothing runs, and no client is connected. */
async function settled(tsgi: Tsgi): Promise<void> {
  await waitFor('no connection', () => openConnections(tsgi.http) + openConnections(tsgi.uwsgi) === 0);
  await waitFor('no request', async () => isIdle(await readServerStats(join(tsgi.folder, 'stats.sock'))));
  // The application has ended what it was given to do.
  await waitFor('close()', () => numbersIn(tsgi, 'made').length === numbersIn(tsgi, 'closed').length);
}

/** On both cores. */
async function serves(t: TestContext, tsgi: Tsgi, protocol: Protocol): Promise<void> {
  const address = protocol === 'http' ? tsgi.http : tsgi.uwsgi;
  const clients = Array.from({ length: 4 }, () => new RawClient(t, address));
  for (const client of clients) client.send(requestFor(protocol, '/'));
  for (const client of clients) await client.until(/hello/);
  for (const client of clients) client.close();
  await settled(tsgi);
}

function assertClosedOnce(tsgi: Tsgi): void {
  const closed = numbersIn(tsgi, 'closed');
  assert.deepEqual([...new Set(closed)].sort(), [...closed].sort());
  assert.deepEqual([...closed].sort(), numbersIn(tsgi, 'made').sort());
}

function numbersIn(tsgi: Tsgi, word: string): string[] {
  return [...notes(tsgi).matchAll(new RegExp(`^${word} (\\d+)$`, 'gm'))].map((match) => match[1] ?? '');
}

function notes(tsgi: Tsgi): string {
  const path = join(tsgi.folder, 'notes');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function forget(tsgi: Tsgi): void {
  for (const name of ['notes', 'gate']) rmSync(join(tsgi.folder, name), { force: true });
}
