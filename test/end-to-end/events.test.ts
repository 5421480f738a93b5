// Events on a real server: a worker killed under load is named with the request that it was serving.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import test, { type TestContext } from 'node:test';
import { startUwsgi, type UwsgiServer } from '../peers/uwsgi.js';
import { waitFor } from '../wait-for.js';
import { openDashboard, quit } from './dashboard.js';
import { runTstop } from './run-tstop.js';
import { flavours } from './servers.js';

const COMMAND =
  '--http-socket {http} --wsgi-file {app} --master --processes 4 --harakiri 3 --harakiri-verbose --stats {stats}';

for (const flavour of flavours) {
  test(`${flavour}: a harakiri under load names the URI that uWSGI's own log names`, async (t) => {
    const server = await startUwsgi(t, { flavour, command: COMMAND });
    if (server === null) return;
    keepBusy(t, server);
    const askedMs = Date.now();
    ask(t, server, '/sleep?s=60&report=2025');
    const events = await eventsUntil(server, 'harakiri');
    const mostSeconds = (Date.now() - askedMs) / 1000;
    const harakiri = events.find(({ kind }) => kind === 'harakiri');
    await waitFor('the log of the harakiri', () => killedUri(server) !== null);
    assert.equal(harakiri?.uri, killedUri(server));
    assert.equal(harakiri?.uri, '/sleep?s=60&report=2025');
    const text = harakiri?.text ?? '';
    const seconds = Number(/^killed after (\d+)s: GET \/sleep\?s=60&report=2025/.exec(text)?.[1]);
    assert.ok(seconds >= 2 && seconds <= mostSeconds + 1, `"${text}" after ${mostSeconds} s at the most`);
  });
}

test('a harakiri is counted on the tab of the events, and shown among them', async (t) => {
  const server = await startUwsgi(t, { command: COMMAND });
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  keepBusy(t, server);
  ask(t, server, '/sleep?s=60&report=2026');
  await dashboard.waitFor(/HARAKIRI {2,}\d/);
  await dashboard.waitFor(/5 Events·\d/);
  dashboard.send('5');
  await dashboard.waitFor(/✖ HARAKIRI +W\d .*killed after \ds: GET \/sleep\?s=60&report=2026/);
  await dashboard.waitFor(/↻ respawned +W\d .*after its harakiri/);
  await dashboard.waitFor(/● attached/);
  await dashboard.waitFor('[5 Events]');
  assert.equal(await quit(dashboard), 0);
});

interface EventLike {
  readonly kind: string;
  readonly uri: string | null;
  readonly text: string;
}

/** Watches the server until it has had such an event. */
async function eventsUntil(server: UwsgiServer, kind: string): Promise<readonly EventLike[]> {
  const args = [server.statsAddress, '-b', '-d', '200ms', '-F', 'ndjson', '--view', 'events'];
  const isThere = (stdout: string) => stdout.includes(`"kind":"${kind}"`);
  const { stdout, stderr } = await runTstop(args, { interruptWhen: isThere });
  const last = stdout.trim().split('\n').findLast(isThere);
  assert.ok(last !== undefined, stderr);
  const { events }: { readonly events: readonly EventLike[] } = JSON.parse(last);
  return events;
}

/** `HARAKIRI [core 0] 127.0.0.1 - GET /sleep?s=60 since 1795360000` of the log. */
function killedUri(server: UwsgiServer): string | null {
  return /HARAKIRI \[core \d+\] \S+ - GET (\S+) since/.exec(server.log())?.[1] ?? null;
}

/** Short requests one after the other, until the test is over. */
function keepBusy(t: TestContext, server: UwsgiServer): void {
  let over = false;
  t.after(() => {
    over = true;
  });
  const next = () => {
    if (over) return;
    const request = get(`http://${server.httpAddress}/sleep?s=0.05`, { agent: false }, (response) => {
      response.resume().on('close', next);
    });
    request.on('error', () => {});
  };
  next();
}

function ask(t: TestContext, server: UwsgiServer, path: string): void {
  const request = get(`http://${server.httpAddress}${path}`, { agent: false });
  request.on('error', () => {});
  t.after(() => request.destroy());
}
