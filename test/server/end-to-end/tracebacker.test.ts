// `--py-tracebacker`: what real uWSGI's own client and ours read from a worker whose threads are all stuck.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { requirePeer } from '../../peers/peers.js';
import { PATIENCE_MS, waitFor } from '../../wait-for.js';
import { isRunning, runTsgi, type Tsgi } from '../run-tsgi.js';

const app = `
import threading, time

def wait_for_backend(seconds):
    time.sleep(seconds)  # \u00e9

def reaper():
    time.sleep(1000)

def application(environ, start_response):
    if environ['PATH_INFO'] == '/stuck':
        wait_for_backend(60)
    if environ['PATH_INFO'] == '/thread':
        threading.Thread(target=reaper, name='re\\naper', daemon=True).start()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello']
`;
const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'app.py', '--py-tracebacker', 'tb'];

test('the stacks of stuck cores and of other threads are told as uWSGI tells them', async (t) => {
  const tsgi = await runTsgi(t, { options: [...options, '--threads', '3'], files: { 'app.py': app } });
  await tsgi.get('/thread');
  const gone = [tsgi.get('/stuck'), tsgi.get('/stuck')].map((answer) => answer.catch(() => null));
  const stuck =
    /^thread_id = uWSGIWorker1Core\d filename = app.py lineno = 12 function = application line = wait/;
  await waitFor(
    'two stuck cores',
    async () => stacks(await told(tsgi)).filter((s) => stuck.test(s)).length === 2,
  );
  const text = await told(tsgi);
  assert.ok(text.startsWith('*** uWSGI Python tracebacker output ***\n\n'));
  assert.ok(text.endsWith('\n\n'));
  assert.match(text, / lineno = 5 function = wait_for_backend line = time\.sleep\(seconds\) {2}# \u00e9\n\n/);
  assert.match(text, /^thread_id = re\\x0aaper filename = \S+threading\.py /m);
  assert.equal(stacks(text).length, 3, text);
  assert.equal(lstatSync(join(tsgi.folder, 'tb1')).mode & 0o777, 0o600);
  await tsgi.end();
  await Promise.all(gone);
});

test("uWSGI's own client reads them", async (t) => {
  const uwsgi = requirePeer(t, 'uwsgi');
  if (uwsgi === null) return;
  const tsgi = await runTsgi(t, { options, files: { 'app.py': app } });
  await tsgi.said(/python tracebacker for worker 1 available on \S+tb1/);
  const ran = spawnSync(uwsgi, ['--connect-and-read', join(tsgi.folder, 'tb1')], { encoding: 'utf8' });
  assert.match(ran.stdout + ran.stderr, /\*\*\* uWSGI Python tracebacker output \*\*\*/);
});

test('a new worker takes the socket over, and the end of the server takes it away', async (t) => {
  const tsgi = await runTsgi(t, {
    options: [...options, '--processes', '2'],
    files: { 'app.py': app },
    workers: 2,
  });
  const path = join(tsgi.folder, 'tb1');
  await waitFor('both sockets', () => existsSync(path) && existsSync(join(tsgi.folder, 'tb2')));
  const before = lstatSync(path).ino;
  const pidBefore = tsgi.workerPid(1);
  tsgi.signal('SIGHUP');
  await waitFor('the socket of the next worker', () => lstatSync(path).ino !== before);
  await waitFor('the end of the worker before', () => !isRunning(pidBefore));
  assert.match(await told(tsgi), /tracebacker output/);
  process.kill(tsgi.workerPid(1), 'SIGKILL');
  await tsgi.said(/Respawned uWSGI worker 1/);
  await waitFor('an answer of the worker after the killed one', async () =>
    (await told(tsgi).catch(() => '')).includes('tracebacker output'),
  );
  tsgi.signal('SIGINT');
  await tsgi.exitCode();
  assert.deepEqual(
    readdirSync(tsgi.folder).filter((name) => name.startsWith('tb')),
    [],
  );
});

test('a file that is no socket is left alone, and the worker serves', async (t) => {
  const tsgi = await runTsgi(t, { options, files: { 'app.py': app, tb1: 'precious' } });
  await tsgi.said(/tracebacker for worker 1: cannot listen on \S+tb1: there is something else of that name/);
  assert.equal((await tsgi.get('/')).body, 'hello');
  assert.equal(readFileSync(join(tsgi.folder, 'tb1'), 'utf8'), 'precious');
});

function told(tsgi: Tsgi): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(join(tsgi.folder, 'tb1')).setEncoding('utf8').setTimeout(PATIENCE_MS);
    socket.on('data', (piece) => {
      text += piece;
    });
    socket.on('timeout', () => socket.destroy(new Error('no answer')));
    socket.on('error', reject);
    socket.on('end', () => resolve(text));
  });
}

function stacks(text: string): readonly string[] {
  return text
    .split('\n\n')
    .slice(1)
    .filter((stack) => stack.trim() !== '');
}
