// The process that an application finds itself in: what it has set up while it was loaded stays as it is, and what it
// starts has nothing of the server's.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { PATIENCE_MS, waitFor } from '../../wait-for.js';
import { childrenOf, helloApp, isRunning, makeFolder, openFiles, runTsgi } from '../run-tsgi.js';

const quiet = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--disable-logging'];

const signalApp = `
import os, signal, threading, time

seen = []
def note(number, frame):
    seen.append(signal.Signals(number).name)

for name in ('SIGTERM', 'SIGINT', 'SIGALRM', 'SIGUSR1', 'SIGUSR2', 'SIGHUP', 'SIGCHLD', 'SIGWINCH'):
    signal.signal(getattr(signal, name), note)
signal.signal(signal.SIGTTIN, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGVTALRM])

def application(env, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    path = env['PATH_INFO']
    if path == '/mask':
        body = ' '.join(sorted(signal.Signals(one).name for one in signal.pthread_sigmask(signal.SIG_BLOCK, [])))
    elif path == '/ignored':
        body = str(signal.getsignal(signal.SIGTTIN) == signal.SIG_IGN)
    else:
        if path != '/seen':
            os.kill(os.getpid(), getattr(signal, path[1:]))
        time.sleep(0.02)
        body = ' '.join(seen)
    return [body.encode()]
`;

for (const lazy of [[], ['--lazy-apps']]) {
  test(`handlers and masks of the application are kept ${lazy.join('')}`, async (t) => {
    const tsgi = await runTsgi(t, { options: [...quiet, ...lazy], files: { 'foobar.py': signalApp } });
    assert.equal((await tsgi.get('/mask')).body, 'SIGVTALRM');
    assert.equal((await tsgi.get('/ignored')).body, 'True');
    const worker = tsgi.workerPid(1);
    for (const name of ['SIGTERM', 'SIGINT', 'SIGALRM', 'SIGUSR1', 'SIGUSR2', 'SIGCHLD', 'SIGWINCH']) {
      assert.match((await tsgi.get(`/${name}`)).body, new RegExp(`${name}$`));
    }
    assert.equal(tsgi.workerPid(1), worker);
    // As people expect: HUP replaces a worker.
    process.kill(worker, 'SIGHUP');
    await waitFor('a new worker', () => tsgi.workerPid(1) !== worker);
    assert.equal((await tsgi.get('/mask')).body, 'SIGVTALRM');
  });
}

test('variables that are no UTF-8 reach the application, and what it starts, as they are', async (t) => {
  const app = `
import os, subprocess
AT_IMPORT = os.environb.get(b'BYTES_VALUE')
def application(env, start_response):
    start_response('200 OK', [])
    run = subprocess.run(['/usr/bin/env', '-0'], stdout=subprocess.PIPE).stdout.split(b'\\0')
    mine = sorted(k + b'=' + v for k, v in os.environb.items() if b'BYTES' in k)
    return [repr([AT_IMPORT, mine, sorted(one for one in run if b'BYTES' in one)]).encode()]
`;
  const folder = makeFolder(t, { 'foobar.py': app });
  const start = `
import os, sys
env = dict(os.environb)
env.update({b'BYTES_VALUE': b'caf\\xe9 \\xff=\\x80', b'BYTES_\\xfe': b'x', b'BYTES_TEXT': 'é'.encode(), b'BYTES_SET': b'\\xff'})
os.execve(sys.argv[1], sys.argv[1:], env)
`;
  const command = [process.execPath, join(projectRoot, 'bin', 'tsgi'), ...quiet, '--env', 'BYTES_SET=mine'];
  const child = spawn('python3', ['-c', start, ...command], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (bytes: Buffer) => {
    log += bytes;
  });
  await waitFor('the server', () => /spawned uWSGI worker 1/.test(log) && /spawned uWSGI http 1/.test(log));
  const address = /bound on (\S+) fd/.exec(log)?.[1] ?? '';
  const body = await (await fetch(`http://${address}/`)).text();
  const variables = String.raw`[b'BYTES_SET=mine', b'BYTES_TEXT=\xc3\xa9', b'BYTES_VALUE=caf\xe9 \xff=\x80', b'BYTES_\xfe=x']`;
  assert.equal(body, String.raw`[b'caf\xe9 \xff=\x80', ${variables}, ${variables}]`);
  child.kill('SIGTERM');
  await waitFor('the end', () => child.exitCode !== null);
});

