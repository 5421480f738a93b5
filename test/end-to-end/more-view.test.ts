// Tables under More on real servers: caches, crons, daemons and metrics of a master, the vassals
// of an emperor, the nodes of a router.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import test from 'node:test';
import { startUwsgi, type UwsgiRequest } from '../peers/uwsgi.js';
import { waitFor } from '../wait-for.js';
import { openDashboard, quit } from './dashboard.js';
import { runTstop } from './run-tstop.js';
import { emperor } from './servers.js';

/** A daemon outlives a master that is killed, unless it asks not to. */
const MASTER: UwsgiRequest = {
  command: '--ini {dir}/more.ini',
  files: {
    'spool/.keep': '',
    'more.ini': `[uwsgi]
http-socket = {http}
stats = {stats}
wsgi-file = {app}
master = true
processes = 1
cache2 = name=pages,items=100,blocksize=1000
cron2 = minute=-1 true
cron2 = minute=30,hour=4,week=0,unique=1 /srv/shop/weekly.sh "two words"
attach-daemon = python3 {apps}/../die-with-parent.py sleep 1000
spooler = {dir}/spool
locks = 2
enable-metrics = true
metric = name=shop.orders,type=gauge,initial_value=42
`,
  },
};

test('every table of More of a real uWSGI, with filter and details', async (t) => {
  const server = await startUwsgi(t, MASTER);
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  dashboard.send('6');
  await dashboard.waitFor(/\[caches 1\] +spoolers 1 +crons 2 +daemons 1 +apps 1 +metrics \d+ +locks \d+/);
  await dashboard.waitFor(/▶pages +0\/99 /);
  dashboard.send('6');
  await dashboard.waitFor(/▶\S+\/spool +\d+ idle +0 /);
  dashboard.send('6');
  await dashboard.waitFor(/every minute +\d\d:\d\d in \d+s/);
  await dashboard.waitFor(/at 04:30 on Sundays .*weekly\.sh "two words"/);
  dashboard.send('6');
  await dashboard.waitFor(/▶ *\d+ running +0 +- python3 \S+ sleep 1000/);
  dashboard.send('6');
  await dashboard.waitFor(/\[apps 1\]/);
  dashboard.send('6');
  await dashboard.waitFor(/core\.busy_workers +gauge/);
  dashboard.send('\\shop\r');
  await dashboard.waitFor(/1 metric .*filter shop/);
  await dashboard.waitFor(/▶shop\.orders +gauge +42/);
  dashboard.send('\r');
  await dashboard.waitFor(/─ shop\.orders ─[\s\S]*value +42/);
  dashboard.send('\u001b');
  await dashboard.waitFor(/▶shop\.orders +gauge/);
  dashboard.send('{');
  await dashboard.waitFor(/\[apps 1\]/);
  assert.equal(await quit(dashboard), 0);
});

test('snapshots of a real uWSGI have its blocks', async (t) => {
  const server = await startUwsgi(t, MASTER);
  if (server === null) return;
  const { stdout, code } = await runTstop([server.statsAddress, '--once', '-F', 'json']);
  assert.equal(code, 0);
  const document = JSON.parse(stdout);
  assert.deepEqual(
    [document.caches[0].name, document.caches[0].items_limit, document.crons[1].unique],
    ['pages', 99, true],
  );
  assert.match(document.daemons[0].command, / sleep 1000$/);
  assert.match(document.crons[1].next_run_at, /^\d{4}-\d\d-\d\dT\d\d:30:00Z$/);
  const view = ['--once', '--instant', '--view', 'metrics', '--filter', 'shop', '-F', 'csv', '--no-headers'];
  const csv = await runTstop([server.statsAddress, ...view, '--fields', 'name,type,value']);
  assert.equal(csv.stdout, 'shop.orders,gauge,42\r\n');
});

test('a vassal that cannot start is told with its name as it is, and what happened to it is an event', async (t) => {
  const server = await startUwsgi(t, emperor);
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/2\/2 accepting/);
  const text = `[uwsgi]\nhttp-socket = 127.0.0.1:0\nwsgi-file = /nonexistent.py\nneed-app = true\nmaster = true\n`;
  mkdirSync(join(server.folder, 'vassals'), { recursive: true });
  writeFileSync(join(server.folder, 'vassals', 'bad "one".ini'), text);
  await dashboard.waitFor(/bad "one"\.ini +- BLACKLISTED .*attempt \d+, throttle \d+s/, 30_000);
  await dashboard.waitFor(/BLACKLISTED \d+s +1 of 3 vassals blacklisted · bad "one"\.ini attempt/);
  dashboard.send('5');
  await dashboard.waitFor(/✖ BLACKLISTED +\S+\+ +(?:×\d+ +)?bad "one"\.ini, attempt \d+/);
  dashboard.send('1g\r');
  await dashboard.waitFor(/─ bad "one"\.ini ─[\s\S]*first_attempt_at +\d\d:\d\d:\d\d/);
  dashboard.send('\u001b');
  assert.equal(await quit(dashboard), 0);
});

const ROUTER: UwsgiRequest = {
  debianPlugins: 'python3,http',
  command:
    '--http {http} --http-subscription-server 127.0.0.1:{port:subscribe} --http-stats-server {stats} --master',
  ready: () => true,
};

const NODE: UwsgiRequest = {
  command: '--ini {dir}/node.ini',
  files: { 'node.ini': '' },
};

test('a node that subscribes and dies leaves its key without one, and the verdict says so', async (t) => {
  const router = await startUwsgi(t, ROUTER);
  if (router === null) return;
  const dashboard = openDashboard(t, router.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/NO NODES/);
  const ini = `[uwsgi]\nsocket = 127.0.0.1:{port:node}\nstats = {stats}\nwsgi-file = {app}\nmaster = true\nsubscribe-to = 127.0.0.1:${router.port('subscribe')}:app.example.com\n`;
  const node = await startUwsgi(t, { ...NODE, files: { 'node.ini': ini } });
  if (node === null) return;
  const address = `127\\.0\\.0\\.1:${node.port('node')}`;
  await dashboard.waitFor(new RegExp(`▶app\\.example\\.com +${address} +0 `), 30_000);
  dashboard.send('6');
  await dashboard.waitFor(/\[keys 1\][\s\S]*app\.example\.com +1\/1/);
  await node.stop();
  await waitFor('the router to give the node up', async () => {
    await asked(router.port('http'), 'app.example.com');
    return (await router.text())?.includes('app.example.com') === false;
  });
  await dashboard.waitFor(/NO NODE .*no node serves app\.example\.com/);
  dashboard.send('5');
  await dashboard.waitFor(/app\.example\.com has no node any more/);
  assert.equal(await quit(dashboard), 0);
});

/** One request, whatever becomes of it. */
function asked(port: number, host: string): Promise<void> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, headers: { host }, agent: false }, (response) => {
      response.resume().on('end', resolve);
    });
    request.on('error', () => resolve());
  });
}
