// `tstop ADDRESS --once` and its relatives, against real servers, as a script would use them.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { getText } from '../load/get-text.js';
import { requirePeer } from '../peers/peers.js';
import { type Flavour, startUwsgi, type UwsgiRequest } from '../peers/uwsgi.js';
import { PATIENCE_MS } from '../wait-for.js';
import { occupy } from './occupy.js';
import { runTstop, snapshotOf, tstopPath } from './run-tstop.js';
import { emperor, flavours, httpRouter, type WatchedServer, workerServers } from './servers.js';

const REPLY = join(projectRoot, 'test/fixtures/corpus/plain-4x2-busy.json');

const PLAIN: UwsgiRequest = {
  command: '--http-socket {http} --wsgi-file {app} --master --processes 2 --threads 2 --stats {stats}',
};

for (const flavour of flavours) {
  for (const server of workerServers) {
    test(`${flavour}: ${server.name}: a snapshot holds what the server said`, (t) =>
      tellsAll(t, flavour, server));
  }
}

async function tellsAll(t: TestContext, flavour: Flavour, watched: WatchedServer): Promise<void> {
  const server = await startUwsgi(t, { ...watched.request, flavour });
  if (server === null) return;
  for (let count = 0; count < 3; count += 1) await getText(`http://${server.httpAddress}/`);
  const typed = watched.typed?.(server.statsAddress) ?? server.statsAddress;
  const snapshot = await snapshotOf([typed, '-d', '100ms']);
  const document = await server.document();
  assert.equal(snapshot.schema, 'tstop/1');
  assert.equal(snapshot.target.pid, server.pid);
  assert.equal(snapshot.target.version, document?.version);
  assert.equal(snapshot.totals.workers, watched.workers);
  assert.equal(snapshot.totals.cores, watched.cores);
  assert.equal(snapshot.totals.requests_total, 3);
}

const formats = ['table', 'wide', 'json', 'ndjson', 'csv', 'tsv', 'openmetrics'];
const documents: Readonly<Record<string, UwsgiRequest>> = {
  emperor,
  'http router': httpRouter,
  workers: PLAIN,
};

for (const [name, request] of Object.entries(documents)) {
  test(`${name}: every format has something to say`, async (t) => {
    const server = await startUwsgi(t, request);
    if (server === null) return;
    for (const format of formats) {
      const { code, stdout, stderr } = await runTstop([
        server.statsAddress,
        '--once',
        '--instant',
        '-F',
        format,
      ]);
      assert.equal(code, 0, `${format}: ${stderr}`);
      assert.notEqual(stdout.trim(), '', format);
      assert.equal(stderr, '', format);
    }
  });

  test(`${name}: promtool takes the metrics without a word`, async (t) => {
    const promtool = requirePeer(t, 'promtool');
    const server = await startUwsgi(t, request);
    if (server === null || promtool === null) return;
    const { stdout } = await runTstop([server.statsAddress, '--once', '-d', '100ms', '-F', 'openmetrics']);
    const check = spawnSync(promtool, ['check', 'metrics'], { input: stdout, encoding: 'utf8' });
    assert.equal(`${check.stdout}${check.stderr}`, '');
    assert.equal(check.status, 0);
  });
}

test('secrets of requests in flight stay inside, unless asked for', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  await occupy(t, server, 2, { cookie: 'session=s3cret-cookie', authorization: 'Bearer s3cret-token' });
  const all = [server.statsAddress, '--once', '--instant', '--view', 'all'];
  for (const format of formats) {
    const { stdout } = await runTstop([...all, '-F', format]);
    assert.doesNotMatch(stdout, /s3cret/, format);
  }
  const { stdout } = await runTstop([...all, '-F', 'json', '--reveal']);
  assert.match(stdout, /s3cret-cookie/);
  assert.match(stdout, /s3cret-token/);
});

test('without a terminal one snapshot is printed as text', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  const { code, stdout, stderr } = await runTstop([server.statsAddress]);
  assert.equal(code, 0);
  assert.match(stdout, /^OK\b.* · uWSGI 2\.\d/);
  assert.match(stdout, /WID/);
  assert.doesNotMatch(stdout, /\x1b/);
  assert.equal(stderr, '');
});

test('the address comes from the environment when none is given', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  const args = ['--once', '--instant', '-F', 'json'];
  for (const name of ['TSTOP_ADDRESS', 'UWSGITOP_ADDRESS']) {
    const { code, stderr } = await runTstop(args, { env: { [name]: server.statsAddress } });
    assert.equal(code, 0, stderr);
  }
});

test('-b -n prints as many documents as asked for, one a line', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  const { code, stdout } = await runTstop([
    server.statsAddress,
    '-b',
    '-n',
    '3',
    '-d',
    '100ms',
    '-F',
    'json',
  ]);
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 3);
  for (const line of lines) assert.equal(JSON.parse(line).schema, 'tstop/1');
});

