import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseStats } from '../../../src/stats/parse.js';
import type { WorkersDocument } from '../../../src/stats/schema.js';
import { openForTest } from '../../monitor/sources/open-for-test.js';
import { requirePeer } from '../../peers/peers.js';
import { openPty } from '../../pty/pty.js';
import { waitFor } from '../../wait-for.js';
import { assertSameShape, capturedDocuments, type Json } from '../reporting/same-shape.js';
import { placeOf, readToEnd } from '../reporting/stats-clients.js';
import { runTsgi, type Tsgi } from '../run-tsgi.js';

/** Answers at once, or holds its core until the folder has a file called `go`. */
const application = `
import os, time
def application(environ, start_response):
    if environ['PATH_INFO'] == '/hold':
        while not os.path.exists('go'):
            time.sleep(0.01)
    if environ['PATH_INFO'] == '/raise':
        raise ValueError('asked for')
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello']
`;

const plain = ['--http-socket', '127.0.0.1:0', '--wsgi-file', 'app.py', '--processes', '2', '--threads', '2'];

test('counts of a real server, in the shape of every captured document', async (t) => {
  const tsgi = await start(t, []);
  for (const path of ['/', '/', '/raise', '/x']) await tsgi.get(path);
  const held = hold(tsgi, '/hold?name=caf%C3%A9');
  // A core is busy for a moment after its answer has gone out: the one that holds must be the only one.
  const document = await documentWhen(
    tsgi,
    (now) => coresBusy(now) === 1 && coresHeld(now) === 1 && now.workers.every(isAccepting),
  );
  const cores = document.workers.flatMap((worker) => worker.cores ?? []);
  const total = (value: (worker: WorkersDocument['workers'][number]) => number | null): number =>
    document.workers.reduce((sum, worker) => sum + (value(worker) ?? 0), 0);
  assert.equal(
    total(({ requests }) => requests),
    4,
  );
  assert.equal(
    total(({ exceptions }) => exceptions),
    1,
  );
  assert.ok(total(({ tx }) => tx) > 0);
  assert.equal(document.pid, tsgi.pid);
  assert.equal(document.cwd, tsgi.folder);
  assert.equal(cores.length, 4);
  for (const worker of document.workers) {
    assert.ok(descriptorsOf(worker.pid ?? 0).length > 0, `${worker.pid} is no process`);
    assert.ok((worker.rss ?? 0) > 1_000_000 && (worker.vsz ?? 0) > (worker.rss ?? 0));
    assert.deepEqual([worker.accepting, worker.respawn_count, worker.harakiri_count], [1, 1, 0]);
  }
  const [busy] = cores.filter(({ in_request }) => in_request === 1);
  assert.deepEqual(
    ['REQUEST_METHOD=GET', 'PATH_INFO=/hold', 'QUERY_STRING=name=caf%C3%A9'].filter(
      (one) => !busy?.vars?.includes(one),
    ),
    [],
  );
  const own = await ownPart(tsgi);
  assert.deepEqual(own.answers, { '2xx': 3, '3xx': 0, '4xx': 0, '5xx': 1 });
  assert.deepEqual(own.routes.map(({ route, requests }) => `${requests} ${route}`).sort(), [
    '1 GET /raise',
    '1 GET /x',
    '2 GET /',
  ]);
  assert.equal(
    own.latency_buckets.reduce((sum, [, count]) => sum + count, 0),
    4,
  );
  const age = Date.now() / 1000 - (busy?.req_info.request_start ?? 0);
  assert.ok(age > -1 && age < 30, `it began ${age} seconds ago`);
  const ours: Json = JSON.parse(await statsOf(tsgi));
  for (const theirs of capturedDocuments().values()) {
    if (JSON.stringify(theirs).includes('"cores"')) assertSameShape(theirs, ours);
  }
  held.destroy();
});

