// The configuration as its user meets it: changed on the screen, saved, found again; and refused when it has a mistake.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startUwsgi } from '../peers/uwsgi.js';
import { keys } from '../pty/keys.js';
import { type Dashboard, openDashboard, quit, tableRows } from './dashboard.js';
import { runTstop } from './run-tstop.js';

const SERVER =
  '--http-socket {http} --wsgi-file {app} --master --processes 2 --threads 2 --stats {stats} --memory-report';

interface Home {
  readonly env: { readonly XDG_CONFIG_HOME: string };
  readonly path: string;
}

function home(t: TestContext, text?: string): Home {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-home-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'tstop', 'config.json');
  if (text !== undefined) {
    mkdirSync(join(folder, 'tstop'));
    writeFileSync(path, text);
  }
  return { env: { XDG_CONFIG_HOME: folder }, path };
}

async function opened(t: TestContext, address: string, { env }: Home): Promise<Dashboard | null> {
  const dashboard = openDashboard(t, address, { env, columns: 120, rows: 30 });
  await dashboard?.waitFor((screen) => tableRows(screen).length === 2);
  return dashboard;
}

test('columns and theme are as they were left', async (t) => {
  const server = await startUwsgi(t, { command: SERVER });
  if (server === null) return;
  const place = home(t);
  const first = await opened(t, server.statsAddress, place);
  if (first === null) return;
  first.send('C');
  await first.waitFor((screen) => screen.text().includes('[Columns]'));
  first.send(`${keys.down} `);
  await first.waitFor((screen) => screen.text().includes('[ ] PID'));
  first.send('\t\t');
  await first.waitFor((screen) => screen.text().includes('[Display]'));
  first.send('\r\r');
  await first.waitFor((screen) => /colours\s+light/.test(screen.text()));
  first.send('S');
  await first.waitFor((screen) => screen.text().includes(`Saved to ${place.path}`));
  first.send('\x1b');
  await first.waitFor((screen) => !screen.text().includes('[Display]'));
  assert.equal(await quit(first), 0);

  const saved: { theme?: string; columns?: { workers?: string[] } } = JSON.parse(
    readFileSync(place.path, 'utf8'),
  );
  assert.equal(saved.theme, 'light');
  assert.ok(saved.columns?.workers?.includes('busy_ratio') && !saved.columns.workers.includes('pid'));
  const second = await opened(t, server.statsAddress, place);
  if (second === null) return;
  assert.match(second.screen.text(), /WID +ST/, 'PID is gone');
  second.send('\x14');
  await second.waitFor((screen) => /light ●/.test(screen.text()));
  second.send('\x1b');
  await second.waitFor((screen) => !/light ●/.test(screen.text()));
  assert.equal(await quit(second), 0);
});

test('the palette changes the table, and its mistakes stay on the line', async (t) => {
  const server = await startUwsgi(t, { command: SERVER });
  if (server === null) return;
  const dashboard = await opened(t, server.statsAddress, home(t));
  if (dashboard === null) return;
  dashboard.send(':columns +uss -pid\r');
  await dashboard.waitFor((screen) => /WID +ST.* USS/.test(screen.text()));
  dashboard.send(':them light\r');
  await dashboard.waitFor((screen) => screen.text().includes('No command "them": did you mean "theme"'));
  dashboard.send('\x1b');
  await dashboard.waitFor((screen) => !screen.text().includes('No command'));
  assert.equal(await quit(dashboard), 0);
});

test('keys of the file count, and the footer shows them', async (t) => {
  const server = await startUwsgi(t, { command: SERVER });
  if (server === null) return;
  const place = home(t, '{"keys": {"sort-menu": ["o"], "quit": ["x"]}}');
  const dashboard = await opened(t, server.statsAddress, place);
  if (dashboard === null) return;
  assert.match(dashboard.screen.text(), /o SortBy/);
  dashboard.send('o');
  await dashboard.waitFor((screen) => screen.text().includes('sort by'));
  dashboard.send('\x1b');
  await dashboard.waitFor((screen) => !screen.text().includes('Enter chooses'));
  dashboard.send('x');
  assert.equal((await dashboard.ended).code, 0);
});

test('a file with a mistake ends tstop with 2 and one line, and stays as it is to the byte', async (t) => {
  const text = '{\n  "theme": "light",\n  "mouse": yes\n}\n';
  const place = home(t, text);
  const live = openDashboard(t, '127.0.0.1:1', { env: place.env });
  if (live === null) return;
  assert.equal((await live.ended).code, 2);
  const { code, stdout, stderr } = await runTstop(['127.0.0.1:1', '--once'], { env: place.env });
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    `tstop: Cannot use config "${place.path}", line 3, column 12: "yes" is no value; texts stand in double quotes\n`,
  );
  assert.equal(readFileSync(place.path, 'utf8'), text);
});

test('the configuration that tstop prints is one that it takes', async (t) => {
  const printed = await runTstop(['--print-config', '--theme', 'high-contrast']);
  assert.equal(printed.code, 0);
  const place = home(t, printed.stdout);
  const again = await runTstop(['--print-config'], { env: place.env });
  assert.equal(again.stderr, '');
  assert.equal(again.stdout, printed.stdout);
});

test('a snapshot finds its server and its interval in the file', async (t) => {
  const server = await startUwsgi(t, { command: SERVER });
  if (server === null) return;
  const place = home(t, `{"address": "${server.statsAddress}", "interval_seconds": 0.1}`);
  const { code, stdout } = await runTstop(['--once', '-F', 'json'], { env: place.env });
  assert.equal(code, 0);
  const document: { target: { kind: string } } = JSON.parse(stdout);
  assert.equal(document.target.kind, 'uwsgi');
});
