// F9 on real servers: what is asked for is done, seen in the stats, and listed as an event; No does nothing.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { readStatsText } from '../peers/read-stats.js';
import { type StatsLike, startUwsgi } from '../peers/uwsgi.js';
import { click, keys } from '../pty/keys.js';
import { helloApp, runTsgi } from '../server/run-tsgi.js';
import { waitFor } from '../wait-for.js';
import { type Dashboard, openDashboard, quit } from './dashboard.js';
import { flavours } from './servers.js';

/** A server that is watched, and what its stats say whenever somebody asks. */
interface Watched {
  readonly address: string;
  readonly fifo: string;
  readonly document: () => Promise<StatsLike | null>;
  readonly url: string;
}

const PLAIN = '--http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 --stats {stats}';

for (const flavour of flavours) {
  test(`${flavour} uWSGI: reload, pause and resume, scale and stop through its FIFO`, async (t) => {
    const server = await startUwsgi(t, {
      flavour,
      command: `${PLAIN} --cheaper 2 --cheaper-initial 3 --cheaper-algo manual --master-fifo {dir}/shop.fifo`,
    });
    if (server === null) return;
    const fifo = join(server.folder, 'shop.fifo');
    const watched = {
      address: server.statsAddress,
      fifo,
      url: `http://${server.httpAddress}/`,
      document: () => server.document(),
    };
    await tryEverything(t, watched);
  });
}

test('tsgi: reload, pause and resume, scale and stop through its FIFO', async (t) => {
  const watched = await startTsgi(t);
  await tryEverything(t, watched);
});

async function startTsgi(t: TestContext): Promise<Watched> {
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--processes', '3', '--threads', '2'];
  const tsgi = await runTsgi(t, {
    options: [...options, '--stats', 'stats.sock', '--master-fifo', 'shop.fifo'],
    files: { 'foobar.py': helloApp },
    workers: 3,
  });
  const address = join(tsgi.folder, 'stats.sock');
  const document = async () => {
    const text = await readStatsText(address, false, '');
    return text === null ? null : (JSON.parse(text) as StatsLike);
  };
  await waitFor('the stats', async () => (await document()) !== null);
  return { address, fifo: join(tsgi.folder, 'shop.fifo'), url: `http://${tsgi.http}/`, document };
}

async function tryEverything(t: TestContext, watched: Watched): Promise<void> {
  const dashboard = openDashboard(t, watched.address, { args: ['--fifo', watched.fifo] });
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  await reloads(dashboard, watched);
  await pausesAndResumes(dashboard, watched);
  await scales(dashboard, watched);
  await stops(dashboard);
  assert.equal(await quit(dashboard), 0);
}

async function reloads(dashboard: Dashboard, watched: Watched): Promise<void> {
  const before = await pidsOf(watched);
  await ask(dashboard, 'Reload gracefully', keys.escape);
  await dashboard.waitFor('Nothing was sent to the server');
  await ask(dashboard, 'Reload gracefully', 'n');
  assert.deepEqual(await pidsOf(watched), before);
  await ask(dashboard, 'Reload gracefully', 'y');
  await dashboard.waitFor(/Reload gracefully: \d workers were replaced/);
  const after = await pidsOf(watched);
  assert.deepEqual(
    after.filter((pid) => before.includes(pid)),
    [],
    'every worker has a new process',
  );
  dashboard.send('5');
  await dashboard.waitFor(
    /● asked .*Reload gracefully: \d workers were replaced; asked through .*shop\.fifo/,
  );
  await dashboard.waitFor(/↻ (?:full reload|reloaded)/);
  dashboard.send('1');
}

async function pausesAndResumes(dashboard: Dashboard, watched: Watched): Promise<void> {
  await ask(dashboard, 'Pause or resume', 'y');
  await dashboard.waitFor('Pause or resume: it is paused');
  assert.equal(await statusesOf(watched), 'pause');
  const answer = answerOf(watched.url);
  await ask(dashboard, 'Pause or resume', 'y');
  await dashboard.waitFor('Pause or resume: it was resumed');
  assert.equal(await answer, 200);
}

async function scales(dashboard: Dashboard, watched: Watched): Promise<void> {
  const before = await pidsOf(watched);
  await ask(dashboard, 'Add a worker', 'y');
  await dashboard.waitFor(`Add a worker: ${before.length + 1} workers up, ${before.length} before`);
  await ask(dashboard, 'Remove a worker', 'y');
  await dashboard.waitFor(`Remove a worker: ${before.length} workers up, ${before.length + 1} before`);
}

async function stops(dashboard: Dashboard): Promise<void> {
  await ask(dashboard, 'Stop gracefully', 'y');
  await dashboard.waitFor('Stop gracefully: the server is gone');
  dashboard.send('5');
  await dashboard.waitFor(/● asked .*Stop gracefully: the server is gone/);
  await dashboard.waitFor(/LOST/);
  dashboard.send('1');
}