test('latencies of all gateways come together, and survive the death of one', async (t) => {
  const tsgi = await start(t, ['--http-processes', '2']);
  const before = 40;
  for (let count = 0; count < before; count += 1) await tsgi.get('/');
  await latencyCount(tsgi, before);
  // The master has just heard from both: whatever a gateway told it outlives the gateway.
  process.kill(tsgi.gatewayPid(), 'SIGKILL');
  await tsgi.said(/Respawned uWSGI http 1/);
  const { latency } = await ownPart(tsgi);
  assert.equal(latency.count, before);
  assert.ok(latency.p50 > 0 && latency.p50 <= latency.p999 && latency.p999 <= latency.max);
});

test('an answer comes while every core is held and requests wait', async (t) => {
  const tsgi = await start(t, []);
  const held = Array.from({ length: 7 }, () => hold(tsgi, '/hold'));
  const document = await documentWhen(tsgi, (now) => coresBusy(now) === 4 && now.listen_queue === 3);
  assert.deepEqual(
    document.workers.map(({ status }) => status),
    ['busy', 'busy'],
  );
  assert.deepEqual(
    document.sockets?.map(({ queue, max_queue }) => [queue, max_queue]),
    [[3, 1024]],
  );
  for (const request of held) request.destroy();
});

test('a paused server says so', async (t) => {
  const tsgi = await start(t, []);
  tsgi.signal('SIGTSTP');
  await documentWhen(tsgi, ({ workers }) => workers.every(({ status }) => status === 'pause'));
  tsgi.signal('SIGTSTP');
  await documentWhen(tsgi, ({ workers }) => workers.every(({ status }) => status === 'idle'));
});

test('a stats socket dies with the master: no child has it', async (t) => {
  if (requirePeer(t, 'python3') === null) return;
  const name = `tsgi-test-${process.pid}-children`;
  const tsgi = await start(t, ['--stats', `@${name}`]);
  const sockets = listeningSockets(tsgi.pid, statsAddress(tsgi), name);
  assert.ok(sockets.length >= 4, `${sockets}`);
  for (const { pid } of [...(await readDocument(tsgi)).workers, ...(await ownPart(tsgi)).processes]) {
    if (pid === tsgi.pid) continue;
    const inherited = descriptorsOf(pid ?? 0).filter((one) => sockets.includes(one));
    assert.deepEqual(inherited, [], `process ${pid}`);
  }
});

for (const kind of ['TCP', 'unix', 'abstract'] as const) {
  test(`the original uwsgitop shows it, over ${kind}`, async (t) => {
    const uwsgitop = requirePeer(t, 'uwsgitop');
    if (uwsgitop === null) return;
    const name = kind === 'abstract' ? `@tsgi-test-${process.pid}-top` : 'stats.sock';
    const tsgi = await start(t, ['--stats', name]);
    for (let count = 0; count < 7; count += 1) await tsgi.get('/');
    const address = kind === 'TCP' ? statsAddress(tsgi) : name;
    const pty = openPty(t, { command: [uwsgitop, address], columns: 160, cwd: tsgi.folder });
    if (pty === null) return;
    const [worker] = (await readDocument(tsgi)).workers;
    await pty.waitFor(/uwsgi-\S+ - .* - req: 7 - RPS: \d+ - lq: 0 - tx: \d+/);
    await pty.waitFor(new RegExp(`masterpid: ${tsgi.pid}`));
    await pty.waitFor(
      new RegExp(`^ *${worker?.id} +[\\d.]+ +${worker?.pid} +\\d+ +\\d+ +0 +0 +idle +\\d`, 'm'),
    );
    // Cores below their workers.
    pty.send('aa');
    await pty.waitFor(/^ *:[01] +[\d.]+ +- +\d+ +\d+ +- +- +idle/m);
    pty.send('q');
    assert.equal((await pty.ended).code, 0);
  });
}

for (const kind of ['unix', 'abstract'] as const) {
  test(`the monitor reads it over ${kind} sockets`, async (t) => {
    const folderName = kind === 'abstract' ? `@tsgi-test-${process.pid}-monitor` : 'stats.sock';
    const tsgi = await start(t, ['--stats', folderName]);
    const address = kind === 'abstract' ? folderName : join(tsgi.folder, folderName);
    const { document, repaired } = await (await openForTest(t, address)).read();
    assert.deepEqual([document.kind, document.pid, repaired], ['workers', tsgi.pid, false]);
  });
}

