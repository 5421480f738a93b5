import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { getText } from '../load/get-text.js';
import { waitFor } from '../wait-for.js';
import { startUwsgi, type UwsgiRequest } from './uwsgi.js';

const PLAIN = '--http-socket {http} --wsgi-file {app} --master --processes 2 --threads 2 --stats {stats}';

const requests: Readonly<Record<string, UwsgiRequest>> = {
  'PyPI over TCP': { command: PLAIN },
  'PyPI over a unix socket': { command: PLAIN, stats: 'unix' },
  'PyPI over an abstract socket': { command: PLAIN, stats: 'abstract' },
  'PyPI over HTTP': { command: `${PLAIN} --stats-http` },
  'Debian over TCP': { command: PLAIN, flavour: 'debian' },
};

for (const [name, request] of Object.entries(requests)) {
  test(`${name}: starts, serves, tells its numbers, and leaves nothing behind`, async (t) => {
    const server = await startUwsgi(t, request);
    if (server === null) return;
    assert.equal(await getText(`http://${server.httpAddress}/`), 'hello\n');
    const document = await waitFor('the request to be counted', async () => {
      const now = await server.document();
      return now?.workers?.some(({ requests }) => requests === 1) ? { workers: now.workers } : null;
    });
    assert.equal(document.workers.length, 2);
    const pids = [server.pid, ...document.workers.map(({ pid }) => pid)];
    assert.ok(pids.every(isRunning));
    await server.remove();
    assert.equal(existsSync(server.folder), false);
    await waitFor('every process of the server to be gone', () => !pids.some(isRunning));
  });
}

test('a server that cannot start fails with its own log', async (t) => {
  await assert.rejects(startUwsgi(t, { command: '--no-such-option {stats}' }), /no-such-option/);
});

test('a stopped server starts again on the same ports', async (t) => {
  const server = await startUwsgi(t, { command: PLAIN });
  if (server === null) return;
  const before = { address: server.statsAddress, pid: server.pid };
  await server.stop();
  assert.equal(await server.document(), null);
  await server.start();
  assert.equal(server.statsAddress, before.address);
  assert.notEqual(server.pid, before.pid);
});

/** A killed process stays in the table until init has reaped it. */
function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
}
