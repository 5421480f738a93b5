// The charts of a real server that works: they fill, zoom, follow the terminal's size, and one cursor goes through them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { startUwsgi } from '../peers/uwsgi.js';
import { keys } from '../pty/keys.js';
import type { Screen } from '../pty/screen.js';
import { openDashboard, quit } from './dashboard.js';
import { occupy } from './occupy.js';

const COMMAND = '--http-socket {http} --wsgi-file {app} --master --processes 2 --threads 2 --stats {stats}';

test('charts fill while a server works, zoom, and go back in time', async (t) => {
  const server = await startUwsgi(t, { command: COMMAND });
  if (server === null) return;
  await occupy(t, server, 3);
  const dashboard = openDashboard(t, server.statsAddress, { columns: 120, rows: 40 });
  if (dashboard === null) return;
  await dashboard.waitFor(/4 History/);
  dashboard.send('4');
  await dashboard.waitFor(/BUSY of 4 threads 75% ─.* peak 75% ─ 2 min ─/);
  await dashboard.waitFor((screen) => filledCells(screen, '0┤') >= 3);
  const text = dashboard.screen.text();
  for (const title of ['LATENCY mean', 'REQUESTS/s', `QUEUE ${server.httpAddress}`, 'MEMORY resident'])
    assert.ok(text.includes(title), title);
  assert.match(text, /WID +PID[\s\S]*GET \/sleep/);
  dashboard.send('-');
  await dashboard.waitFor(/ 5 min ─/);
  dashboard.send('+');
  await dashboard.waitFor(/ 2 min ─/);
  dashboard.send(keys.left);
  await dashboard.waitFor(/PAST [\s\S]*┃/);
  dashboard.send('L');
  await dashboard.waitFor((screen) => screen.text().includes('LIVE') && !screen.text().includes('┃'));
  assert.equal(await quit(dashboard), 0);
});

test('charts follow the terminal from small to a wall and back', async (t) => {
  const server = await startUwsgi(t, { command: COMMAND });
  if (server === null) return;
  await occupy(t, server, 3);
  const dashboard = openDashboard(t, server.statsAddress, { columns: 200, rows: 60 });
  if (dashboard === null) return;
  await dashboard.waitFor(
    /BUSY of 4 threads 75%[\s\S]*workers ─[\s\S]*in flight[\s\S]*by route[\s\S]*sockets ─[\s\S]*events ─/,
  );
  await dashboard.waitFor((screen) => filledCells(screen, '0┤') >= 2);
  dashboard.resize(80, 24);
  await dashboard.waitFor((screen) => !screen.text().includes('by route'));
  dashboard.send('4');
  await dashboard.waitFor(/MEMORY resident/);
  await dashboard.waitFor((screen) => filledCells(screen, '0┤') >= 2);
  dashboard.resize(12, 3);
  await dashboard.waitFor((screen) => !/History|┤/.test(screen.text()));
  dashboard.resize(200, 60);
  await dashboard.waitFor((screen) => filledCells(screen, '0┤') >= 2);
  dashboard.send('1');
  await dashboard.waitFor(/\[1 Workers\][\s\S]*by route/);
  assert.equal(await quit(dashboard), 0);
});

/** Cells with dots in the first line that has this label. */
function filledCells(screen: Screen, label: string): number {
  const line = screen.lines().find((candidate) => candidate.includes(label)) ?? '';
  return [...line].filter((cell) => cell > '⠀' && cell <= '⣿').length;
}