/** Opens the menu, clicks the action, and answers the question. */
async function ask(dashboard: Dashboard, label: string, answer: string): Promise<void> {
  dashboard.send(F9);
  await dashboard.waitFor(/─ actions (?:through|by) /);
  const line = dashboard.screen.find(`${label}  `);
  assert.ok(line !== null, `${label} is in the menu`);
  dashboard.send(click(line.x + 1, line.y));
  await dashboard.waitFor(`${label}? `);
  dashboard.send(answer);
  await dashboard.waitFor((screen) => screen.find(`${label}? `) === null);
}

const F9 = '\x1b[20~';

async function pidsOf({ document }: Watched): Promise<readonly number[]> {
  const workers = (await document())?.workers ?? [];
  return workers.filter(({ status, pid }) => status !== 'cheap' && pid > 0).map(({ pid }) => pid);
}

async function statusesOf({ document }: Watched): Promise<string> {
  const workers = (await document())?.workers ?? [];
  return [...new Set(workers.map(({ status }) => status).filter((status) => status !== 'cheap'))].join(' ');
}

function answerOf(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

test('without a FIFO a local uWSGI is asked by signals, and a stuck worker is killed', async (t) => {
  const server = await startUwsgi(t, { command: PLAIN });
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  const stuck = get(`http://${server.httpAddress}/sleep?s=60`, { agent: false }).on('error', () => {});
  t.after(() => stuck.destroy());
  await dashboard.waitFor(/GET \/sleep/);
  const before = await server.document();
  const busy = (before?.workers ?? []).findIndex(({ status }) => status === 'busy');
  dashboard.send('2');
  await dashboard.waitFor('[2 Requests·1]');
  await ask(dashboard, `W${busy + 1} kill`, keys.enter);
  assert.equal(
    (await server.document())?.workers?.[busy]?.pid,
    before?.workers?.[busy]?.pid,
    'No is the answer',
  );
  await ask(dashboard, `W${busy + 1} kill`, `${keys.right}${keys.enter}`);
  await dashboard.waitFor(`W${busy + 1} kill: process ${before?.workers?.[busy]?.pid} was replaced`);
  await ask(dashboard, 'Reload brutally', 'y');
  await dashboard.waitFor(/Reload brutally: 4 workers were replaced/);
  assert.equal((await server.document())?.pid, before?.pid);
  assert.equal(await quit(dashboard), 0);
});

test('a worker of uWSGI finishes its request when it is reloaded', async (t) => {
  const server = await startUwsgi(t, { command: PLAIN });
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  const over = join(server.folder, 'over');
  const answer = answerOf(`http://${server.httpAddress}/until?file=${over}`);
  await dashboard.waitFor(/GET \/until/);
  const workers = (await server.document())?.workers ?? [];
  const slot = workers.findIndex(({ status }) => status === 'busy') + 1;
  dashboard.send('2');
  await dashboard.waitFor('[2 Requests·1]');
  await ask(dashboard, `W${slot} reload`, 'y');
  await waitFor('the worker to be told', () => /Gracefully killing worker/.test(server.log()));
  writeFileSync(over, '');
  await dashboard.waitFor(`W${slot} reload: process ${workers[slot - 1]?.pid} was replaced`);
  assert.equal(await answer, 200);
  assert.equal(await quit(dashboard), 0);
});

test('with --readonly there is nothing to ask with, and F9 says so', async (t) => {
  const watched = await startTsgi(t);
  const dashboard = openDashboard(t, watched.address, { args: ['--readonly'] });
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  assert.equal(dashboard.screen.find('F9'), null);
  const before = await pidsOf(watched);
  dashboard.send(F9);
  await dashboard.waitFor('Actions are off: tstop was started with --readonly');
  dashboard.send(`${keys.enter}y`);
  assert.equal(await quit(dashboard), 0);
  assert.deepEqual(await pidsOf(watched), before);
});

test('a FIFO that nobody reads any more is told, and is an event', async (t) => {
  const watched = await startTsgi(t);
  const other = await runTsgi(t, {
    options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--master-fifo', 'old.fifo'],
  });
  const fifo = join(other.folder, 'old.fifo');
  other.signal('SIGKILL');
  await other.exitCode();
  const dashboard = openDashboard(t, watched.address, { args: ['--fifo', fifo] });
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  await ask(dashboard, 'Log statistics', 'y');
  await dashboard.waitFor(/Log statistics failed through .*old\.fifo: nobody reads it/);
  dashboard.send('5');
  await dashboard.waitFor(/ASK FAILED .*Log statistics failed through/);
  assert.equal(await quit(dashboard), 0);
});
