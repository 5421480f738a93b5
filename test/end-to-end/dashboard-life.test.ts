// The live view survives servers that go and come back, signals, job control, every size of terminal.

import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { startUwsgi, type UwsgiRequest, type UwsgiServer } from '../peers/uwsgi.js';
import { keys } from '../pty/keys.js';
import { openPty } from '../pty/pty.js';
import { type Dashboard, type DashboardOptions, openDashboard, quit, tableRows } from './dashboard.js';
import { tstopPath } from './run-tstop.js';

const PLAIN: UwsgiRequest = {
  command: '--http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 --stats {stats}',
};

test('a server that is killed and comes back: LOST with the last rows, then LIVE by itself', async (t) => {
  const watched = await watch(t);
  if (watched === null) return;
  const { server, dashboard } = watched;
  await server.stop();
  await dashboard.waitFor('LOST');
  await dashboard.waitFor(/refused/);
  assert.equal(tableRows(dashboard.screen).length, 4, 'the last rows stay');
  await server.start();
  await dashboard.waitFor(/LIVE/);
  await dashboard.waitFor(`master ${server.pid}`);
  assert.equal(await quit(dashboard), 0);
});

test('a server that is not there yet is waited for', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  await server.stop();
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/refused/);
  await server.start();
  await dashboard.waitFor(/LIVE/);
});

test('a graceful reload, with the counters back at 0, is no loss', async (t) => {
  const watched = await watch(t);
  if (watched === null) return;
  const { server, dashboard } = watched;
  const before = (await server.document())?.workers?.map(({ pid }) => pid) ?? [];
  process.kill(server.pid, 'SIGHUP');
  await dashboard.waitFor(
    (screen) =>
      /LIVE/.test(screen.text()) &&
      !before.some((pid) => screen.find(`${pid}`)) &&
      tableRows(screen).length === 4,
  );
});

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
  test(`${signal} ends it and restores the terminal`, async (t) => {
    const dashboard = (await watch(t))?.dashboard;
    if (dashboard === undefined) return;
    dashboard.signal(signal);
    const { code } = await dashboard.ended;
    assert.notEqual(code, 1, dashboard.screen.text());
    assertRestored(dashboard);
  });
}

test('^Z gives the terminal back to the shell, fg draws everything again', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  const shell = openPty(t, {
    command: ['bash', '--norc', '--noprofile', '-i'],
    columns: 120,
    rows: 30,
  });
  if (shell === null) return;
  shell.send("PS1='shell> '\r");
  await shell.waitFor(/^shell>/m);
  shell.send(`'${process.execPath}' '${tstopPath}' ${server.statsAddress} -d 200ms\r`);
  await shell.waitFor(/LIVE/);
  shell.send(keys.controlZ);
  await shell.waitFor(/Stopped[\s\S]*shell>/);
  assert.equal(shell.screen.isAlternate(), false);
  assert.equal(shell.screen.mouseMode(), 'none');
  shell.send('echo typed-$((20 + 3))\r');
  await shell.waitFor('typed-23');
  shell.send('fg\r');
  await shell.waitFor((screen) => screen.isAlternate() && tableRows(screen).length === 4);
  shell.send('q');
  await shell.waitFor((screen) => !screen.isAlternate() && /shell> $/.test(`${screen.text().trimEnd()} `));
  shell.send('echo code-$?\r');
  await shell.waitFor('code-0');
});

test('a storm of sizes, down to two cells, ends with a whole screen', async (t) => {
  const dashboard = (await watch(t))?.dashboard;
  if (dashboard === undefined) return;
  const sizes: [number, number][] = [
    [200, 60],
    [1, 1],
    [80, 2],
    [3, 40],
    [59, 11],
    [300, 100],
    [60, 12],
    [20, 5],
  ];
  for (let round = 0; round < 5; round += 1) {
    for (const [columns, rows] of sizes) dashboard.resize(columns, rows);
  }
  for (const [columns, rows] of sizes) {
    dashboard.resize(columns, rows);
    await dashboard.waitFor((screen) => screen.text().trim() !== '');
  }
  dashboard.resize(100, 30);
  await dashboard.waitFor(
    (screen) => tableRows(screen).length === 4 && /^F1Help.*Quit$/.test(screen.line(29)),
  );
  assert.equal(await quit(dashboard), 0);
});

test('on a dumb terminal one snapshot is printed instead', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress, { env: { TERM: 'dumb' } });
  if (dashboard === null) return;
  assert.equal((await dashboard.ended).code, 0);
  assert.match(dashboard.screen.text(), /^\w+\b.* · uWSGI 2\..*\n.*WID/);
  assert.doesNotMatch(Buffer.concat(dashboard.bytes).toString(), /\x1b/);
});

test('--ascii draws with ASCII alone', async (t) => {
  const dashboard = (await watch(t, { args: ['--ascii'] }))?.dashboard;
  if (dashboard === undefined) return;
  assert.match(dashboard.screen.text(), /^[\x20-\x7e\n]*$/);
});

test('NO_COLOR draws without any colour', async (t) => {
  const dashboard = (await watch(t, { env: { NO_COLOR: '1' } }))?.dashboard;
  if (dashboard === undefined) return;
  const { screen } = dashboard;
  for (let y = 0; y < screen.rows; y += 1) {
    for (let x = 0; x < screen.columns; x += 1) {
      assert.deepEqual(screen.colorsAt(x, y), { foreground: -1, background: -1 }, `column ${x}, line ${y}`);
    }
  }
});

function assertRestored({ screen }: Dashboard): void {
  assert.equal(screen.isAlternate(), false);
  assert.equal(screen.mouseMode(), 'none');
  assert.equal(screen.hasBracketedPaste(), false);
}

/** A plain server and the live view on it, drawn. Null: something is missing here, the test is skipped. */
async function watch(
  t: TestContext,
  options: DashboardOptions = {},
): Promise<{ readonly server: UwsgiServer; readonly dashboard: Dashboard } | null> {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return null;
  const dashboard = openDashboard(t, server.statsAddress, options);
  if (dashboard === null) return null;
  await dashboard.waitFor(/LIVE/);
  await dashboard.waitFor(/4 workers/);
  return { server, dashboard };
}
