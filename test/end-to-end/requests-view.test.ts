// A stuck request, found in the live view of a real server, opened, its secrets hidden and shown, its URI copied.

import assert from 'node:assert/strict';
import test from 'node:test';
import { startUwsgi } from '../peers/uwsgi.js';
import { keys } from '../pty/keys.js';
import { openDashboard, quit } from './dashboard.js';
import { occupy } from './occupy.js';

const COMMAND = '--http-socket {http} --wsgi-file {app} --master --processes 2 --threads 2 --stats {stats}';

test('a stuck request is found, opened, and its secrets shown only when asked for', async (t) => {
  const server = await startUwsgi(t, { command: COMMAND });
  if (server === null) return;
  await occupy(t, server, 2, { cookie: 'session=s3cret-cookie', 'user-agent': 'check/1.0' });
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/2 Requests·2/);
  dashboard.send('2');
  await dashboard.waitFor(/GET +\/sleep\?s=60&n=0/);
  await dashboard.waitFor(/by route[\s\S]*GET \/sleep +2 +2 .* 100%/);
  dashboard.send('/n=1\r');
  dashboard.send(keys.enter);
  await dashboard.waitFor(/REQUEST_URI +\/sleep\?s=60&n=1/);
  await dashboard.waitFor(/HTTP_COOKIE +\[redacted\]/);
  dashboard.send('r');
  await dashboard.waitFor(/HTTP_COOKIE +session=s3cret-cookie/);
  dashboard.send('y');
  await dashboard.waitFor(/clipboard/);
  const written = Buffer.concat(dashboard.bytes).toString('latin1');
  assert.ok(written.includes(`\x1b]52;c;${Buffer.from('/sleep?s=60&n=1').toString('base64')}\x07`));
  dashboard.send(keys.enter);
  await dashboard.waitFor((screen) => !screen.text().includes('HTTP_COOKIE'));
  dashboard.send('ggg');
  await dashboard.waitFor(/by user agent[\s\S]*check\/1\.0 +2 +2 /);
  dashboard.send('1');
  await dashboard.waitFor(/\[1 Workers\]/);
  assert.equal(await quit(dashboard), 0);
});
