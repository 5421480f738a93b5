// The live view on a real terminal against every kind of server: it draws, sorts, filters, shows the tree, and leaves
// the terminal as it was.

import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { type Flavour, startUwsgi } from '../peers/uwsgi.js';
import { click, keys } from '../pty/keys.js';
import { type Dashboard, openDashboard, quit, tableRows, workerOrder } from './dashboard.js';
import { occupy } from './occupy.js';
import { emperor, flavours, httpRouter, type WatchedServer, workerServers } from './servers.js';

for (const flavour of flavours) {
  for (const server of workerServers) {
    test(`${flavour}: ${server.name}: draws, sorts, filters, shows cores, and quits`, (t) =>
      watchesWorkers(t, flavour, server));
  }
  test(`${flavour}: emperor: draws its vassals, sorts and filters them, and quits`, (t) =>
    watchesVassals(t, flavour));
  test(`${flavour}: http router: draws its sessions and addresses, and quits`, (t) =>
    watchesRouter(t, flavour));
}

async function watchesWorkers(t: TestContext, flavour: Flavour, watched: WatchedServer): Promise<void> {
  const server = await startUwsgi(t, { ...watched.request, flavour });
  if (server === null) return;
  await occupy(t, server, 1);
  const dashboard = openDashboard(t, watched.typed?.(server.statsAddress) ?? server.statsAddress);
  if (dashboard === null) return;
  const version = (await server.document())?.version ?? 'no version';
  await draws(dashboard, version, watched.workers);
  await sorts(dashboard);
  await filters(dashboard);
  await showsCores(dashboard);
  await leaves(dashboard);
}

async function draws(dashboard: Dashboard, version: string, workers: number): Promise<void> {
  await dashboard.waitFor(/LIVE/);
  await dashboard.waitFor(/1\/\d+ (?:threads|workers) busy/);
  await dashboard.waitFor(`${workers} workers:`);
  const { screen } = dashboard;
  assert.ok(screen.line(0).includes(version), screen.line(0));
  assert.ok(screen.isAlternate());
  // Above the idle workers as soon as it has run for a second.
  await dashboard.waitFor(() => (tableRows(screen)[0] ?? '').includes('GET /sleep'));
  assert.equal(tableRows(screen).length, Math.min(workers, 31));
}

async function sorts(dashboard: Dashboard): Promise<void> {
  const isAscending = () => inOrder(workerOrder(dashboard.screen), 1);
  dashboard.send('N');
  await dashboard.waitFor(() => isAscending() && dashboard.screen.find('sort WID') !== null);
  dashboard.send('I');
  await dashboard.waitFor(() => inOrder(workerOrder(dashboard.screen), -1));

  dashboard.send(keys.f6);
  await dashboard.waitFor('sort by');
  dashboard.send(`${keys.home}${keys.down}${keys.enter}`);
  await dashboard.waitFor('sort PID');

  const title = dashboard.screen.find(' REQ ');
  assert.ok(title !== null);
  dashboard.send(click(title.x + 2, title.y));
  await dashboard.waitFor('sort REQ▼');
}

async function filters(dashboard: Dashboard): Promise<void> {
  const all = tableRows(dashboard.screen).length;
  dashboard.send('\\');
  dashboard.send('state=');
  await dashboard.waitFor('state=');
  dashboard.send(`busy${keys.enter}`);
  await dashboard.waitFor((screen) => tableRows(screen).length === 1 && screen.find('1 shown') !== null);
  assert.match(tableRows(dashboard.screen)[0] ?? '', /busy .*GET \/sleep/);
  dashboard.send(keys.escape);
  await dashboard.waitFor((screen) => tableRows(screen).length === all);
}

async function showsCores(dashboard: Dashboard): Promise<void> {
  dashboard.send('t');
  await dashboard.waitFor(/[├└]─ \d+\.0/);
  dashboard.send('t');
  await dashboard.waitFor((screen) => !/[├└]─ \d+\.0/.test(screen.text()));
}

async function leaves(dashboard: Dashboard): Promise<void> {
  assert.equal(await quit(dashboard), 0);
  const { screen } = dashboard;
  assert.equal(screen.isAlternate(), false);
  assert.equal(screen.mouseMode(), 'none');
  assert.equal(screen.hasBracketedPaste(), false);
  assert.equal(screen.hasApplicationCursorKeys(), false);
  assert.equal(screen.text().trim(), '', 'nothing stays behind on the ordinary screen');
}

function inOrder(numbers: readonly number[], direction: 1 | -1): boolean {
  return (
    numbers.length > 1 && numbers.every((n, i) => i === 0 || (n - (numbers[i - 1] ?? 0)) * direction > 0)
  );
}

async function watchesVassals(t: TestContext, flavour: Flavour): Promise<void> {
  const server = await startUwsgi(t, { ...emperor, flavour });
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/uWSGI emperor 2\..*LIVE/);
  await dashboard.waitFor('2/2 accepting');
  assert.deepEqual(vassalNames(dashboard), ['one.ini', 'two.ini']);
  dashboard.send('I');
  await dashboard.waitFor(() => vassalNames(dashboard)[0] === 'two.ini');
  dashboard.send(`\\one${keys.enter}`);
  await dashboard.waitFor(() => vassalNames(dashboard).join() === 'one.ini');
  await leaves(dashboard);
}

function vassalNames(dashboard: Dashboard): readonly string[] {
  return tableRows(dashboard.screen).map((row) => /\w+\.ini/.exec(row)?.[0] ?? row);
}

async function watchesRouter(t: TestContext, flavour: Flavour): Promise<void> {
  const server = await startUwsgi(t, { ...httpRouter, flavour });
  if (server === null) return;
  const dashboard = openDashboard(t, server.statsAddress);
  if (dashboard === null) return;
  await dashboard.waitFor(/uWSGI http router 2\..*LIVE/);
  await dashboard.waitFor(`LISTENS ${server.httpAddress}`);
  await leaves(dashboard);
}
