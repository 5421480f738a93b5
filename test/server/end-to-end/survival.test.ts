import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { waitFor } from '../../wait-for.js';
import { startHelloLoad } from '../hello-load.js';
import { readServerStats } from '../read-server-stats.js';
import {
  type Answer,
  childrenOf,
  descendants,
  helloApp,
  isRunning,
  runTsgi,
  type Tsgi,
} from '../run-tsgi.js';

const slowApp = `
import os, time, threading
from wsgiref.validate import validator

def application(env, start_response):
    path = env['PATH_INFO']
    if path in ('/sleep', '/spin', '/stuck'):
        open('busy-%d' % os.getpid(), 'w').close()
    if path == '/pid':
        body = str(os.getpid()).encode()
    elif path == '/sleep':
        time.sleep(float(env['QUERY_STRING']))
        body = b'slept'
    elif path == '/exit':
        os._exit(5)
    elif path == '/spin':
        while True: pass
    elif path == '/stuck':
        threading.Event().wait()
    else:
        body = b'ok'
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(body)))])
    return [body]
`;
const files = { 'foobar.py': slowApp };
const four = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--processes', '4', '--threads', '2'];
const quiet = [...four, '--disable-logging'];

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} answers what is under way, then ends with 0 and leaves no process`, async (t) => {
    const tsgi = await runTsgi(t, { options: four, files, workers: 4 });
    const answer = tsgi.get('/sleep?0.5');
    await waitForBusy(tsgi);
    const pids = descendants(tsgi.pid);
    assert.ok(pids.length >= 6, `${pids}`);
    tsgi.signal(signal);
    assert.equal((await answer).body, 'slept');
    assert.equal(await tsgi.exitCode(), 0);
    assert.match(tsgi.log, /goodbye to uWSGI\./);
    assert.deepEqual(pids.filter(isRunning), []);
  });
}

test('SIGQUIT ends at once, whatever is under way', async (t) => {
  const tsgi = await runTsgi(t, { options: four, files, workers: 4 });
  const answer = tsgi.get('/sleep?300').then(
    ({ status }) => status,
    () => 'cut',
  );
  await waitForBusy(tsgi);
  tsgi.signal('SIGQUIT');
  assert.equal(await tsgi.exitCode(), 0);
  assert.ok([502, 'cut'].includes(await answer));
});

test('when the master is killed no process is left, not even one that spins', async (t) => {
  const tsgi = await runTsgi(t, { options: four, files, workers: 4 });
  for (const path of ['/spin', '/stuck', '/sleep?600']) void tsgi.get(path).catch(() => {});
  await waitForBusy(tsgi);
  const pids = descendants(tsgi.pid);
  assert.ok(pids.length >= 6);
  tsgi.signal('SIGKILL');
  await waitFor('the end of all processes', () => !pids.some(isRunning));
});

test('a worker that is killed answers 502 for its own request at once and nobody else notices', async (t) => {
  const tsgi = await runTsgi(t, { options: quiet, files, workers: 4 });
  const load = startHelloLoad(tsgi, 8);
  const victim = await busyWorker(tsgi);
  const started = Date.now();
  process.kill(victim.pid, 'SIGKILL');
  const response = await victim.answer;
  assert.equal(response.status, 502);
  assert.ok(Date.now() - started < 5000);
  await tsgi.said(/died, killed by signal 9 :\( trying respawn/);
  await tsgi.said(/Respawned uWSGI worker \d \(new pid: \d+\)/);
  const { failed, done } = await load.stop();
  // Those of the load that were in the same worker at that moment.
  assert.ok(failed <= 2, `${failed} of ${done} failed`);
});

test('a worker that exits on its own is replaced without a pause', async (t) => {
  const tsgi = await runTsgi(t, { options: quiet, files, workers: 4 });
  assert.equal((await tsgi.get('/exit')).status, 502);
  await tsgi.said(/Respawned uWSGI worker/);
  assert.doesNotMatch(tsgi.log, /respawning too fast/);
  assert.equal((await tsgi.get('/pid')).status, 200);
});

test('a zygote that is killed is replaced, and no request fails', async (t) => {
  const tsgi = await runTsgi(t, { options: quiet, files, workers: 4 });
  const load = startHelloLoad(tsgi, 8);
  const zygote = zygotePid(tsgi);
  const before = tsgi.workerPid(1);
  process.kill(zygote, 'SIGKILL');
  await waitFor(
    'new workers',
    () => [1, 2, 3, 4].every((slot) => tsgi.workerPid(slot) !== 0) && tsgi.workerPid(1) !== before,
  );
  await waitFor('the end of the old worker', () => !isRunning(before));
  assert.deepEqual((await load.stop()).failed, 0);
});

test('a gateway that is killed is replaced, the port stays open, and later requests succeed', async (t) => {
  const tsgi = await runTsgi(t, { options: quiet, files, workers: 4 });
  for (let round = 0; round < 2; round += 1) {
    const before = tsgi.gatewayPid();
    process.kill(before, 'SIGKILL');
    // Connected while nobody accepts: it waits for the new gateway.
    assert.equal((await tsgi.get('/pid')).status, 200);
    await waitFor('the new gateway', () => tsgi.gatewayPid() !== before);
    await waitFor('all cores', async () => (await pidsSeen(tsgi, 40)).size === 4);
  }
});

test('worker, zygote and gateway killed in turn under load: only requests inside the killed process fail', async (t) => {
  const tsgi = await runTsgi(t, { options: quiet, files, workers: 4 });
  const clients = 8;
  const steps: readonly (readonly [
    name: string,
    most: number,
    kill: () => number,
    back: (was: number) => boolean,
  ])[] = [
    // The two threads of the worker.
    ['worker', 2, () => tsgi.workerPid(1), (was) => tsgi.workerPid(1) !== was],
    ['zygote', 0, () => zygotePid(tsgi), (was) => !isRunning(was) && zygoteOrNull(tsgi) !== null],
    // Each client has one request there.
    ['gateway', clients, () => tsgi.gatewayPid(), (was) => tsgi.gatewayPid() !== was],
  ];
  for (const [name, most, victim, back] of steps) {
    const load = startHelloLoad(tsgi, clients);
    await waitFor('a load', () => load.done() > 50);
    const pid = victim();
    process.kill(pid, 'SIGKILL');
    await waitFor(`another ${name}`, () => back(pid));
    const then = load.done();
    await waitFor('service', () => load.done() > then + 50);
    const { failed, done } = await load.stop();
    assert.ok(failed <= most, `${name}: ${failed} of ${done} failed`);
  }
});

test('a stop whose time is over: 502 for what is stuck, 503 for what waits', async (t) => {
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--reload-mercy', '1'];
  const tsgi = await runTsgi(t, { options: [...options, '--stats', 'stats.sock'], files });
  const stuck = tsgi.get('/stuck');
  await waitForBusy(tsgi);
  const waiting = tsgi.get('/');
  await waitFor(
    'the queue',
    async () => (await readServerStats(join(tsgi.folder, 'stats.sock'))).listen_queue === 1,
  );
  tsgi.signal('SIGTERM');
  assert.equal((await waiting).status, 503);
  assert.equal((await stuck).status, 502);
  // Well before the default mercy is over, a minute.
  assert.equal(await tsgi.exitCode(30_000), 0);
});

test('harakiri answers 504, names the request, kills only the stuck worker', async (t) => {
  const tsgi = await runTsgi(t, { options: [...four, '--harakiri', '1'], files, workers: 4 });
  const others = startHelloLoad(tsgi, 4);
  const started = Date.now();
  const response = await tsgi.get('/stuck?name=me');
  const elapsed = Date.now() - started;
  assert.equal(response.status, 504);
  assert.ok(elapsed >= 1000 && elapsed < 5000, `${elapsed} ms`);
  await tsgi.said(/HARAKIRI \[core \d] 127\.0\.0\.1 - GET \/stuck\?name=me since \d+/);
  await tsgi.said(/^DAMN ! worker \d \(pid: \d+\) died, killed by signal 9/m);
  await tsgi.said(/Respawned uWSGI worker \d/);
  // The stacks of the stuck worker, so that one sees where it hung.
  assert.match(
    tsgi.log,
    /File ".*foobar\.py", line \d+ in application|File "foobar\.py", line \d+ in application/,
  );
  assert.equal(tsgi.count(/^DAMN ! worker/gm), 1);
  assert.equal((await others.stop()).failed, 0);
});

test('harakiri lets the other request of the stuck worker finish', async (t) => {
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--threads', '2', '--harakiri', '2'];
  const tsgi = await runTsgi(t, { options, files });
  const stuck = tsgi.get('/stuck');
  await waitForBusy(tsgi);
  await new Promise((resolve) => setTimeout(resolve, 1300));
  const other = tsgi.get('/sleep?0.9');
  assert.equal((await stuck).status, 504);
  assert.equal((await other).body, 'slept');
  await tsgi.said(/Respawned uWSGI worker 1/);
});

test('max-requests replaces one worker at a time and fails no request', async (t) => {
  const tsgi = await runTsgi(t, {
    options: [...quiet, '--max-requests', '50', '--max-requests-delta', '0'],
    files,
    workers: 4,
  });
  const load = startHelloLoad(tsgi, 8);
  await waitFor('six replacements', () => tsgi.count(/The work of process \d+ is done\. Seeya!/g) >= 6);
  const { failed, done } = await load.stop();
  assert.equal(failed, 0, `of ${done}`);
});

test('a worker that is killed under load costs the requests that it had begun, and no other', async (t) => {
  const options = [...quiet, '--threads', '2'];
  const tsgi = await runTsgi(t, { options, files: { 'foobar.py': helloApp }, workers: 4 });
  const load = startHelloLoad(tsgi, 32);
  // By then requests go several at once.
  await waitFor('many short requests', () => load.done() > 3000);
  const kills = 6;
  for (let kill = 0; kill < kills; kill += 1) {
    const before = load.done();
    process.kill(tsgi.workerPid(1 + (kill % 4)), 'SIGKILL');
    await waitFor('more requests', () => load.done() > before + 200, 20_000);
  }
  const { failed, done, statuses } = await load.stop();
  assert.ok(failed <= kills * 2, `${failed} of ${done}: ${statuses}`);
  assert.ok(statuses.every((status) => status === '502'));
});

test('reloads under load with keep-alive clients fail no request', async (t) => {
  const tsgi = await runTsgi(t, { options: quiet, files, workers: 4 });
  const load = startHelloLoad(tsgi, 8);
  for (let round = 1; round <= 10; round += 1) {
    const before = tsgi.workerPid(1);
    tsgi.signal('SIGHUP');
    await waitFor('the new worker', () => tsgi.workerPid(1) !== before);
    await waitFor('the end of the old worker', () => !isRunning(before));
  }
  const { failed, done } = await load.stop();
  assert.equal(failed, 0, `of ${done}`);
  assert.ok(done > 100);
});

test('a reload brings new code; broken code keeps the old workers', async (t) => {
  const tsgi = await runTsgi(t, { options: four.slice(0, 4), files: { 'foobar.py': helloApp } });
  const path = join(tsgi.folder, 'foobar.py');
  writeFileSync(path, helloApp.replace('Hello World', 'Second'));
  tsgi.signal('SIGHUP');
  await waitFor('the new code', async () => (await tsgi.get('/')).body === 'Second');
  writeFileSync(path, 'def broken(:\n');
  tsgi.signal('SIGHUP');
  await tsgi.said(/\*\*\* the new code could not be loaded: the old workers stay \*\*\*/);
  assert.match(tsgi.log, /SyntaxError/);
  assert.equal((await tsgi.get('/')).body, 'Second');
  writeFileSync(path, helloApp.replace('Hello World', 'Third'));
  tsgi.signal('SIGHUP');
  await waitFor('the repaired code', async () => (await tsgi.get('/')).body === 'Third');
});

test('lazy-apps: the same, loaded in each worker', async (t) => {
  const options = [...four.slice(0, 4), '--lazy-apps', '--processes', '2'];
  const tsgi = await runTsgi(t, { options, files: { 'foobar.py': helloApp }, workers: 2 });
  await waitFor('the application', async () => (await tsgi.get('/')).body === 'Hello World');
  const path = join(tsgi.folder, 'foobar.py');
  writeFileSync(path, 'def broken(:\n');
  tsgi.signal('SIGHUP');
  await tsgi.said(/the new code could not be loaded: the old workers stay/);
  assert.equal((await tsgi.get('/')).body, 'Hello World');
  writeFileSync(path, helloApp.replace('Hello World', 'Second'));
  tsgi.signal('SIGHUP');
  await waitFor('the new code', async () => (await tsgi.get('/')).body === 'Second');
});

test('TTIN and TTOU add and take away a worker', async (t) => {
  const tsgi = await runTsgi(t, { options: four.slice(0, 4), files });
  tsgi.signal('SIGTTIN');
  await tsgi.said(/spawned uWSGI worker 2 /);
  await waitFor('both workers', async () => (await pidsSeen(tsgi, 10)).size === 2);
  const second = tsgi.workerPid(2);
  tsgi.signal('SIGTTOU');
  await waitFor('the end of worker 2', () => !isRunning(second));
  assert.equal((await pidsSeen(tsgi, 10)).size, 1);
});

test('the letters of the master fifo reload and stop', async (t) => {
  const tsgi = await runTsgi(t, { options: [...four.slice(0, 4), '--master-fifo', 'fifo'], files });
  const fifo = join(tsgi.folder, 'fifo');
  const before = tsgi.workerPid(1);
  writeFileSync(fifo, 'r');
  await waitFor('the new worker', () => tsgi.workerPid(1) !== before);
  writeFileSync(fifo, 'x\n');
  writeFileSync(fifo, 'q');
  assert.equal(await tsgi.exitCode(), 0);
});

/** A request that is known to run in a certain worker. */
async function busyWorker(tsgi: Tsgi): Promise<{ pid: number; answer: Promise<Answer> }> {
  const answer = tsgi.get('/sleep?120');
  return { pid: await waitForBusy(tsgi), answer };
}

/** The pid of a worker that has a slow request in hand: the application leaves a file. */
function waitForBusy(tsgi: Tsgi): Promise<number> {
  return waitFor('a busy worker', () => {
    const name = readdirSync(tsgi.folder).find((file) => file.startsWith('busy-'));
    return name === undefined ? null : Number(name.slice('busy-'.length));
  });
}

async function pidsSeen(tsgi: Tsgi, requests: number): Promise<Set<string>> {
  const answers = Array.from({ length: requests }, async () => {
    const response = await tsgi.get('/pid');
    return response.status === 200 ? response.body : 'failed';
  });
  return new Set(await Promise.all(answers));
}

function zygotePid(tsgi: Tsgi): number {
  const zygote = zygoteOrNull(tsgi);
  assert.ok(zygote !== null);
  return zygote;
}

/** The parent of the newest worker 1. */
function zygoteOrNull(tsgi: Tsgi): number | null {
  const worker = tsgi.workerPid(1);
  return childrenOf(tsgi.pid).find((pid) => childrenOf(pid).includes(worker)) ?? null;
}

test('a master that is out of descriptors says so once, and goes on when it has some again', async (t) => {
  const tsgi = await runTsgi(t, { options: quiet, files, workers: 4 });
  const limit = (most: number | string): void => {
    const ran = spawnSync('prlimit', ['--pid', String(tsgi.pid), `--nofile=${most}:`]);
    assert.equal(ran.status, 0, ran.stderr?.toString());
  };
  if (spawnSync('prlimit', ['--version']).status !== 0) return t.skip('no prlimit');
  const open = readdirSync(`/proc/${tsgi.pid}/fd`).length;
  limit(open + 1);
  tsgi.signal('SIGHUP');
  await tsgi.said(/Cannot run "[^"]+": [^\n]*EMFILE[\s\S]*the reload failed: the old workers stay/);
  assert.equal((await tsgi.get('/pid')).status, 200);
  const gateway = tsgi.gatewayPid();
  process.kill(zygotePid(tsgi), 'SIGKILL');
  process.kill(gateway, 'SIGKILL');
  await tsgi.said(/Cannot start http 1: [^\n]*EMFILE/);
  const waiting = tsgi.get('/pid');
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.ok(tsgi.count(/Cannot start http 1/g) <= 1 && tsgi.count(/Cannot run/g) <= 2, tsgi.log);
  limit(4096);
  assert.equal((await waiting).status, 200);
  await waitFor('a new gateway', () => tsgi.gatewayPid() !== gateway);
  const before = tsgi.workerPid(1);
  tsgi.signal('SIGHUP');
  await waitFor('new workers', () => tsgi.workerPid(1) !== before);
});