const failures: readonly {
  readonly name: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: RegExp;
}[] = [
  { name: 'an unknown option', args: ['127.0.0.1:1', '--onec'], code: 2, says: /--onec.*--once/ },
  { name: 'an impossible address', args: ['127.0.0.1:99999'], code: 2, says: /99999/ },
  {
    name: 'an unknown field',
    args: ['127.0.0.1:1', '--once', '--fields', 'latencey_seconds'],
    code: 2,
    says: /latency_seconds/,
  },
  { name: 'an unknown format', args: ['127.0.0.1:1', '--once', '-F', 'jsno'], code: 2, says: /json/ },
  { name: 'a refused connection', args: ['127.0.0.1:1', '--once'], code: 3, says: /127\.0\.0\.1:1.*refused/ },
  {
    name: 'a socket that is not there',
    args: ['/nowhere/stats.sock', '--once'],
    code: 3,
    says: /\/nowhere\/stats\.sock/,
  },
  { name: 'a directory as an address', args: [tmpdir(), '--once'], code: 3, says: /it is a directory/ },
  { name: 'an empty reply', args: ['/dev/null', '--once'], code: 4, says: /the reply is empty/ },
  {
    name: 'a reply without end',
    args: ['/dev/zero', '--once', '--max-size', '1M'],
    code: 4,
    says: /larger than 1 MiB/,
  },
  ...['table', 'json', 'ndjson', 'csv', 'openmetrics'].map((format) => ({
    name: `a place that cannot be written, as ${format}`,
    args: [REPLY, '--once', '-F', format, '-o', '/nowhere/out'],
    code: 2,
    says: /^tstop: Cannot write "\/nowhere\/out": no such directory/,
  })),
  {
    name: 'a place that cannot be appended to',
    args: [REPLY, '-b', '-o', '/nowhere/out'],
    code: 2,
    says: /Cannot write/,
  },
  { name: 'a disk that is full', args: [REPLY, '--once', '-o', '/dev/full'], code: 2, says: /no space left/ },
  {
    name: 'a configuration that is none',
    args: [REPLY, '--once', '--config', '/dev/null'],
    code: 2,
    says: /config/,
  },
  { name: 'a shell that nobody knows', args: ['--completions', 'dos'], code: 2, says: /bash, zsh, fish/ },
  {
    name: 'no address, where none can be found',
    args: ['--config', '/nowhere/config.json'],
    code: 2,
    says: /no such file/,
  },
];

test('-o - is standard output, for every format, once and repeated', async () => {
  for (const args of [['--once'], ['-n', '1']])
    for (const format of ['table', 'json', 'csv']) {
      const line = [REPLY, ...args, '-F', format];
      const [named, plain] = await Promise.all([runTstop([...line, '-o', '-']), runTstop(line)]);
      assert.equal(named.code, 0, named.stderr);
      assert.equal(named.stdout.replace(TIMES, ''), plain.stdout.replace(TIMES, ''));
      assert.ok(named.stdout.length > 100);
    }
  assert.ok(!existsSync(join(projectRoot, '-')));
});

const TIMES = /\d{4}-\d\d-\d\dT[\d:.]+Z|"duration_ms":[\d.]+|_seconds":[\d.]+/g;

for (const { name, args, code, says } of failures) {
  test(`${name}: one line on standard error, exit ${code}`, async () => {
    const outcome = await runTstop(args);
    assert.equal(outcome.code, code, outcome.stderr);
    assert.equal(outcome.stdout, '');
    assert.match(outcome.stderr, says);
    assert.equal(outcome.stderr.trimEnd().split('\n').length, 1, outcome.stderr);
  });
}

const strangers: Readonly<Record<string, string>> = {
  'an SSH server': 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n',
  'a web page': 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>hello</html>',
  'other JSON': '{"hello":"world"}',
};

for (const [name, greeting] of Object.entries(strangers)) {
  test(`${name} instead of stats: says so, exit 4`, async (t) => {
    const address = await startStranger(t, greeting);
    const { code, stderr, stdout } = await runTstop([address, '--once']);
    assert.equal(code, 4, stderr);
    assert.equal(stdout, '');
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  });
}

test('^C ends a batch with 130, and what was printed is whole', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  const { code, stdout, stderr } = await runTstop([server.statsAddress, '-b', '-d', '100ms', '-F', 'json'], {
    interruptWhen: (text) => text.includes('\n'),
  });
  assert.equal(code, 130);
  assert.equal(stderr, '');
  for (const line of stdout.trimEnd().split('\n')) assert.equal(JSON.parse(line).schema, 'tstop/1');
});

test('a closed pipe ends it silently with 0', async (t) => {
  const server = await startUwsgi(t, PLAIN);
  if (server === null) return;
  const args = [tstopPath, server.statsAddress, '-b', '-d', '100ms', '-F', 'json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  assert.equal(code, 0);
  assert.equal(stderr, '');
});

async function startStranger(t: TestContext, greeting: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(greeting);
  });
  t.after(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
