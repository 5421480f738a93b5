// Servers in trouble, and clients that mean harm: what the numbers and the screen make of them.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test, { type TestContext } from 'node:test';
import { getText } from '../load/get-text.js';
import { requirePeer } from '../peers/peers.js';
import { startUwsgi, type UwsgiRequest } from '../peers/uwsgi.js';
import { openPty } from '../pty/pty.js';
import { waitFor } from '../wait-for.js';
import { openDashboard, quit, tableRows } from './dashboard.js';
import { snapshotOf } from './run-tstop.js';

const PLAIN: UwsgiRequest = {
  command: '--http-socket {http} --wsgi-file {app} --master --processes 2 --threads 2 --stats {stats}',
};

test('exceptions and crashes of the application are counted', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  // uWSGI answers neither: it closes the connection.
  for (const path of ['/exc', '/exc', '/exc', '/crash']) {
    await assert.rejects(getText(`http://${server.httpAddress}${path}`));
  }
  await waitFor('the respawn', async () => {
    const { totals } = await snapshotOf([server.statsAddress, '--instant']);
    return totals.respawns_total === 1 && totals.exceptions_total === 3;
  });
});

test('a worker that dies again and again: the view stays alive and counts', async (t) => {
  const server = await startUwsgi(t, {
    command:
      '--http-socket {http} --wsgi-file {apps}/crash_loop.py --lazy-apps --master --processes 3 --stats {stats}',
    ready: ({ workers = [] }) => workers.some(({ respawn_count }) => respawn_count > 1),
  });
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress, { columns: 80, rows: 24 });
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  await dashboard.waitFor(/RESPAWN +[1-9]/);
  assert.equal(tableRows(dashboard.screen).length, 3);
  assert.equal(await quit(dashboard), 0);
});

test('what clients send never reaches the terminal as anything but visible characters', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  await sendRaw(
    t,
    server.httpAddress,
    'GET /sleep?s=60&a=\x1b]0;pwned\x07&b=\x1b[31m\xc2\x9b2J\x9b2J&c={red-fg}x{/}&d=\xe2\x80\xae HTTP/1.1\r\n' +
      'Host: a\x1b[5m\r\nUser-Agent: \x1b]52;c;cHduZWQ=\x07\r\n\r\n',
  );
  await waitFor('the request under way', async () =>
    Boolean((await server.text())?.includes('request_start')),
  );
  const dashboard = openDashboard(t, server.statsAddress, { columns: 240 });
  if (dashboard === null) return;
  await dashboard.waitFor('GET /sleep?s=60&a=');
  await dashboard.waitFor('{red-fg}x{/}');
  await quit(dashboard);
  const written = Buffer.concat(dashboard.bytes).toString('latin1');
  assert.doesNotMatch(written, /\x1b\]0;pwned|\x1b\]52|\x07/);
  assert.doesNotMatch(written, /\xc2[\x80-\x9f]/, 'no C1 controls in UTF-8');
  assert.doesNotMatch(written, /\xe2\x80\xae/, 'no change of the writing direction');
});

test('uwsgitop, beside it, counts the same requests', async (t) => {
  const uwsgitop = requirePeer(t, 'uwsgitop');
  const server = await startUwsgi(t, PLAIN);
  if (server === null || uwsgitop === null) return;
  for (let count = 0; count < 5; count += 1) await getText(`http://${server.httpAddress}/`);
  const beside = openPty(t, { command: [uwsgitop, server.statsAddress], columns: 120 });
  if (beside === null) return;
  await beside.waitFor('req: 5');
  const { totals, target } = await snapshotOf([server.statsAddress, '--instant']);
  assert.equal(totals.requests_total, 5);
  await beside.waitFor(`masterpid: ${target.pid}`);
});

/** Bytes as they are; the connection stays open until the test is over. */
function sendRaw(t: TestContext, address: string, request: string): Promise<void> {
  const [host = '', port = ''] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host, () => {
      socket.write(Buffer.from(request, 'latin1'), () => resolve());
    });
    socket.on('error', () => {});
    t.after(() => socket.destroy());
  });
}
