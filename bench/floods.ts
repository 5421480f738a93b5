// `npm run bench -- floods [NAME…]`: what a gateway holds in memory while clients do their worst, each flood against a server
// of its own with its default limits. Clients are this process.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Tsgi } from '../test/server/run-tsgi.js';
import { uwsgiPacket } from '../test/server/uwsgi-bytes.js';
import { waitFor } from '../test/wait-for.js';
import { residentBytes } from './process-usage.js';
import { keepTable, printTable } from './server/results.js';

export const floodsTitle = 'Memory of a gateway under floods';
const limitBytes = 150_000_000;
const ms = 3000;
const longestMs = 3000;

const app = `
TEN = b'x' * 10000000

def application(env, start_response):
    path = env['PATH_INFO']
    size = len(env['wsgi.input'].read()) if path == '/upload' else 0
    start_response('200 OK', [('Content-Type', 'text/plain')])
    if path == '/ten':
        return [TEN]
    if path == '/pieces':
        return (TEN[:100000] for _ in range(100))
    return [b'%d bytes' % size]
`;

interface Flood {
  readonly connections: number;
  readonly protocol: 'http' | 'uwsgi';
  /** Each client sends this first. */
  readonly first: string | Buffer;
  /** Then it repeats this: as fast as it can, or now and then. */
  readonly again?: string | Buffer;
  readonly everyMs?: number;
  readonly reads: boolean;
}

const host = 'Host: test\r\n';
const chunked = `POST /upload HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`;
const post = (length: number) => `POST /upload HTTP/1.1\r\n${host}Content-Length: ${length}\r\n\r\n`;
const get = (path: string) => `GET ${path} HTTP/1.1\r\n${host}\r\n`;
const body = (length: number) => 'z'.repeat(length);
const upload = uwsgiPacket({ PATH_INFO: '/upload', REQUEST_METHOD: 'POST', CONTENT_LENGTH: '1048576' });
const largeVars = uwsgiPacket({ HTTP_COOKIE: body(3800) });

const floods: Readonly<Record<string, Flood>> = {
  'pipelined GETs, unread': {
    connections: 50,
    protocol: 'http',
    first: '',
    again: get('/').repeat(1500),
    reads: false,
  },
  'pipelined GETs, read': {
    connections: 50,
    protocol: 'http',
    first: '',
    again: get('/').repeat(1500),
    reads: true,
  },
  'pipelined GETs of 10 MB, unread': {
    ...{ connections: 100, protocol: 'http', first: get('/ten').repeat(100), reads: false },
  },
  'pipelined POSTs of 65 KB': {
    ...{ connections: 50, protocol: 'http', first: '', again: post(65_000) + body(65_000), reads: true },
  },
  'pipelined POSTs of 65 KB, unread': {
    ...{ connections: 50, protocol: 'http', first: '', again: post(65_000) + body(65_000), reads: false },
  },
  'bodies in 1-byte chunks': {
    ...{ connections: 50, protocol: 'http', first: chunked, again: '1\r\nz\r\n'.repeat(10_000), reads: true },
  },
  'slow bodies': {
    ...{
      connections: 1000,
      protocol: 'http',
      first: post(1_048_576) + body(100_000),
      again: 'z',
      everyMs: 200,
    },
    reads: true,
  },
  'bodies of 1 MB at once': {
    ...{
      connections: 200,
      protocol: 'http',
      first: '',
      again: post(1_048_576) + body(1_048_576),
      reads: true,
    },
  },
  'bodies of 65 KB at once': {
    ...{ connections: 2000, protocol: 'http', first: post(65_000) + body(65_000), reads: true },
  },
  'answers of 10 MB, unread': { connections: 200, protocol: 'http', first: get('/ten'), reads: false },
  'answers of 10 MB in pieces, unread': {
    connections: 200,
    protocol: 'http',
    first: get('/pieces'),
    reads: false,
  },
  'heads that do not end': {
    ...{
      connections: 1000,
      protocol: 'http',
      first: `GET / HTTP/1.1\r\nX: ${body(60_000)}`,
      again: body(10),
    },
    ...{ everyMs: 100, reads: true },
  },
  'idle connections': { connections: 5000, protocol: 'http', first: '', reads: true },
  'idle connections after a request': { connections: 5000, protocol: 'http', first: get('/'), reads: true },
  'uwsgi: packets that do not end': {
    ...{ connections: 1000, protocol: 'uwsgi', first: largeVars.subarray(0, 3500), reads: true },
    ...{ again: 'z', everyMs: 200 },
  },
  'uwsgi: slow bodies': {
    ...{
      connections: 1000,
      protocol: 'uwsgi',
      first: Buffer.concat([upload, Buffer.alloc(100_000)]),
      reads: true,
    },
    ...{ again: 'z', everyMs: 200 },
  },
  'uwsgi: bodies of 1 MB at once': {
    ...{
      connections: 200,
      protocol: 'uwsgi',
      first: Buffer.concat([upload, Buffer.alloc(1_048_576)]),
      reads: true,
    },
  },
  'uwsgi: answers of 10 MB, unread': {
    ...{ connections: 200, protocol: 'uwsgi', first: uwsgiPacket({ PATH_INFO: '/ten' }), reads: false },
  },
};

