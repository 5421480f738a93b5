// Applications that harm the process they run in, by accident or not. None of this ends the master or a
// gateway, and a worker that it has broken is replaced.

import assert from 'node:assert/strict';
import { readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { waitFor } from '../../wait-for.js';
import { childrenOf, isRunning, openFiles, runTsgi, type Tsgi } from '../run-tsgi.js';

/** Misdeeds of a request, by path. */
const misdeeds = `
import atexit, ctypes, os, resource, signal, socket, sys, threading, time, warnings
import uwsgi
warnings.simplefilter('ignore')

def junk(descriptors, data):
    for descriptor in descriptors:
        try:
            os.set_blocking(descriptor, False) if descriptor > 2 else None
            os.write(descriptor, data)
        except OSError:
            pass

def own():
    return [int(name) for name in os.listdir('/proc/self/fd')]

def each_descriptor(act):
    for descriptor in own():
        try:
            if descriptor > 2:
                act(descriptor)
        except (OSError, ValueError):
            pass

def packets(*data):
    for descriptor in own():
        try:
            sock = socket.socket(fileno=os.dup(descriptor))
            if sock.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) == socket.SOCK_SEQPACKET:
                for one in data:
                    sock.send(one, socket.MSG_DONTWAIT)
            sock.close()
        except OSError:
            pass

def fork(work):
    if os.fork() == 0:
        try:
            work()
        finally:
            os._exit(0)

def raw_fork(work):
    if ctypes.CDLL(None).fork() == 0:
        work()
        os._exit(0)

def alarm(*_):
    raise TimeoutError('on purpose')

def deep():
    return deep()

def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(1)

forged = b'{"kind":"asked","what":"stop"}'
DEEDS = {
    'junk-to-low-descriptors': lambda: junk(range(3, 1024), b'hello\\n'),
    'junk-to-all-descriptors': lambda: junk([one for one in own() if one > 2], b'hello'),
    'json-to-all-descriptors': lambda: junk([one for one in own() if one > 2], b'{"kind":"exited","serial":1}\\n'),
    'packets-that-are-no-messages': lambda: packets(b'', b'x', b'null', b'[]', b'{}', b'[' * 60000, b'{"kind":7}',
                                                    b'{"kind":"asked","what":["recycle"]}', b'{"kind":"worker-loaded"}',
                                                    b'{"kind":"worker-loaded","apps":[1],"failed":"x"}', b'\\xff' * 60000),
    'thousands-of-packets': lambda: packets(*[b'{"kind":"asked","what":"nothing"}'] * 5000),
    'a-message-of-a-child': lambda: raw_fork(lambda: packets(forged)),
    'closes-low-descriptors': lambda: os.closerange(3, 256),
    'closes-all-descriptors': lambda: os.closerange(3, 65536),
    'shuts-down-all-sockets': lambda: each_descriptor(lambda one: socket.socket(fileno=os.dup(one)).shutdown(socket.SHUT_RDWR)),
    'truncates-all-files': lambda: each_descriptor(lambda one: os.ftruncate(one, 0)),
    'overwrites-all-files': lambda: each_descriptor(lambda one: os.pwrite(one, b'\\xff' * 4096, 0)),
    'closes-standard-streams': lambda: os.closerange(0, 3),
    'kills-its-parent': lambda: os.kill(os.getppid(), signal.SIGKILL),
    'terminates-its-parent': lambda: os.kill(os.getppid(), signal.SIGTERM),
    'kills-its-group': lambda: os.kill(0, signal.SIGKILL),
    'terminates-its-group': lambda: os.kill(0, signal.SIGTERM),
    'kills-itself': lambda: os.kill(os.getpid(), signal.SIGKILL),
    'session': lambda: os.setsid(),
    'group': lambda: os.setpgrp(),
    'exits': lambda: os._exit(3),
    'sys-exit': lambda: sys.exit(3),
    'aborts': lambda: os.abort(),
    'exits-in-a-thread': lambda: in_thread(lambda: os._exit(0)),
    'sys-exit-in-a-thread': lambda: in_thread(lambda: sys.exit(4)),
    'crashes': lambda: ctypes.string_at(0),
    'recursion': deep,
    'goes-away': lambda: (os.chdir('/'), os.umask(0o777)),
    'handler-that-raises': lambda: (signal.signal(signal.SIGALRM, alarm), signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)),
    'blocks-all-signals': lambda: signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals()),
    'no-more-descriptors': lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (3, 65536)),
    'exit-handler-that-hangs': lambda: atexit.register(time.sleep, 1000),
    'hook-that-hangs': lambda: setattr(uwsgi, 'atexit', lambda: time.sleep(1000)),
    'asks-for-reloads': lambda: [uwsgi.reload() for _ in range(2000)],
    'no-stderr': lambda: setattr(sys, 'stderr', None),
    'much-to-say': lambda: print('x' * 3000000),
    'many-children': lambda: [fork(lambda: time.sleep(0.2)) for _ in range(20)],
}

def application(env, start_response):
    deed = DEEDS.get(env['PATH_INFO'][1:])
    if deed is not None:
        deed()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [VERSION + b' %d' % os.getpid()]

VERSION = b'good'
`;

const options = [
  '--http',
  '127.0.0.1:0',
  '--wsgi-file',
  'foobar.py',
  '--processes',
  '2',
  '--threads',
  '2',
  '--worker-reload-mercy',
  '1',
  '--reload-mercy',
  '2',
  '--disable-logging',
];

const names = [...misdeeds.matchAll(/^ {4}'([\w-]+)': /gm)].map(([, name = '']) => name);

test('nothing that a request does to its process takes the server away', async (t) => {
  const tsgi = await runTsgi(t, { options, files: { 'foobar.py': misdeeds }, workers: 2 });
  const gateway = tsgi.gatewayPid();
  assert.ok(names.length > 30);
  for (const name of names) {
    await t.test(name, async () => {
      await tsgi.get(`/${name}`).catch(() => {});
      // Whichever worker answers: both are asked, and what is broken has been replaced.
      await answersOften(tsgi);
      assert.equal(tsgi.gatewayPid(), gateway);
    });
  }
  await t.test('and it can still be reloaded, and stopped', async () => {
    const workers = [1, 2].map((slot) => tsgi.workerPid(slot));
    tsgi.signal('SIGHUP');
    await waitFor('new workers', () => [1, 2].every((slot) => !workers.includes(tsgi.workerPid(slot))));
    await answersOften(tsgi);
    tsgi.signal('SIGTERM');
    assert.equal(await tsgi.exitCode(), 0);
  });
});

/** Imports after which the application works. */
const odd: Readonly<Record<string, string>> = {
  'closes the low descriptors, as daemons do': 'os.closerange(3, 256)',
  'writes to every low descriptor': 'junk(range(3, 1024))',
  'writes to all its descriptors': "junk([int(one) for one in os.listdir('/proc/self/fd') if int(one) > 2])",
  'writes very much to all its descriptors':
    "for one in [int(one) for one in os.listdir('/proc/self/fd') if int(one) > 2] * 5:\n  try: os.set_blocking(one, False); os.write(one, b'x' * 1000000); time.sleep(0.02)\n  except OSError: pass",
  'closes its standard streams': 'os.closerange(0, 3)',
  'turns its standard streams elsewhere':
    'n = os.open(os.devnull, os.O_RDWR); [os.dup2(n, i) for i in (0, 1, 2)]',
  'goes elsewhere': "os.chdir('/'); os.umask(0o077)",
  'leaves a child behind that waits': 'fork(lambda: time.sleep(3))',
  'starts children that end in every way':
    'fork(sys.exit); fork(lambda: 1 / 0); fork(lambda: os._exit(3)); fork(lambda: os.kill(os.getpid(), 9))',
  'ignores the end of children': 'signal.signal(signal.SIGCHLD, signal.SIG_IGN)',
  'collects all children': 'signal.signal(signal.SIGCHLD, lambda *_: os.waitpid(-1, os.WNOHANG))',
  'ignores every signal':
    'for n in signal.valid_signals() - {9, 19, 32, 33}:\n  try: signal.signal(n, signal.SIG_IGN)\n  except OSError: pass',
  'blocks every signal': 'signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())',
  'leaves a timer whose handler raises':
    'signal.signal(signal.SIGALRM, lambda *_: 1 / 0); signal.setitimer(signal.ITIMER_REAL, 0.5, 0.05)',
  'becomes a session': 'try: os.setsid()\nexcept OSError: pass',
  'has no standard error': 'sys.stderr = sys.stdout = None',
  'says very much': "print('x' * 2000000)",
  'registers an exit that hangs': 'import atexit; atexit.register(time.sleep, 1000)',
  'starts a thread that never ends':
    'import threading; threading.Thread(target=time.sleep, args=(1000,)).start()',
  'raises the priority of nobody': 'os.nice(5)',
};

/** Imports after which it cannot. */
const broken: Readonly<Record<string, readonly [code: string, said: RegExp]>> = {
  'closes all its descriptors': [
    'os.closerange(3, 65536)',
    /the application closed the descriptors of the server/,
  ],
  'ends at once': [
    'os._exit(7)',
    /the zygote \(pid: \d+\) ended with code 7 while it loaded the application/,
  ],
  'is killed': ['os.kill(os.getpid(), 9)', /was killed by signal 9 \(out of memory\?\) while it loaded/],
  crashes: ['import ctypes; ctypes.string_at(0)', /was killed by signal 11 while it loaded/],
  'becomes another program': [
    "os.execv('/bin/sh', ['sh', '-c', 'exit 5'])",
    /ended with code 5 while it loaded/,
  ],
  'goes to the background by itself': ['if os.fork(): os._exit(0)', /ended with code 0 while it loaded/],
  raises: ["raise RuntimeError('on purpose')", /the new code could not be loaded: the old workers stay/],
  exits: ['sys.exit(3)', /the new code could not be loaded: the old workers stay/],
};

const prelude = `
import os, signal, sys, time
def junk(descriptors):
    for descriptor in descriptors:
        try: os.write(descriptor, b'hello')
        except OSError: pass
def fork(work):
    if os.fork() == 0: work()
`;

function codeFor(misdeed: string, version: string): string {
  return `${prelude}\n${misdeed}\ndef application(env, start_response):\n    start_response('200 OK', [])\n    return [b'${version} %d' % os.getpid()]\n`;
}

test('what is done while the application is loaded costs at most that load', async (t) => {
  const tsgi = await runTsgi(t, { options, files: { 'foobar.py': codeFor('', 'v0') }, workers: 2 });
  let version = 0;
  const reloadWith = (code: string): void => {
    writeFileSync(join(tsgi.folder, 'foobar.py'), codeFor(code, `v${version + 1}`));
    tsgi.signal('SIGHUP');
  };
  for (const [name, code] of Object.entries(odd)) {
    await t.test(`an import that ${name}: it runs`, async () => {
      reloadWith(code);
      version += 1;
      await waitFor(`version ${version}`, () => says(tsgi, `v${version}`), 15_000).catch((error: Error) => {
        throw new Error(`${error.message}; the log:\n${tsgi.log.slice(-3000)}`);
      });
      await answersOften(tsgi);
      const [zygote = 0] = zygotes(tsgi);
      assert.deepEqual(lowDescriptors(zygote), [], 'the server has no low descriptors there');
    });
  }
  for (const [name, [code, said]] of Object.entries(broken)) {
    await t.test(`an import that ${name}: the old code stays`, async () => {
      const before = tsgi.log.length;
      reloadWith(code);
      await waitFor(`${said}`, () => said.test(tsgi.log.slice(before)), 15_000).catch((error: Error) => {
        throw new Error(`${error.message}; the log:\n${tsgi.log.slice(before)}`);
      });
      await waitFor('the old workers stay', () => /the old workers stay/.test(tsgi.log.slice(before)));
      assert.ok(await says(tsgi, `v${version}`));
    });
  }
  await t.test('an import that never ends, and a reload meanwhile', async () => {
    reloadWith('while True: pass');
    await waitFor('two zygotes', () => zygotes(tsgi).length === 2);
    const hanging = zygotes(tsgi).at(-1) ?? 0;
    assert.ok(await says(tsgi, `v${version}`));
    reloadWith('');
    version += 1;
    await waitFor(`version ${version}`, () => says(tsgi, `v${version}`));
    await waitFor('the end of the import', () => !isRunning(hanging));
  });
  await t.test('an import that never ends does not outlive a master that is killed', async () => {
    reloadWith('while True: pass');
    await waitFor('two zygotes', () => zygotes(tsgi).length === 2);
    const all = zygotes(tsgi);
    tsgi.signal('SIGKILL');
    await waitFor('the end of all', () => !all.some(isRunning));
  });
});

test('a run directory that vanishes is made anew: reloads, new workers and new gateways go on', async (t) => {
  const tsgi = await runTsgi(t, { options, files: { 'foobar.py': codeFor('', 'v0') }, workers: 2 });
  const folder = runDirectory(tsgi);
  for (const take of [folder, join(folder, 'link-1'), folder]) {
    const said = tsgi.count(/had vanished and was made anew/g);
    rmSync(take, { recursive: true });
    process.kill(tsgi.workerPid(1), 'SIGKILL');
    await waitFor('a new socket', () => tsgi.count(/had vanished and was made anew/g) > said);
    await answersOften(tsgi);
    const workers = [1, 2].map((slot) => tsgi.workerPid(slot));
    tsgi.signal('SIGHUP');
    await waitFor('new workers', () => [1, 2].every((slot) => !workers.includes(tsgi.workerPid(slot))));
    const gateway = tsgi.gatewayPid();
    process.kill(gateway, 'SIGKILL');
    await waitFor('a new gateway', () => tsgi.gatewayPid() !== gateway);
    await answersOften(tsgi);
  }
});

/** Enough answers, one after the other, for every core to be asked. */
async function answersOften(tsgi: Tsgi): Promise<void> {
  for (let good = 0, tries = 0; good < 8; tries += 1) {
    const { status } = await tsgi.get('/').catch(() => ({ status: 0 }));
    good = status === 200 ? good + 1 : 0;
    if (tries > 200) throw new Error(`no answers; the log:\n${tsgi.log.slice(-3000)}`);
    if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function says(tsgi: Tsgi, version: string): Promise<boolean> {
  const { status, body } = await tsgi.get('/').catch(() => ({ status: 0, body: '' }));
  return status === 200 && body.startsWith(`${version} `);
}

function zygotes(tsgi: Tsgi): number[] {
  return childrenOf(tsgi.pid).filter((pid) => pid !== tsgi.gatewayPid() && isRunning(pid));
}

/** Sockets of the server, where an application would look for its own. */
function lowDescriptors(pid: number): number[] {
  return [3, 4, 5, 6, 7, 8].filter((descriptor) => {
    try {
      return /^(socket|pipe|anon_inode)/.test(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    } catch {
      return false;
    }
  });
}

function runDirectory(tsgi: Tsgi): string {
  const locks = openFiles(tsgi.pid).find((path) => path.endsWith('/locks')) ?? '';
  assert.match(locks, /tsgi-\w+\/locks$/);
  return locks.slice(0, -'/locks'.length);
}
