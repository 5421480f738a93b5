// Worse code: exceptions after a reload are put down to it; clients that leave are not put down to the code.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test, { type TestContext } from 'node:test';
import type { WorkersDocument } from '../../src/stats/schema.js';
import { askSteadily } from './clients.js';
import { type DrillServer, PRODUCTS, SHOP, startDrill } from './drill-server.js';
import { sumOver } from './in-flight.js';
import { watchServer } from './watch.js';

const WITH_A_TYPO = SHOP.replace('query = parse_qs', 'query = parse_qz');

for (const product of PRODUCTS) {
  test(`${product}: exceptions after a deploy`, async (t) => {
    const server = await startDrill(t, product, '--processes 2');
    if (server === null) return;
    askSteadily(t, server, 20, '/');
    const watch = watchServer(t, server);
    await watch.heard(4);
    server.deploy(WITH_A_TYPO);
    process.kill(server.pid, 'SIGHUP');
    const visible = await watch.shows(
      'ten exceptions',
      (document) => sumOver(document, ({ exceptions }) => exceptions) >= 10,
    );
    await watch.saysVerdict(
      visible,
      // tsgi tells the status of its answers, uWSGI only what raised.
      product === 'tsgi'
        ? /^ERRORS \d+% of answers are 5xx \(\d+ of \d+\); since the reload (?:<1|\d+)s ago/
        : /^ERRORS \d+ of \d+ requests raised \(\d+%\); since the reload (?:<1|\d+)s ago/,
    );
    await watch.says(visible, 'the event', ({ events }) =>
      events.some(({ kind, ongoing }) => kind === 'errors' && ongoing),
    );
  });

  test(`${product}: new code that does not even load`, async (t) => {
    const server = await startDrill(t, product, '--processes 2');
    if (server === null) return;
    askSteadily(t, server, 10, '/');
    const watch = watchServer(t, server);
    await watch.heard(3);
    server.deploy('def application(:\n');
    process.kill(server.pid, 'SIGHUP');
    if (product === 'uwsgi') {
      const isWithout = ({ workers }: WorkersDocument) => workers.every(({ apps }) => apps?.length === 0);
      const visible = await watch.shows('workers without an application', isWithout);
      await watch.saysVerdict(visible, /^NO APP the code did not load/);
    } else {
      // The old workers go on; what failed is told all the same.
      const hasFailed = ({ extra }: WorkersDocument) => !/"reload_failed_at":0/.test(JSON.stringify(extra));
      const visible = await watch.shows('the reload that failed', hasFailed);
      await watch.saysVerdict(visible, /^RELOAD FAILED the new code did not load, the old one serves/);
    }
  });

  test(`${product}: exceptions that were there before the reload are not put down to it`, async (t) => {
    const server = await startDrill(t, product, '--processes 2');
    if (server === null) return;
    askSteadily(t, server, 20, '/?raise=1');
    const watch = watchServer(t, server);
    await watch.saysVerdict(Date.now(), /^ERRORS /);
    process.kill(server.pid, 'SIGHUP');
    const visible = await watch.says(Date.now(), 'the reload', ({ events }) =>
      events.some(({ kind }) => kind === 'reload' || kind === 'worker-reload'),
    );
    const count = watch.statements.length;
    await watch.says(Date.parse(visible.time), 'errors again', (statement) => {
      return watch.statements.indexOf(statement) >= count && statement.verdict.state === 'errors';
    });
    const blamed = watch.statements.filter(({ verdict }) => verdict.text.includes('since the reload'));
    assert.deepEqual(blamed, []);
  });

  test(`${product}: clients that leave before their answer`, async (t) => {
    const server = await startDrill(t, product, '--processes 2');
    if (server === null) return;
    askSteadily(t, server, 10, '/');
    leaveAgain(t, server);
    const watch = watchServer(t, server);
    const errors = ({ cores }: { cores: readonly { write_errors: number | null }[] | null }) =>
      (cores ?? []).reduce((sum, { write_errors }) => sum + (write_errors ?? 0), 0);
    await watch.shows('the first of them', (document) => sumOver(document, errors) > 0);
    const before = sumOver(await watch.current(), errors);
    const visible = await watch.shows(
      'fifteen of them',
      (document) => sumOver(document, errors) >= before + 15,
    );
    await watch.saysVerdict(visible, /^CLIENTS LEAVE \d+ of \d+ clients left before their answer/);
    const blamed = watch.statements.filter(({ verdict }) => verdict.state === 'errors');
    assert.deepEqual(blamed, [], 'the code raised nothing by itself');
  });
}

/** Asks for much, and goes when the server is about to answer; ten times a second. */
function leaveAgain(t: TestContext, server: DrillServer): void {
  const [host = '', port = ''] = server.http.split(':');
  const timer = setInterval(() => {
    const socket = connect(Number(port), host, () => {
      socket.write('GET /big?s=0.1&lines=1000000 HTTP/1.1\r\nHost: a\r\n\r\n');
      setTimeout(() => socket.resetAndDestroy(), 30);
    });
    socket.on('error', () => {});
  }, 100);
  t.after(() => clearInterval(timer));
}
