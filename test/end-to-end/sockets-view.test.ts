// The queue of a unix socket, which uWSGI cannot tell, as the kernel tells it.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test from 'node:test';
import { startUwsgi } from '../peers/uwsgi.js';
import { openDashboard, quit } from './dashboard.js';
import { occupy } from './occupy.js';

const COMMAND =
  '--http-socket {http} --socket {dir}/app.sock --listen 16 --wsgi-file {app} --master --processes 1 --stats {stats}';

test('the queue of a unix socket on this host is shown with its source', async (t) => {
  if (process.platform !== 'linux') return t.skip('only Linux tells');
  const server = await startUwsgi(t, { command: COMMAND });
  if (server === null) return;
  await occupy(t, server, 1);
  const name = (await server.document())?.sockets?.find((socket) => socket.name.endsWith('app.sock'))?.name;
  assert.ok(name !== undefined);
  for (let index = 0; index < 3; index += 1) {
    const waiting = connect(name);
    waiting.on('error', () => {});
    t.after(() => waiting.destroy());
  }
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  dashboard.send('3');
  await dashboard.waitFor(/app\.sock +uwsgi +3\/16 .*19% +3 +0s ss\(8\)/);
  await dashboard.waitFor(/listen = 16 is low/);
  assert.equal(await quit(dashboard), 0);
});
