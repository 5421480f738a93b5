// A request that waits for a dead backend: found in the list of workers, its worker opened, and the function that waits
// read off its stack, on real uWSGI and on tsgi. Both say by themselves where the stacks are told.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { startUwsgi } from '../peers/uwsgi.js';
import { keys } from '../pty/keys.js';
import { runTsgi } from '../server/run-tsgi.js';
import { waitFor } from '../wait-for.js';
import { type Dashboard, openDashboard, quit, tableRows } from './dashboard.js';

const APP = `
import time

def wait_for_backend(seconds):
    time.sleep(seconds)

def report(environ):
    wait_for_backend(60)

def application(environ, start_response):
    if environ['PATH_INFO'] == '/report':
        report(environ)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello']
`;
const UWSGI =
  '--http-socket {http} --wsgi-file {dir}/stuck.py --master --processes 2 --threads 2 --memory-report --stats {stats}';

test('on uWSGI the stuck function is read in the panel and with b, its limit from its command line', async (t) => {
  const server = await startUwsgi(t, {
    command: `${UWSGI} --py-tracebacker {dir}/tb --harakiri 90`,
    files: { 'stuck.py': APP },
  });
  if (server === null) return;
  ask(t, `http://${server.httpAddress}/report?id=7`);
  await checkDetail(openDashboard(t, server.statsAddress), 90);
});

test('options in an ini file are no obstacle', async (t) => {
  const ini = '[uwsgi]\npy-tracebacker = {dir}/tb\nharakiri = 70\n';
  const server = await startUwsgi(t, {
    command: `${UWSGI} --ini {dir}/shop.ini`,
    files: { 'stuck.py': APP, 'shop.ini': ini },
  });
  if (server === null) return;
  ask(t, `http://${server.httpAddress}/report?id=7`);
  await checkDetail(openDashboard(t, server.statsAddress, { args: ['--harakiri', '70'] }), 70);
});

test('on tsgi too, whose harakiri limit needs no option', async (t) => {
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'stuck.py', '--processes', '2', '--threads', '2'];
  const more = ['--stats', '127.0.0.1:0', '--py-tracebacker', 'tb', '--harakiri', '80'];
  const tsgi = await runTsgi(t, { options: [...options, ...more], files: { 'stuck.py': APP }, workers: 2 });
  ask(t, `http://${tsgi.http}/report?id=7`);
  const address = /Stats server enabled on (127\S+) fd/.exec(tsgi.log)?.[1] ?? '';
  await checkDetail(openDashboard(t, address), 80);
});

test('without sockets the panel and b say what is missing, and the rest goes on', async (t) => {
  const server = await startUwsgi(t, { command: UWSGI, files: { 'stuck.py': APP } });
  if (server === null) return;
  ask(t, `http://${server.httpAddress}/report?id=7`);
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await findAndOpen(dashboard);
  await dashboard.waitFor(/stack uWSGI needs --py-tracebacker PREFIX/);
  dashboard.send('b');
  await dashboard.waitFor(/Cannot read stacks: uWSGI needs/);
  dashboard.send(keys.escape);
  await dashboard.waitFor(/\/proc CPU +\d+%/);
  assert.equal(await quit(dashboard), 0);
});

test('a socket that is gone is told in words, and what was read before stays', async (t) => {
  const server = await startUwsgi(t, {
    command: `${UWSGI} --py-tracebacker {dir}/tb`,
    files: { 'stuck.py': APP },
  });
  if (server === null) return;
  ask(t, `http://${server.httpAddress}/report?id=7`);
  const dashboard = openDashboard(t, server.statsAddress, {
    args: ['--tracebacker', join(server.folder, 'tb')],
  });
  if (dashboard === null) return;
  await findAndOpen(dashboard);
  await readStack(dashboard, 'leave it open');
  for (const worker of [1, 2]) rmSync(join(server.folder, `tb${worker}`));
  dashboard.send('r');
  await dashboard.waitFor(/Cannot read stacks: there is no such socket[\s\S]*wait_for_backend\(\)/);
  dashboard.send(keys.escape);
  assert.equal(await quit(dashboard), 0);
});

async function checkDetail(dashboard: Dashboard | null, limit: number): Promise<void> {
  if (dashboard === null) return;
  await findAndOpen(dashboard);
  await dashboard.waitFor(new RegExp(`harakiri after ${limit}s → killed in ~${limit / 10 - 1}\\ds`));
  await dashboard.waitFor(/\/proc CPU +\d+% .*RSS \d+M .*threads \d.*fds \d+\//);
  await readStack(dashboard);
  assert.equal(await quit(dashboard), 0);
}

/** The stuck worker comes to the top; Enter shows it in detail. */
async function findAndOpen(dashboard: Dashboard): Promise<void> {
  await dashboard.waitFor((screen) => tableRows(screen)[0]?.includes('GET /report') === true);
  dashboard.send(keys.home);
  await dashboard.waitFor(/▶ +\d+ +\d+ (?:busy|STUCK) .*GET \/report/);
  dashboard.send(keys.enter);
  await dashboard.waitFor(/┌─ worker \d ─[\s\S]*core \d +\d+s +GET \/report\?id=7/);
}

async function readStack(dashboard: Dashboard, after?: 'leave it open'): Promise<void> {
  const line = /stack Core\d: .*stuck\.py:8 report\(\) → stuck\.py:5 wait_for_backend\(\)/;
  await dashboard.waitFor(line);
  dashboard.send('b');
  await dashboard.waitFor(
    /Core\d +\d+s +GET \/report\?id=7 +│?[\s\S]*wait_for_backend\(\) +stuck\.py:5 +time\.sleep\(seconds\)/,
  );
  if (after !== undefined) return;
  dashboard.send(keys.escape);
  await waitFor('the stack to be closed', () => !dashboard.screen.text().includes('innermost first'));
  // Inside the panel, Enter opens what the core works on.
  dashboard.send(keys.enter);
  await dashboard.waitFor(/Enter variables/);
  dashboard.send(keys.enter);
  await dashboard.waitFor(/REQUEST_URI +\/report\?id=7/);
  dashboard.send(keys.escape);
  await waitFor('the request to be closed', () => !dashboard.screen.text().includes('REQUEST_URI'));
}

function ask(t: TestContext, url: string): void {
  const request = get(url, { agent: false });
  request.on('error', () => {});
  t.after(() => request.destroy());
}
