// `import uwsgi`, `import uwsgidecorators`, and HUP to one worker.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { isRunning, runTsgi, type Tsgi } from '../run-tsgi.js';

const app = `
import json, os, time
import uwsgi
from uwsgidecorators import postfork, lock, thread

at_import = [uwsgi.worker_id(), uwsgi.is_a_reload]
forked = []

@postfork
def everywhere():
    forked.append('all')

@postfork(2)
def in_two():
    forked.append('two')

@postfork
def broken():
    raise RuntimeError('in a hook')

uwsgi.atexit = lambda: open('atexit-%d' % os.getpid(), 'w').close()

def note(line):
    with open('notes', 'a') as file:
        file.write(line + '\\n')

@lock
def critical():
    note('in')
    time.sleep(0.05)
    note('out')

@thread
def in_background():
    note('thread')

def application(env, start_response):
    path, answer = env['PATH_INFO'], {}
    if path == '/facts':
        opt = {name: value if value is True else value.decode() for name, value in uwsgi.opt.items()}
        answer = {
            'at_import': at_import, 'forked': forked, 'worker': uwsgi.worker_id(), 'master': uwsgi.masterpid(),
            'numproc': uwsgi.numproc, 'cores': uwsgi.cores, 'opt': opt, 'version': uwsgi.version.decode(),
            'version_info': uwsgi.version_info[:2], 'mem': uwsgi.mem(), 'request_id': uwsgi.request_id(),
            'buffer_size': uwsgi.buffer_size, 'started_on': uwsgi.started_on, 'mule': uwsgi.mule_id(),
            'absent': [name for name in ('cache_get', 'register_signal', 'spool') if hasattr(uwsgi, name)],
            'locked': uwsgi.is_locked(), 'pid': os.getpid(),
        }
    elif path == '/log':
        uwsgi.log('said by the application')
    elif path == '/critical':
        critical()
    elif path == '/hold':
        uwsgi.lock()
        note('held')
        time.sleep(60)
    elif path == '/thread':
        in_background().join()
    elif path == '/lock1':
        uwsgi.lock(1)
        answer = 'locked' if uwsgi.is_locked(1) and not uwsgi.is_locked() else 'not locked'
        uwsgi.unlock(1)
    elif path == '/lock9':
        try:
            uwsgi.lock(9)
        except ValueError as error:
            answer = str(error)
    elif path == '/reload':
        answer = uwsgi.reload()
    elif path == '/stop':
        answer = uwsgi.stop()
    elif path == '/chunks':
        answer = []
        while True:
            piece = uwsgi.chunked_read()
            if not piece:
                break
            answer.append(len(piece))
    elif path == '/sleep':
        time.sleep(1)
    start_response('200 OK', [('Content-Type', 'application/json')])
    return [json.dumps(answer).encode()]
`;

function run(t: TestContext, workers: number, ...options: string[]): Promise<Tsgi> {
  const size = ['--processes', String(workers), '--threads', '2'];
  const all = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', ...size, ...options];
  return runTsgi(t, { options: all, files: { 'foobar.py': app }, workers });
}

test('uwsgi tells the application what it may know, and has no more than it can do', async (t) => {
  const tsgi = await run(t, 1, '--set-ph', 'colour=blue', '--env', 'A=b', '--master');
  const facts = JSON.parse((await tsgi.get('/facts')).body);
  assert.deepEqual(facts.at_import, [0, false]);
  assert.deepEqual(facts.forked, ['all']);
  assert.equal(facts.worker, 1);
  assert.equal(facts.master, tsgi.pid);
  assert.deepEqual([facts.numproc, facts.cores, facts.buffer_size], [1, 2, 65_535]);
  assert.match(facts.version, /^\d+\.\d+/);
  assert.deepEqual(facts.version_info, facts.version.split('.').slice(0, 2).map(Number));
  assert.ok(facts.mem[0] > 1_000_000 && facts.mem[1] > facts.mem[0], `${facts.mem}`);
  assert.equal(facts.request_id, 1);
  assert.ok(Math.abs(facts.started_on - Date.now() / 1000) < 60);
  assert.deepEqual([facts.mule, facts.absent, facts.locked], [0, [], false]);
  const { opt } = facts;
  assert.deepEqual(
    [opt.http, opt['wsgi-file'], opt.threads, opt.colour, opt.master, opt['enable-threads']],
    ['127.0.0.1:0', 'foobar.py', '2', 'blue', true, true],
  );
  await tsgi.get('/log');
  await tsgi.said(/^said by the application$/m);
  assert.match(tsgi.log, /RuntimeError: in a hook/);
  await tsgi.get('/thread');
  assert.match(notes(tsgi), /^thread$/m);
});

