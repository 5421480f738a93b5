// Clients that take all descriptors that a gateway may have: it keeps room for its workers, says what it does, and
// serves again when they have gone.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { readServerStats } from '../read-server-stats.js';
import { openFiles, runTsgi, type Tsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';

const most = 64;
const flood = 90;
const full =
  /^\*\*\* all \d+ connections are in use that the limit of open files \(ulimit -n\) leaves room for: /;
const app = `
import os, time

def application(env, start_response):
    while env['PATH_INFO'] == '/gate' and not os.path.exists('gate'):
        time.sleep(0.01)
    start_response('200 OK', [])
    return [b'ok']
`;

function run(t: TestContext): Promise<Tsgi> {
  const options = [
    '--http',
    '127.0.0.1:0',
    '--socket',
    '127.0.0.1:0',
    '--wsgi-file',
    'foobar.py',
    '--master',
  ];
  const size = ['--processes', '2', '--threads', '2'];
  const stats = ['--stats', 'stats.sock'];
  const files = { 'foobar.py': app };
  return runTsgi(t, { options: [...options, ...size, ...stats], files, workers: 2, openFiles: most });
}

test('idle clients make room for new ones, and a reload comes through', async (t) => {
  const tsgi = await run(t);
  const idle = Array.from({ length: flood }, () => new RawClient(t, tsgi.http));
  await waitFor('closed connections', () => idle.some(({ state }) => state !== 'open'));
  await tsgi.said(
    new RegExp(`${full.source}clients refused: 0, idle connections closed: \\d+ \\*\\*\\*$`, 'm'),
  );
  await reload(tsgi);
  assert.equal((await tsgi.get('/')).status, 200);
});

test('clients that are served are not closed for others: those are refused, and a reload comes through', async (t) => {
  const tsgi = await run(t);
  const asking: RawClient[] = [];
  const refused = () => asking.filter(({ received }) => received.startsWith('HTTP/1.1 503 '));
  for (let count = 1; count <= flood; count += 1) {
    const client = new RawClient(t, tsgi.http);
    asking.push(client);
    client.send(`GET /gate HTTP/1.1\r\nHost: test\r\n\r\n`);
    await waitFor('a place or a refusal', async () => (await inHand(tsgi)) + refused().length === count);
  }
  assert.ok(refused().length > flood - most, `${refused().length} of ${flood} refused`);
  await tsgi.said(new RegExp(`${full.source}clients refused: \\d+, `, 'm'));
  assert.ok(openFiles(tsgi.gatewayPid()).length < most, 'a reserve is left');
  // Over either protocol.
  const uwsgi = new RawClient(t, tsgi.uwsgi);
  uwsgi.send(uwsgiPacket({ PATH_INFO: '/' }));
  await uwsgi.closed();
  assert.equal(uwsgi.received, '');
  const served = asking.filter((client) => !refused().includes(client));
  assert.ok(served.length >= 4, `${served.length} clients have a seat`);
  writeFileSync(join(tsgi.folder, 'gate'), '');
  await reload(tsgi);
  for (const client of served) await client.until(/HTTP\/1\.1 200 OK/);
  for (const client of asking) client.close();
  await waitFor('an answer', async () => (await tsgi.get('/').catch(() => null))?.status === 200);
});

/** Requests that run or wait. */
async function inHand(tsgi: Tsgi): Promise<number> {
  const { workers, listen_queue } = await readServerStats(join(tsgi.folder, 'stats.sock'));
  const cores = workers.flatMap((worker) => worker.cores);
  return listen_queue + cores.filter((core) => core.in_request === 1).length;
}

/** To the end: a new generation serves. */
async function reload(tsgi: Tsgi): Promise<void> {
  const before = [1, 2].map((slot) => tsgi.workerPid(slot));
  tsgi.signal('SIGHUP');
  await waitFor('new workers', () => [1, 2].every((slot) => !before.includes(tsgi.workerPid(slot))));
  await waitFor('the end of the old ones', () => before.every((pid) => !isWorker(pid)));
}

function isWorker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
