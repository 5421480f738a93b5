// One incident from its first sign to its end: a stuck request is found and opened, its stack is read, the worker is
// replaced, the event says so, and the moment before is looked at once more in the history.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import test, { type TestContext } from 'node:test';
import { startUwsgi } from '../peers/uwsgi.js';
import { click, keys } from '../pty/keys.js';
import { runTsgi } from '../server/run-tsgi.js';
import { type Dashboard, openDashboard, quit } from './dashboard.js';

const APP = `
import time

def wait_for_backend(seconds):
    time.sleep(seconds)

def application(environ, start_response):
    if environ['PATH_INFO'] == '/report':
        wait_for_backend(60)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello']
`;

test('a stuck request on uWSGI, from the first look to the second', async (t) => {
  const command =
    '--http-socket {http} --wsgi-file {dir}/stuck.py --master --processes 2 --threads 2 --stats {stats}';
  const server = await startUwsgi(t, {
    command: `${command} --py-tracebacker {dir}/tb`,
    files: { 'stuck.py': APP },
  });
  if (server === null) return;
  getStuck(t, `http://${server.httpAddress}/report?id=7`);
  await explain(openDashboard(t, server.statsAddress));
});

test('a stuck request on tsgi, from the first look to the second', async (t) => {
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'stuck.py', '--processes', '2', '--threads', '2'];
  const more = ['--stats', '127.0.0.1:0', '--py-tracebacker', 'tb'];
  const tsgi = await runTsgi(t, { options: [...options, ...more], files: { 'stuck.py': APP }, workers: 2 });
  getStuck(t, `http://${tsgi.http}/report?id=7`);
  const address = /Stats server enabled on (127\S+) fd/.exec(tsgi.log)?.[1] ?? '';
  await explain(openDashboard(t, address));
});

async function explain(dashboard: Dashboard | null): Promise<void> {
  if (dashboard === null) return;
  await dashboard.waitFor(/GET \/report/);
  dashboard.send('2');
  await dashboard.waitFor(/▶ +\d\.\d .*GET +\/report\?id=7/);
  dashboard.send(keys.enter);
  await dashboard.waitFor(/┌─ request \d\.\d ─[\s\S]*REQUEST_URI +\/report\?id=7/);
  dashboard.send(keys.escape);
  await dashboard.waitFor((screen) => screen.find('REQUEST_URI') === null);
  dashboard.send('b');
  await dashboard.waitFor(/wait_for_backend\(\) +stuck\.py:5 +time\.sleep\(seconds\)/);
  await killFromThere(dashboard);
  dashboard.send('5');
  await dashboard.waitFor(/● asked +W\d .*W\d kill: process \d+ was replaced; asked by SIGKILL/);
  await dashboard.waitFor(/↻ respawned +W\d .*\d+ → \d+, as asked; GET \/report\?id=7 was cut off/);
  assert.equal(dashboard.screen.find('CRASHED'), null, 'what was asked for is no alarm');
  await lookAgain(dashboard);
  assert.equal(await quit(dashboard), 0);
}

/** F9 is about the worker whose stack is open. */
async function killFromThere(dashboard: Dashboard): Promise<void> {
  dashboard.send('\x1b[20~');
  await dashboard.waitFor(/─ actions by signals to master \d+ ─/);
  const [item] = /W\d kill {2}/.exec(dashboard.screen.text()) ?? [];
  const place = item === undefined ? null : dashboard.screen.find(item);
  assert.ok(place !== null);
  dashboard.send(click(place.x + 1, place.y));
  await dashboard.waitFor(/W\d kill\? /);
  dashboard.send('y');
  await dashboard.waitFor(/W\d kill: process \d+ was replaced/);
}

/** A sample before the kill has the request in it; the ones since then only tell of it. */
async function lookAgain(dashboard: Dashboard): Promise<void> {
  dashboard.send('4');
  await dashboard.waitFor(/BUSY of 4 threads/);
  dashboard.send(keys.left);
  await dashboard.waitFor(/PAST/);
  dashboard.send('2');
  await dashboard.waitFor(/PAST[\s\S]*\[2 Requests[\]·]/);
  const inFlight = /\[2 Requests·1\][\s\S]*\d\.\d .*GET +\/report\?id=7/;
  while (!inFlight.test(dashboard.screen.text())) await goBack(dashboard);
  dashboard.send('\x1b[20~');
  await dashboard.waitFor('Actions need the live view, but the screen shows the past');
  dashboard.send('L');
  await dashboard.waitFor((screen) => screen.find('PAST') === null);
}

/** One sample, and not more: the clocks of a frame change by themselves. */
async function goBack(dashboard: Dashboard): Promise<void> {
  // A notice may stand in its place for a while.
  await dashboard.waitFor(/sample \d+ of/);
  const shown = Number(/sample (\d+) of/.exec(dashboard.screen.text())?.[1]);
  assert.ok(shown > 1, `no earlier sample has it:\n${dashboard.screen.text()}`);
  dashboard.send('t');
  await dashboard.waitFor(new RegExp(`sample ${shown - 1} of`));
}

function getStuck(t: TestContext, url: string): void {
  const request = get(url, { agent: false }).on('error', () => {});
  t.after(() => request.destroy());
}
