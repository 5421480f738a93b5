import assert from 'node:assert/strict';
import { existsSync, linkSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { DEFAULT_CONFIG, type ServerConfig } from '../../../src/server/options/config/server-config.js';
import { parseListenAddress } from '../../../src/server/options/rows/listen-address.js';
import { StartError } from '../../../src/server/process/start-error.js';
import { listenForStats } from '../../../src/server/reporting/stats-listen.js';
import { requirePeer } from '../../peers/peers.js';
import { makeFolder } from '../run-tsgi.js';
import { placeOf, readAbstractInPython, readToEnd } from './stats-clients.js';

test('TCP: the name has the port that the system chose', async (t) => {
  for (const text of ['127.0.0.1:0', 'localhost:0', ':0']) {
    const { name } = await open(t, text);
    assert.match(name, /^[^:]*:[1-9]\d*$/);
    assert.equal(await readToEnd(placeOf(name)), 'hello');
  }
});

test('TCP: a port in use ends the start with uWSGI\u2019s words', async (t) => {
  const { name } = await open(t, '127.0.0.1:0');
  await assert.rejects(open(t, name), (error) => {
    assert.ok(error instanceof StartError);
    assert.match(error.message, /probably another instance of uWSGI is running on the same address \(127/);
    return true;
  });
});

describe('a unix socket', () => {
  test('has the mode that was asked for, and else the umask\u2019s', async (t) => {
    const folder = makeFolder(t, {});
    const plain = join(folder, 'plain');
    const open660 = join(folder, 'open');
    await open(t, plain);
    await open(t, open660, { process: { ...DEFAULT_CONFIG.process, chmodSocket: 0o660 } });
    assert.equal(statSync(plain).mode & 0o777, 0o777 & ~process.umask());
    assert.equal(statSync(open660).mode & 0o777, 0o660);
    assert.equal(await readToEnd({ path: open660 }), 'hello');
  });

  test('takes the place of one that a dead server has left', async (t) => {
    const path = join(makeFolder(t, {}), 'stats');
    const { servers } = await open(t, path);
    // A killed server leaves the file behind, and nobody listening.
    const keep = `${path}.kept`;
    linkSync(path, keep);
    for (const server of servers) server.close();
    renameSync(keep, path);
    assert.ok(existsSync(path));
    await open(t, path);
    assert.equal(await readToEnd({ path }), 'hello');
  });

  test('takes the place of a living one, as every socket of a newer server does', async (t) => {
    const path = join(makeFolder(t, {}), 'stats');
    const before = await open(t, path);
    await open(t, path);
    assert.equal(before.servers.length, 1);
    assert.equal(await readToEnd({ path }), 'hello');
  });

  test('does not take the place of another file, nor of a socket in a place that it may not touch', async (t) => {
    const folder = makeFolder(t, { stats: 'precious' });
    await assert.rejects(open(t, join(folder, 'stats')), StartError);
    await assert.rejects(open(t, join(folder, 'no', 'such', 'folder')), StartError);
    await assert.rejects(open(t, join(folder, 'x'.repeat(200))), /too long/);
    assert.equal(statSync(join(folder, 'stats')).size, 8);
  });
});

describe('an abstract socket', () => {
  test('is there under the names that Node, uwsgitop and uWSGI ask for', async (t) => {
    if (requirePeer(t, 'python3') === null) return;
    const name = abstractName();
    await open(t, `@${name}`);
    assert.equal(await readToEnd(placeOf(`@${name}`)), 'hello');
    assert.equal(await readAbstractInPython(name), 'hello');
    assert.equal(await readAbstractInPython(`${name}\\0`), 'hello');
  });

  test('may have the longest of all names', async (t) => {
    if (requirePeer(t, 'python3') === null) return;
    const name = abstractName().padEnd(107, 'x');
    await open(t, `@${name}`);
    assert.equal(await readAbstractInPython(name), 'hello');
    await assert.rejects(open(t, `@${name}x`), /too long/);
  });

  test('that is in use is not used', async (t) => {
    if (requirePeer(t, 'python3') === null) return;
    const name = abstractName();
    await open(t, `@${name}`);
    await assert.rejects(open(t, `@${name}`), /probably another instance/);
    assert.equal(await readAbstractInPython(name), 'hello');
  });

  test('of which only one form is in use is not used either, and the others are let go', async (t) => {
    if (requirePeer(t, 'python3') === null) return;
    const name = abstractName();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(`\0${name.padEnd(107, '\0')}`, resolve));
    await assert.rejects(open(t, `@${name}`), /probably another instance/);
    await assert.rejects(readAbstractInPython(name));
    await new Promise((resolve) => other.close(resolve));
    await open(t, `@${name}`);
  });

  test('without Python is not possible, and says so', async (t) => {
    const application = { ...DEFAULT_CONFIG.application, python: '/no/such/python' };
    await assert.rejects(
      open(t, '@name', { application }),
      /Cannot run "\/no\/such\/python" to bind "@name"/,
    );
  });
});

let names = 0;

function abstractName(): string {
  names += 1;
  return `tsgi-test-${process.pid}-${names}`;
}

/** A server that says hello, for as long as the test runs. */
async function open(t: TestContext, text: string, change: Partial<ServerConfig> = {}) {
  const config = { ...DEFAULT_CONFIG, ...change };
  const socket = await listenForStats({ address: parseListenAddress(text), text }, config, (client) => {
    client.on('error', () => {});
    client.end('hello');
  });
  t.after(() => {
    for (const server of socket.servers) server.close();
  });
  return socket;
}