test('postfork runs in each worker, or in the one that it names', async (t) => {
  const tsgi = await run(t, 2);
  const seen = new Map<number, readonly string[]>();
  await waitFor('both workers', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => tsgi.get('/facts')));
    for (const { body } of answers) seen.set(JSON.parse(body).worker, JSON.parse(body).forked);
    return seen.size === 2;
  });
  assert.deepEqual(seen.get(1), ['all']);
  assert.deepEqual(seen.get(2), ['all', 'two']);
});

test('lock() holds between threads and workers, and a worker that dies gives it back', async (t) => {
  const tsgi = await run(t, 2, '--locks', '2');
  await Promise.all(Array.from({ length: 8 }, () => tsgi.get('/critical')));
  assert.equal(notes(tsgi), 'in\nout\n'.repeat(8));
  assert.equal((await tsgi.get('/lock1')).body, '"locked"');
  assert.equal((await tsgi.get('/lock9')).body, '"Invalid lock number"');
  const held = tsgi.get('/hold');
  await waitFor('the lock', () => /held/.test(notes(tsgi)));
  const facts = JSON.parse((await tsgi.get('/facts')).body);
  assert.equal(facts.locked, true);
  for (const slot of [1, 2]) process.kill(tsgi.workerPid(slot), 'SIGKILL');
  assert.equal((await held).status, 502);
  await tsgi.said(/Respawned uWSGI worker 2/);
  assert.equal((await tsgi.get('/critical')).status, 200);
});

test('reload() and stop() do what the signals do', async (t) => {
  const tsgi = await run(t, 1);
  assert.equal((await tsgi.get('/reload')).body, 'true');
  await tsgi.said(/\.\.\.gracefully killing workers\.\.\./);
  await waitFor('the new workers', async () => {
    return JSON.parse((await tsgi.get('/facts')).body).at_import[1] === true;
  });
  assert.equal((await tsgi.get('/stop')).body, 'true');
  assert.equal(await tsgi.exitCode(), 0);
  assert.equal(existsSync(join(tsgi.folder, `atexit-${tsgi.workerPid(1)}`)), true);
});

test('chunked_read gives a body that came in chunks, piece by piece', async (t) => {
  const tsgi = await run(t, 1);
  const body = new ReadableStream({
    start(controller) {
      for (let piece = 0; piece < 30; piece += 1) controller.enqueue(Buffer.alloc(10_000));
      controller.close();
    },
  });
  // fetch's own type does not know `duplex`.
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
  const pieces = (await (await fetch(`http://${tsgi.http}/chunks`, init)).json()) as number[];
  assert.equal(
    pieces.reduce((sum, size) => sum + size, 0),
    300_000,
  );
});

test('HUP to a worker replaces that one, after its request', async (t) => {
  const tsgi = await run(t, 2);
  const slow = tsgi.get('/sleep');
  const [first, second] = [tsgi.workerPid(1), tsgi.workerPid(2)];
  process.kill(first, 'SIGHUP');
  await tsgi.said(new RegExp(`Gracefully killing worker 1 \\(pid: ${first}\\)`));
  await waitFor('its end', () => !isRunning(first));
  assert.equal((await slow).status, 200);
  assert.notEqual(tsgi.workerPid(1), first);
  assert.equal(tsgi.workerPid(2), second);
  assert.equal(isRunning(second), true);
  assert.doesNotMatch(tsgi.log, /DAMN/);
});

test('INT to a worker ends it without a traceback, and it is replaced', async (t) => {
  const tsgi = await run(t, 1);
  process.kill(tsgi.workerPid(1), 'SIGINT');
  await tsgi.said(/died, killed by signal 2 :\( trying respawn/);
  assert.equal((await tsgi.get('/log')).status, 200);
  assert.doesNotMatch(tsgi.log, /KeyboardInterrupt/);
});

test('an application that keeps its children to itself at import does not hide dead workers', async (t) => {
  const ignoring = `import signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\nsignal.set_wakeup_fd(-1)\n${app}`;
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py'];
  const tsgi = await runTsgi(t, { options, files: { 'foobar.py': ignoring } });
  process.kill(tsgi.workerPid(1), 'SIGKILL');
  await tsgi.said(/Respawned uWSGI worker 1/);
  assert.equal((await tsgi.get('/log')).status, 200);
});

function notes(tsgi: Tsgi): string {
  const path = join(tsgi.folder, 'notes');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
