// The recent past of a real server, found again after it is over, in several views.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import test from 'node:test';
import { startUwsgi } from '../peers/uwsgi.js';
import { keys } from '../pty/keys.js';
import { type Dashboard, openDashboard, quit } from './dashboard.js';

const COMMAND = '--http-socket {http} --wsgi-file {app} --master --processes 2 --threads 2 --stats {stats}';

test('a slow request that is over is found in the past, opened there, and the present comes back', async (t) => {
  const server = await startUwsgi(t, { command: COMMAND });
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress, { columns: 120, rows: 40 });
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  const file = join(server.folder, 'over');
  const over = answered(`http://${server.httpAddress}/until?who=it-was-me&file=${file}`);
  dashboard.send('2');
  await dashboard.waitFor(/GET +\/until\?who=it-was-me/);
  writeFileSync(file, '');
  await over;
  await dashboard.waitFor(/No request is in flight/);
  await stepBack(dashboard, /PAST[\s\S]*GET +\/until\?who=it-was-me/);
  assert.match(dashboard.screen.text(), / sample \d+ of \d+ │ kept /);
  dashboard.send(keys.enter);
  await dashboard.waitFor(/REQUEST_URI +\/until\?who=it-was-me/);
  assert.doesNotMatch(dashboard.screen.text(), /ended/, 'at that moment it had not');
  dashboard.send(keys.enter);
  dashboard.send('1');
  await dashboard.waitFor(/At \d\d:\d\d:\d\d[\s\S]*\[1 Workers\][\s\S]*busy +1\/2 .*GET \/until/);
  dashboard.send('L');
  await dashboard.waitFor((screen) => /LIVE/.test(screen.text()) && !/PAST|it-was-me/.test(screen.text()));
  dashboard.send('J-1s\r');
  await dashboard.waitFor(/PAST/);
  dashboard.send(keys.escape);
  await dashboard.waitFor(/LIVE/);
  assert.equal(await quit(dashboard), 0);
});

test('the moments before a restart are kept, and the time axis goes on after it', async (t) => {
  const server = await startUwsgi(t, { command: COMMAND });
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/LIVE/);
  const before = await masterOf(dashboard);
  process.kill(Number(before), 'SIGHUP');
  await dashboard.waitFor(/5 Events·1|reload/);
  dashboard.send('5');
  await dashboard.waitFor(/full reload/);
  await stepBack(dashboard, (text) => /PAST/.test(text) && !/full reload/.test(text));
  dashboard.send('n');
  await dashboard.waitFor((screen) => /full reload/.test(screen.text()));
  dashboard.send('L');
  await dashboard.waitFor((screen) => /LIVE/.test(screen.text()) && !/PAST/.test(screen.text()));
  assert.equal(await quit(dashboard), 0);
});

function answered(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });
}

const MOST_STEPS = 200;

/** One sample after the other, until the screen shows it. */
async function stepBack(dashboard: Dashboard, wanted: RegExp | ((text: string) => boolean)): Promise<void> {
  const isWanted = typeof wanted === 'function' ? wanted : (text: string) => wanted.test(text);
  for (let step = 0; step < MOST_STEPS && !isWanted(dashboard.screen.text()); step += 1) {
    const place = placeOn(dashboard);
    dashboard.send('[');
    await dashboard.waitFor((screen) => placeIn(screen.text()) !== place);
  }
  assert.ok(isWanted(dashboard.screen.text()));
}

function placeOn(dashboard: Dashboard): string {
  return placeIn(dashboard.screen.text());
}

function placeIn(text: string): string {
  return / sample ([\d,]+) of /.exec(text)?.[1] ?? '';
}

async function masterOf(dashboard: Dashboard): Promise<string> {
  await dashboard.waitFor(/master \d+/);
  return /master (\d+)/.exec(dashboard.screen.text())?.[1] ?? assert.fail();
}
