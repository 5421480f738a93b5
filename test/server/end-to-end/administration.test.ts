import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { waitFor } from '../../wait-for.js';
import { readServerStats } from '../read-server-stats.js';
import { descendants, helloApp, isRunning, makeFolder, runTsgi } from '../run-tsgi.js';

const hello = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py'];

test('logto takes every line, of every process; the letter l opens it anew, L rotates it', async (t) => {
  const files = { 'foobar.py': `print('printed at import')\n${helloApp}` };
  const options = [
    '--http-socket',
    'web.sock',
    '--wsgi-file',
    'foobar.py',
    '--logto',
    'server.log',
    '--master-fifo',
    'fifo',
  ];
  const tsgi = await runTsgi(t, { options, files, workers: 0 });
  const read = (name: string) =>
    existsSync(join(tsgi.folder, name)) ? readFileSync(join(tsgi.folder, name), 'utf8') : '';
  await waitFor('the worker', () => /spawned uWSGI worker 1 /.test(read('server.log')));
  assert.match(read('server.log'), /^printed at import$/m);
  assert.equal(tsgi.log, '');
  renameSync(join(tsgi.folder, 'server.log'), join(tsgi.folder, 'moved.log'));
  writeFileSync(join(tsgi.folder, 'fifo'), 'l');
  await waitFor('the new file', () => existsSync(join(tsgi.folder, 'server.log')));
  writeFileSync(join(tsgi.folder, 'fifo'), 's');
  await waitFor('a line in it', () => /workers total requests: 0/.test(read('server.log')));
  writeFileSync(join(tsgi.folder, 'fifo'), 'L');
  await waitFor('the rotated file', () =>
    readdirSync(tsgi.folder).some((name) => /^server\.log\.\d+$/.test(name)),
  );
});

test('logdate stands in front of each line', async (t) => {
  const tsgi = await runTsgi(t, { options: [...hello, '--logdate'], workers: 0 });
  await tsgi.said(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} - spawned uWSGI worker 1 /m);
  await tsgi.said(/^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} - WSGI app 0 /m);
});

test('the pidfile names the master, and vacuum removes it', async (t) => {
  const tsgi = await runTsgi(t, { options: [...hello, '--pidfile', 'pid', '--vacuum'] });
  const path = join(tsgi.folder, 'pid');
  assert.equal(readFileSync(path, 'utf8'), `${tsgi.pid}\n`);
  tsgi.signal('SIGINT');
  assert.equal(await tsgi.exitCode(), 0);
  assert.equal(existsSync(path), false);
});

