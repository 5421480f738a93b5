// Requests that were broken by chance, over connections that break: each is answered or closed, nothing of them stays, and
// the server still serves. The chance is seeded: a failure comes again.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { isIdle, readServerStats } from '../read-server-stats.js';
import { openConnections, openFiles, runTsgi, type Tsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';

const app = `
def application(env, start_response):
    try:
        size = len(env['wsgi.input'].read())
    except OSError:
        size = -1
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'%d bytes' % size]
`;
const cases = 240;
const atOnce = 12;
const mostGrowthBytes = 96 * 1024 * 1024;

const head = 'HTTP/1.1\r\nHost: test\r\n';
const good = {
  http: [
    `GET /a?b=c ${head}Accept: */*\r\nCookie: a=1; b=2\r\n\r\n`,
    `POST /p ${head}Content-Length: 11\r\n\r\nhello world`,
    `POST /c ${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
    `POST /e ${head}Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc`,
    `GET /1 ${head}\r\nGET /2 ${head}Connection: close\r\n\r\n`,
    `OPTIONS * ${head}\r\n`,
  ].map((text) => Buffer.from(text)),
  uwsgi: [
    uwsgiPacket({ PATH_INFO: '/a', QUERY_STRING: 'b=c', HTTP_COOKIE: 'a=1' }),
    Buffer.concat([
      uwsgiPacket({ REQUEST_METHOD: 'POST', CONTENT_LENGTH: '11' }),
      Buffer.from('hello world'),
    ]),
    uwsgiPacket({ SCRIPT_NAME: '/app', PATH_INFO: '/app/x' }, 30),
    Buffer.from([100, 0, 0, 0]),
  ],
} as const;

const ways = [
  { name: 'http', samples: good.http, seed: 20_260_101, options: ['--http', '127.0.0.1:0'] },
  { name: 'uwsgi', samples: good.uwsgi, seed: 20_260_102, options: ['--http', '127.0.0.1:0'] },
  { name: 'uwsgi, workers', samples: good.uwsgi, seed: 20_260_103, options: ['--socket-workers'] },
] as const;

for (const { name, samples, seed, options } of ways) {
  test(`${name}: ${cases} broken requests on breaking connections`, async (t) => {
    const tsgi = await run(t, options);
    const address = name === 'http' ? tsgi.http : tsgi.uwsgi;
    const random = seeded(seed);
    await attack(t, address, 24, samples, random);
    await settled(tsgi);
    const before = await measure(tsgi);
    await attack(t, address, cases, samples, random);
    await settled(tsgi);
    const after = await measure(tsgi);
    assert.deepEqual(after.pids, before.pids, 'no process has died');
    assert.deepEqual(after.files, before.files, 'no descriptor is left');
    assert.ok(after.bytes - before.bytes < mostGrowthBytes, `${before.bytes} to ${after.bytes} bytes`);
    // No trace of a fault of the server itself, and nothing of the clients that a terminal would obey.
    assert.doesNotMatch(tsgi.log, /^ {4}at |Warning|Traceback|[\x00-\x09\x0b-\x1f\x7f]/m);
    for (let round = 0; round < 4; round += 1) {
      const client = new RawClient(t, address);
      client.send(samples[1] ?? '');
      await client.until(/^HTTP\/1\.1 200 OK[\s\S]*11 bytes/);
      client.close();
    }
  });
}

async function attack(
  t: TestContext,
  address: string,
  count: number,
  samples: readonly Buffer[],
  random: Random,
): Promise<void> {
  let left = count;
  const attacker = async () => {
    while (left > 0) {
      left -= 1;
      await attackOnce(t, address, broken(samples, random), random);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, attacker));
}

async function attackOnce(t: TestContext, address: string, bytes: Buffer, random: Random): Promise<void> {
  const client = new RawClient(t, address);
  const cut = random(bytes.length + 1);
  const end = (['stay', 'stay', 'half-close', 'close', 'reset'] as const)[random(5)] ?? 'stay';
  client.send(bytes.subarray(0, cut));
  if (random(2) === 0) await new Promise((resolve) => setImmediate(resolve));
  client.send(bytes.subarray(cut));
  if (end === 'half-close') client.halfClose();
  if (end === 'stay' || end === 'half-close') {
    await waitFor(
      `an answer or the end, after ${JSON.stringify(bytes.toString('latin1'))}`,
      () => client.received !== '' || client.state !== 'open',
      20_000,
    );
  }
  if (end === 'reset') client.reset();
  else client.close();
}

/** One of the samples with a few faults. */
function broken(samples: readonly Buffer[], random: Random): Buffer {
  let bytes: Buffer = Buffer.from(samples[random(samples.length)] ?? '');
  for (let faults = 1 + random(3); faults > 0; faults -= 1) bytes = withFault(bytes, random);
  return bytes;
}

function withFault(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length + 1);
  const [front, back] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (random(6)) {
    case 0:
      return Buffer.from(front);
    case 1:
      return Buffer.concat([front, Buffer.from([random(256)]), back.subarray(1)]);
    case 2:
      return Buffer.concat([front, Buffer.from('\0\x1b[2J\r\n\r\n'), back]);
    case 3:
      return Buffer.concat([front, Buffer.alloc(random(100_000), random(256)), back]);
    case 4:
      return Buffer.concat([front, back.subarray(random(back.length + 1))]);
    default:
      return Buffer.concat([front, front, back]);
  }
}

type Random = (below: number) => number;

/** The same numbers each time: a linear congruential generator. */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function run(t: TestContext, way: readonly string[]): Promise<Tsgi> {
  const sockets = [...way, '--socket', '127.0.0.1:0', '--stats', 'stats.sock'];
  const limits = ['--http-timeout', '1', '--socket-timeout', '1'];
  const options = [...sockets, ...limits, '--wsgi-file', 'foobar.py', '--processes', '2', '--threads', '2'];
  return runTsgi(t, { options, files: { 'foobar.py': app }, workers: 2 });
}

async function settled(tsgi: Tsgi): Promise<void> {
  const connections = () => openConnections(tsgi.http) + openConnections(tsgi.uwsgi);
  await waitFor('no connection', () => connections() === 0, 20_000);
  await waitFor('no request', async () => isIdle(await readServerStats(join(tsgi.folder, 'stats.sock'))));
}

async function measure(tsgi: Tsgi): Promise<{ pids: number[]; files: number[]; bytes: number }> {
  const { workers } = await readServerStats(join(tsgi.folder, 'stats.sock'));
  const pids = [tsgi.gatewayPid(), ...workers.map(({ pid }) => pid)];
  return { pids, files: pids.map((pid) => openFiles(pid).length), bytes: memoryOf(tsgi.gatewayPid()) };
}

function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