export async function benchFloods(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.keys(floods).some((title) => title.includes(name)));
  if (unknown !== undefined) {
    console.error(`No flood has "${unknown}" in its name; there are: ${Object.keys(floods).join('; ')}`);
    process.exitCode = 1;
    return;
  }
  const rows: string[][] = [];
  for (const [title, flood] of Object.entries(floods)) {
    if (names.length > 0 && !names.some((name) => title.includes(name))) continue;
    rows.push(await measure(title, flood));
    console.error(rows.at(-1)?.join('  '));
  }
  const table = {
    columns: ['', 'connections', 'peak MB', 'before MB', 'limit MB', 'hello beside, ms', ''],
    rows,
    notes: [
      `Resident memory of the one gateway, the most in ${ms / 1000} s; a server with default limits, 2 processes × 4 threads.`,
      '`none`: hello had no answer in time. All eight threads read a body that does not end, or answers that nobody takes have used up `--response-spool` and hold them.',
    ],
  };
  printTable(floodsTitle, table);
  if (names.length === 0) keepTable(floodsTitle, table, [floodsTitle], 'FLOODS.md', introduction);
}

const introduction = `# What floods cost

Written by \`npm run bench -- floods\`.
`;

async function measure(title: string, flood: Flood): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-floods-'));
  writeFileSync(join(folder, 'app.py'), app);
  const options = ['--http-socket', '127.0.0.1:0', '--socket', '127.0.0.1:0', '--wsgi-file', 'app.py'];
  const tsgi = new Tsgi(folder, [...options, '--processes', '2', '--threads', '4', '--disable-logging']);
  const clients: Socket[] = [];
  try {
    await waitFor('the server', () => tsgi.isReady(2));
    const hello = await helloMs(tsgi);
    const pid = tsgi.gatewayPid();
    const before = residentBytes(pid).now;
    const timers = await flooding(flood, flood.protocol === 'http' ? tsgi.http : tsgi.uwsgi, clients);
    const beside = await helloMs(tsgi);
    for (const timer of timers) clearInterval(timer);
    const { peak } = residentBytes(pid);
    if (tsgi.gatewayPid() !== pid) throw new Error(`the gateway died:\n${tsgi.log.slice(-2000)}`);
    const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(0);
    return [
      ...[title, `${flood.connections}`, megabytes(peak), megabytes(before), megabytes(limitBytes)],
      ...[`${beside} (${hello})`, peak < limitBytes ? '' : 'too much'],
    ];
  } finally {
    for (const client of clients) client.destroy();
    await tsgi.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lasts as long as a flood does. */
async function flooding(flood: Flood, address: string, clients: Socket[]): Promise<NodeJS.Timeout[]> {
  const [hostName = '', port = ''] = address.split(':');
  const timers: NodeJS.Timeout[] = [];
  const end = performance.now() + ms;
  for (let at = 0; at < flood.connections; at += 1) {
    const client = createConnection({ host: hostName, port: Number(port) });
    clients.push(client);
    client.on('error', () => {});
    if (flood.reads) client.resume();
    if (flood.first.length > 0) client.write(flood.first);
    const { again, everyMs } = flood;
    if (again !== undefined && everyMs !== undefined) {
      timers.push(setInterval(() => client.writableLength === 0 && client.write(again), everyMs));
    } else if (again !== undefined) pour(client, Buffer.from(again), end);
    // The queue of connections is finite.
    if (at % 50 === 49) await delay(5);
  }
  await delay(Math.max(1000, end - performance.now()));
  return timers;
}

function pour(client: Socket, bytes: Buffer, end: number): void {
  const more = () => {
    while (!client.destroyed && performance.now() < end && client.write(bytes));
  };
  client.on('connect', more);
  client.on('drain', more);
}

/** Median of a few, whatever the answer is: beside a flood it may be 503. */
async function helloMs(tsgi: Tsgi): Promise<string> {
  const all: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    try {
      // Answers that nobody takes may use up all of `--response-spool`, and then hold the cores.
      const answer = await Promise.race([tsgi.get('/'), delay(longestMs, null, { ref: false })]);
      if (answer?.status !== 200) return answer === null ? 'none' : `${answer.status}`;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'none';
    }
    all.push(performance.now() - start);
  }
  return (all.toSorted((a, b) => a - b)[2] ?? 0).toFixed(0);
}