const childApp = `
import os, subprocess, sys, time
def application(env, start_response):
    start_response('200 OK', [])
    path = env['PATH_INFO']
    if path == '/fork':
        pid = os.fork()
        if pid == 0:
            time.sleep(30)
            os._exit(0)
    elif path == '/daemon':
        pid = os.fork()
        if pid == 0:
            os.setsid()
            devnull = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(devnull, descriptor)
            time.sleep(30)
            os._exit(0)
    else:
        pid = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(30)'], close_fds=path == '/popen').pid
    return [str(pid).encode()]
`;

test('children of the application hold nothing of the server, and the server goes without them', async (t) => {
  const tsgi = await runTsgi(t, {
    options: [...quiet, '--py-tracebacker', 'tb', '--threads', '2'],
    files: { 'foobar.py': childApp },
  });
  const children: number[] = [];
  t.after(() => {
    for (const pid of children) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });
  for (const path of ['/fork', '/popen', '/popen-with-descriptors', '/daemon']) {
    const pid = Number((await tsgi.get(path)).body);
    children.push(pid);
    await waitFor(`nothing open in the child of ${path}`, () => {
      const log = readlinkSync(`/proc/${pid}/fd/2`);
      const held = openFiles(pid).filter((file) => file !== log && /^(socket:|anon_inode:)/.test(file));
      return held.length === 0;
    });
  }
  const daemon = children.at(-1) ?? 0;
  // Whoever runs this test may have left some open.
  const inherited = new Set(openFiles(process.pid).filter((file) => file.startsWith('pipe:')));
  assert.ok(
    openFiles(daemon).every((file) => file === '/dev/null' || file.endsWith('/locks') || inherited.has(file)),
    `${openFiles(daemon)}`,
  );
  tsgi.signal('SIGTERM');
  assert.equal(await tsgi.exitCode(), 0);
});

/** Everything that gevent and eventlet replace, by what shows at once that somebody uses it. */
const patchedApp = `
import _thread, os, select, signal, socket, sys, threading, time
NATIVE = _thread.get_ident
def no(*args, **kwargs):
    raise RuntimeError('a greenlet would wait here')
class NoSocket(socket.socket):
    __init__ = no
for module, names in ((os, 'fork waitpid read write'), (select, 'select poll epoll'), (time, 'sleep'),
                      (threading, '_start_new_thread get_ident'), (_thread, 'start_new_thread allocate_lock get_ident')):
    for name in names.split():
        if hasattr(module, name):
            setattr(module, name, no if name != 'get_ident' else lambda: 1)
socket.socket = socket.SocketType = NoSocket
socket.socketpair = socket.create_connection = no
import itertools
count = itertools.count()
def application(env, start_response):
    start_response('200 OK', [])
    return [b'%d' % NATIVE()]
`;