test('daemonize returns at once and goes on in the background, with its log', async (t) => {
  const options = [
    '--http-socket',
    'web.sock',
    '--wsgi-file',
    'foobar.py',
    '--daemonize',
    'server.log',
    '--pidfile',
    'pid',
  ];
  const tsgi = await runTsgi(t, { options, workers: 0 });
  assert.equal(await tsgi.exitCode(), 0);
  const log = () => {
    const path = join(tsgi.folder, 'server.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  await waitFor('the worker', () => /spawned uWSGI worker 1 /.test(log()));
  const master = Number(readFileSync(join(tsgi.folder, 'pid'), 'utf8'));
  const all = [master, ...descendants(master)];
  process.kill(master, 'SIGTERM');
  await waitFor('the end', () => !all.some(isRunning));
  assert.match(log(), /goodbye to uWSGI\./);
});

test('uid and gid are given up after the sockets are bound, by every process', async (t) => {
  if (process.getuid?.() !== 0) {
    t.skip('only root can become somebody else');
    return;
  }
  const folder = makeFolder(t, { 'foobar.py': helloApp });
  chmodSync(folder, 0o755);
  const options = [
    ...hello,
    '--socket',
    'app.sock',
    '--uid',
    'nobody',
    '--gid',
    'nogroup',
    '--chmod-socket=664',
  ];
  const tsgi = await runTsgi(t, { options, cwd: folder });
  const uids = [tsgi.pid, ...descendants(tsgi.pid)].map(uidOf);
  assert.ok(uids.length >= 4);
  assert.deepEqual(new Set(uids), new Set([65_534]));
  assert.equal((await tsgi.get('/')).body, 'Hello World');
  assert.equal(statSync(join(folder, 'app.sock')).mode & 0o777, 0o664);
  // And they can still be replaced.
  const before = tsgi.workerPid(1);
  process.kill(before, 'SIGKILL');
  await waitFor('a new worker', () => tsgi.workerPid(1) !== before);
  tsgi.signal('SIGHUP');
  const respawned = tsgi.workerPid(1);
  await waitFor('another', () => tsgi.workerPid(1) !== respawned);
});

test('a user that is not there: one line, exit 1', async (t) => {
  const tsgi = await runTsgi(t, { options: [...hello, '--uid', 'nosuchuser'], workers: 0 });
  assert.equal(await tsgi.exitCode(), 1);
  assert.match(tsgi.log, /^user nosuchuser not found\.$/m);
});

test('chown-socket gives unix sockets away, for somebody who may', async (t) => {
  const socket = ['--socket', 'app.sock', '--wsgi-file', 'foobar.py'];
  if (process.getuid?.() !== 0) {
    const tsgi = await runTsgi(t, { options: [...socket, '--chown-socket', 'root'], workers: 0 });
    assert.equal(await tsgi.exitCode(), 1);
    assert.match(tsgi.log, /^chown\(\): Operation not permitted \[app\.sock\]$/m);
    return;
  }
  const tsgi = await runTsgi(t, { options: [...socket, '--chown-socket', 'nobody:nogroup'] });
  const { uid, gid } = statSync(join(tsgi.folder, 'app.sock'));
  assert.deepEqual([uid, gid], [65_534, 65_534]);
  const unknown = await runTsgi(t, { options: [...socket, '--chown-socket', 'nosuchuser'], workers: 0 });
  assert.equal(await unknown.exitCode(), 1);
  assert.match(unknown.log, /^user nosuchuser not found\.$/m);
});

test('log-maxsize starts a new file when the log is larger', async (t) => {
  const options = ['--http-socket', 'web.sock', '--wsgi-file', 'foobar.py', '--logto', 'server.log'];
  const files = {
    'foobar.py': `import sys\nfor _ in range(100): print('x' * 99, file=sys.stderr)\n${helloApp}`,
  };
  const tsgi = await runTsgi(t, { options: [...options, '--log-maxsize', '5000'], files, workers: 0 });
  const logs = () => readdirSync(tsgi.folder).filter((name) => name.startsWith('server.log'));
  // A file may get its other name between the listing and the reading.
  const read = (name: string) => {
    try {
      return readFileSync(join(tsgi.folder, name), 'utf8');
    } catch {
      return '';
    }
  };
  const text = () => logs().map(read).join('');
  await waitFor('the worker', () => /spawned uWSGI worker 1 /.test(text()));
  assert.ok(logs().length >= 2, `${logs()}`);
  await waitFor('every line in one of them', () => text().match(/^x{99}$/gm)?.length === 100);
});

test('a log that cannot be opened anew costs a line, not the server', async (t) => {
  const options = [...hello, '--logto', 'logs/server.log', '--master-fifo', 'fifo'];
  const folder = makeFolder(t, { 'foobar.py': helloApp });
  mkdirSync(join(folder, 'logs'));
  const tsgi = await runTsgi(t, { options, cwd: folder, workers: 0 });
  const moved = join(folder, 'moved', 'server.log');
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  await waitFor('the worker', () => /spawned uWSGI worker 1 /.test(read(join(folder, 'logs', 'server.log'))));
  renameSync(join(folder, 'logs'), join(folder, 'moved'));
  for (const letter of 'lL') writeFileSync(join(folder, 'fifo'), letter);
  await waitFor('two lines', () => read(moved).match(/^Cannot open the log /gm)?.length === 2);
  writeFileSync(join(folder, 'fifo'), 's');
  await waitFor('the next line', () => /workers total requests: 0/.test(read(moved)));
  tsgi.signal('SIGTERM');
  assert.equal(await tsgi.exitCode(), 0);
});

test('a TMPDIR that is not there: one line, exit 1; one that is too long for sockets is passed over', async (t) => {
  const missing = await runTsgi(t, { options: hello, env: { TMPDIR: '/nonexistent' }, workers: 0 });
  assert.equal(await missing.exitCode(), 1);
  assert.match(
    missing.log,
    /^Cannot make a folder for sockets in "\/nonexistent" \(TMPDIR names another place\): ENOENT/m,
  );
  assert.doesNotMatch(missing.log, /^ {4}at /m);
  const folder = makeFolder(t, { 'foobar.py': helloApp });
  const long = join(folder, 'x'.repeat(100));
  mkdirSync(long);
  const served = await runTsgi(t, { options: hello, cwd: folder, env: { TMPDIR: long } });
  assert.equal((await served.get('/')).body, 'Hello World');
});

test('a socket path that is too long, or in no folder: one line, exit 1', async (t) => {
  const cases = [
    [`/tmp/${'x'.repeat(103)}`, /108 bytes are too long for a unix socket \(at most 107\)$/m],
    ['nowhere/app.sock', /^bind\(\): No such file or directory \[nowhere\/app\.sock\]$/m],
  ] as const;
  for (const [path, expected] of cases) {
    const tsgi = await runTsgi(t, { options: ['--socket', path, '--wsgi-file', 'foobar.py'], workers: 0 });
    assert.equal(await tsgi.exitCode(), 1);
    assert.match(tsgi.log, expected);
    assert.doesNotMatch(tsgi.log, /^ {4}at /m);
  }
});

test('a Python that is too old says so in one line, exit 1', async (t) => {
  const python = `#!/bin/sh
exec python3 -c "
import runpy, sys
sys.version_info = (3, 7, 17)
sys.path.insert(0, '')
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')" "$@"
`;
  const folder = makeFolder(t, { 'foobar.py': helloApp, old: python });
  chmodSync(join(folder, 'old'), 0o755);
  const tsgi = await runTsgi(t, { options: [...hello, '--python', './old'], cwd: folder, workers: 0 });
  assert.equal(await tsgi.exitCode(), 1);
  assert.match(tsgi.log, /^tsgi needs Python 3\.8 or later, .* is \d/m);
  assert.doesNotMatch(tsgi.log, /Traceback/);
});

test('pause holds requests back and the second letter lets them go', async (t) => {
  const tsgi = await runTsgi(t, { options: [...hello, '--master-fifo', 'fifo', '--stats', 'stats.sock'] });
  const fifo = join(tsgi.folder, 'fifo');
  writeFileSync(fifo, 'p');
  await tsgi.said(/\*\*\* PAUSE/);
  // The gateway is told before it is asked for the numbers of this reply.
  await readServerStats(join(tsgi.folder, 'stats.sock'));
  let answered = false;
  const answer = tsgi.get('/').then((got) => {
    answered = true;
    return got;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(answered, false);
  writeFileSync(fifo, 'p');
  assert.equal((await answer).body, 'Hello World');
});

test('nothing is left in the temporary folder, even if the master is killed while it starts', async (t) => {
  const temporary = makeFolder(t, {});
  const env = { TMPDIR: temporary };
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const tsgi = await runTsgi(t, { options: hello, env });
    assert.equal(readdirSync(temporary).length, 1);
    tsgi.signal(signal);
    await waitFor('an empty folder', () => readdirSync(temporary).length === 0);
  }
  const starting = await runTsgi(t, { options: hello, env, workers: 0 });
  await starting.said(/spawned uWSGI master process/);
  starting.signal('SIGKILL');
  await waitFor('an empty folder', () => readdirSync(temporary).length === 0);
});

function uidOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