test('an address in use ends the start: one line, exit 1', async (t) => {
  const first = await start(t, []);
  const second = await runTsgi(t, {
    options: [...plain, '--stats', statsAddress(first)],
    files: { 'app.py': application },
    workers: 0,
  });
  assert.equal(await second.exitCode(), 1);
  assert.match(second.log, /probably another instance of uWSGI is running on the same address/);
});

/** Two workers with two cores; the first stats server is on a TCP port. */
function start(t: TestContext, options: readonly string[]): Promise<Tsgi> {
  return runTsgi(t, {
    options: [...plain, '--stats', '127.0.0.1:0', ...options],
    files: { 'app.py': application },
    workers: 2,
  });
}

function statsAddress(tsgi: Tsgi): string {
  return /Stats server enabled on (127\S+) fd/.exec(tsgi.log)?.[1] ?? '';
}

function statsOf(tsgi: Tsgi): Promise<string> {
  return readToEnd(placeOf(statsAddress(tsgi)));
}

async function readDocument(tsgi: Tsgi): Promise<WorkersDocument> {
  const { document, repaired } = parseStats(await statsOf(tsgi));
  assert.ok(document.kind === 'workers' && !repaired);
  return document;
}

function documentWhen(tsgi: Tsgi, isReached: (now: WorkersDocument) => boolean): Promise<WorkersDocument> {
  return waitFor('a document that shows it', async () => {
    const now = await readDocument(tsgi);
    return isReached(now) ? now : null;
  });
}

interface OwnPart {
  readonly answers: object;
  readonly routes: readonly { readonly route: string; readonly requests: number }[];
  readonly latency_buckets: readonly (readonly [number, number])[];
  readonly latency: {
    readonly count: number;
    readonly p50: number;
    readonly p999: number;
    readonly max: number;
  };
  readonly processes: readonly { readonly role: string; readonly pid: number }[];
}

async function ownPart(tsgi: Tsgi): Promise<OwnPart> {
  const { tsgi: own }: { readonly tsgi: OwnPart } = JSON.parse(await statsOf(tsgi));
  return own;
}

function isAccepting({ accepting }: { readonly accepting: number | null }): boolean {
  return accepting === 1;
}

function coresBusy({ workers }: WorkersDocument): number {
  return workers.flatMap(({ cores }) => cores ?? []).filter(({ in_request }) => in_request === 1).length;
}

function coresHeld({ workers }: WorkersDocument): number {
  return workers.flatMap(({ cores }) => cores ?? []).filter(({ vars }) => vars?.includes('PATH_INFO=/hold'))
    .length;
}

/** Waits until `count` requests are measured: the last one is a moment after its answer. */
async function latencyCount(tsgi: Tsgi, count: number): Promise<void> {
  await waitFor(`${count} measured requests`, async () =>
    (await ownPart(tsgi)).latency.count === count ? true : null,
  );
}

/** A request whose answer nobody waits for. */
function hold(tsgi: Tsgi, path: string) {
  return get(`http://${tsgi.http}${path}`, { agent: false }).on('error', () => {});
}

/** `socket:[inode]` of what a process has open. */
function descriptorsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return [readlinkSync(join(folder, fd))];
    } catch {
      return [];
    }
  });
}

/** Those of a process that listen on a port, or under a name that has `name` in it. */
function listeningSockets(pid: number, address: string, name: string): string[] {
  const port = Number(/\d+$/.exec(address)?.[0]).toString(16).toUpperCase().padStart(4, '0');
  const tcp = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => line.includes(`:${port} 00000000:0000 0A`))
    .map((line) => line.trim().split(/\s+/)[9]);
  const unix = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .filter((line) => line.includes(name))
    .map((line) => line.trim().split(/\s+/)[6]);
  const listening = [...tcp, ...unix].map((inode) => `socket:[${inode}]`);
  return descriptorsOf(pid).filter((one) => listening.includes(one));
}