for (const options of [['--threads', '4'], ['--threads', '4', '--lazy-apps'], []]) {
  test(`an application that is monkey-patched is served by real threads: ${options.join(' ')}`, async (t) => {
    const tsgi = await runTsgi(t, { options: [...quiet, ...options], files: { 'foobar.py': patchedApp } });
    const answers = await Promise.all(Array.from({ length: 40 }, () => tsgi.get('/')));
    assert.ok(
      answers.every(({ status }) => status === 200),
      tsgi.log,
    );
    await tsgi.said(/has patched Python's threads and sockets/);
    const worker = tsgi.workerPid(1);
    process.kill(worker, 'SIGKILL');
    await waitFor('a new worker', () => tsgi.workerPid(1) !== worker);
    assert.equal((await tsgi.get('/')).status, 200);
    tsgi.signal('SIGTERM');
    assert.equal(await tsgi.exitCode(), 0);
  });
}

test('as process 1 of a container it collects orphans, hands on signals, and ends with the exit code', (t) => {
  if (!canUnshare()) return t.skip('no right to make a namespace of processes');
  return asProcessOne(t);
});

async function asProcessOne(t: TestContext): Promise<void> {
  const app = `
import os, time
def application(env, start_response):
    if env['PATH_INFO'] == '/orphan' and os.fork() == 0:
        if os.fork() == 0:
            time.sleep(0.2)
        os._exit(0)
    start_response('200 OK', [])
    return [str(os.getppid()).encode()]
`;
  const folder = makeFolder(t, { 'foobar.py': app });
  const command = [
    '--pid',
    '--fork',
    '--mount-proc',
    process.execPath,
    join(projectRoot, 'bin', 'tsgi'),
    ...quiet,
  ];
  const child = spawn('unshare', command, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (bytes: Buffer) => {
    log += bytes;
  });
  t.after(() => {
    for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
  });
  await waitFor('the server', () => /spawned uWSGI worker 1/.test(log) && /spawned uWSGI http 1/.test(log));
  const address = /bound on (\S+) fd/.exec(log)?.[1] ?? '';
  for (let round = 0; round < 5; round += 1) await (await fetch(`http://${address}/orphan`)).text();
  const [first = 0] = childrenOf(child.pid ?? 0);
  const [init = 0] = childrenOf(first);
  // The child of each request ends in the worker's care; the orphans come to the collector.
  await waitFor(
    'all orphans collected',
    () => childrenOf(first).length === 1 && childrenOf(init).length === 1,
  );
  process.kill(first, 'SIGHUP');
  await waitFor('a reload', () => /gracefully killing workers/.test(log));
  process.kill(first, 'SIGTERM');
  await waitFor('the end', () => child.exitCode !== null, 10_000);
  assert.equal(child.exitCode, 0);
  assert.match(log, /goodbye to uWSGI/);
}

function canUnshare(): boolean {
  return spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;
}

test('a start that cannot be: the exit code comes through, and a line says why', async (t) => {
  const folder = makeFolder(t, { 'foobar.py': helloApp });
  writeFileSync(join(folder, 'empty'), '\n');
  const starts: readonly (readonly [options: readonly string[], said: RegExp])[] = [
    [['--uid', 'no-such-user'], /user no-such-user not found/],
    [['--gid', 'no-such-group'], /group no-such-group not found/],
    [
      ['--stats-ws', '127.0.0.1:0', '--stats-ws-token-file', 'missing'],
      /Cannot read the token for viewers in ".*missing"/,
    ],
    [['--stats-ws', '127.0.0.1:0', '--stats-ws-token-file', 'empty'], /the file is empty/],
    [['--python', '/no/such/python'], /Cannot run "\/no\/such\/python": No such file or directory/],
  ];
  for (const [options, said] of starts) {
    const ran = spawnSync(process.execPath, [join(projectRoot, 'bin', 'tsgi'), ...quiet, ...options], {
      cwd: folder,
      timeout: PATIENCE_MS,
    });
    assert.equal(ran.status, 1, options.join(' '));
    assert.match(ran.stderr.toString(), said);
    assert.doesNotMatch(ran.stderr.toString(), /^ {4}at /m);
  }
});

test('a number that no user has is an identity all the same', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('needs root');
  const app = `
import os
def application(env, start_response):
    start_response('200 OK', [])
    return [repr((os.getuid(), os.getgid(), os.getgroups())).encode()]
`;
  const python = '/usr/bin/python3';
  if (spawnSync(python, ['-c', '']).status !== 0) return t.skip('no Python that everybody may run');
  const folder = makeFolder(t, { 'foobar.py': app });
  spawnSync('chmod', ['755', folder]);
  const options = [...quiet, '--python', python, '--uid', '12345'];
  // The folder of its sockets is its own, but not the one around that.
  const tsgi = await runTsgi(t, { cwd: folder, options, env: { TMPDIR: folder } });
  assert.equal((await tsgi.get('/')).body, '(12345, 12345, [12345])');
  tsgi.signal('SIGTERM');
  assert.equal(await tsgi.exitCode(), 0);
  assert.doesNotMatch(tsgi.log, /^ {4}at /m);
});

test('the token of viewers stands in no list of processes and in no log', async (t) => {
  const folder = makeFolder(t, { 'foobar.py': helloApp, token: 'very-secret\n' });
  const hidden = await runTsgi(t, {
    cwd: folder,
    options: [...quiet, '--stats-ws', '127.0.0.1:0', '--stats-ws-token-file', 'token', '--show-config'],
  });
  assert.doesNotMatch(hidden.log, /very-secret/);
  assert.doesNotMatch(readFileSync(`/proc/${hidden.pid}/cmdline`, 'utf8'), /very-secret/);
  const port = /Stats WebSocket server enabled on 127\.0\.0\.1:(\d+)/.exec(hidden.log)?.[1];
  for (const [token, welcome] of [
    ['very-secret', true],
    ['another', false],
  ] as const) {
    const status = await upgradeStatus(Number(port), token);
    assert.equal(status === 101, welcome);
  }
  const given = await runTsgi(t, {
    cwd: folder,
    options: [...quiet, '--stats-ws', '127.0.0.1:0', '--stats-ws-token', 'very-secret', '--show-config'],
  });
  assert.match(given.log, /stats-ws-token = \*\*\*/);
  assert.doesNotMatch(given.log, /very-secret/);
});

async function upgradeStatus(port: number, token: string): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path: `/?token=${token}`,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    });
    asked.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode ?? 0);
    });
    asked.on('response', ({ statusCode }) => resolve(statusCode ?? 0));
    asked.on('error', reject);
    asked.end();
  });
}
