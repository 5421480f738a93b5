// The promises of tstop's menu of actions for tsgi: each letter in the master FIFO and each signal does what it does to
// uWSGI, or what the menu says.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { SERVER_ACTIONS } from '../../../src/monitor/dashboard/keys/server-actions.js';
import { FIFO_TABLE } from '../../../src/server/master/signals.js';
import { waitFor } from '../../wait-for.js';
import { runTsgi, type Tsgi } from '../run-tsgi.js';

const sleeper = `
import time
from urllib.parse import parse_qs
def application(env, start_response):
    seconds = float(parse_qs(env['QUERY_STRING']).get('s', ['0'])[0])
    if seconds:
        print('a long request has begun', file=env['wsgi.errors'], flush=True)
    time.sleep(seconds)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'done']
`;

const WORKERS = 3;

async function start(t: TestContext, workers = WORKERS): Promise<Tsgi> {
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--processes', String(workers)];
  return runTsgi(t, {
    options: [...options, '--threads', '2', '--master-fifo', 'fifo'],
    files: { 'foobar.py': sleeper },
    workers,
  });
}

test('every letter of the menu is one that tsgi takes', () => {
  for (const { letter, label } of SERVER_ACTIONS) assert.ok(FIFO_TABLE.has(letter), label);
});

type Order = (tsgi: Tsgi) => void;

function letter(name: string): Order {
  return (tsgi) => writeFileSync(join(tsgi.folder, 'fifo'), name);
}

function signal(name: NodeJS.Signals): Order {
  return (tsgi) => tsgi.signal(name);
}

const slots = Array.from({ length: WORKERS }, (_, index) => index + 1);

const GRACEFUL: readonly (readonly [what: string, order: Order])[] = [
  ['r', letter('r')],
  ['w', letter('w')],
  ['c', letter('c')],
  ['SIGHUP', signal('SIGHUP')],
];

for (const [what, order] of GRACEFUL) {
  test(`${what}: every worker is replaced, and a running request is answered`, async (t) => {
    const tsgi = await start(t);
    const before = slots.map((slot) => tsgi.workerPid(slot));
    const answer = tsgi.get('/?s=1');
    await inFlight(tsgi);
    order(tsgi);
    await replaced(tsgi, before);
    assert.equal((await answer).body, 'done');
    assert.equal((await tsgi.get('/')).status, 200);
  });
}

for (const [what, order] of [
  ['R', letter('R')],
  ['W', letter('W')],
] as const) {
  test(`${what}: every worker is replaced at once, and a running request gets 502`, async (t) => {
    const tsgi = await start(t);
    const before = slots.map((slot) => tsgi.workerPid(slot));
    const answer = tsgi.get('/?s=30');
    await inFlight(tsgi);
    order(tsgi);
    assert.equal((await answer).status, 502);
    await replaced(tsgi, before);
    // While brutality goes on, another request may still be hit by it.
    await waitFor('an answer', async () => (await tsgi.get('/')).status === 200);
  });
}

for (const [what, more, fewer] of [
  ['+ and -', letter('+'), letter('-')],
  ['SIGTTIN and SIGTTOU', signal('SIGTTIN'), signal('SIGTTOU')],
] as const) {
  test(`${what}: one worker more, and one fewer`, async (t) => {
    const tsgi = await start(t);
    more(tsgi);
    await tsgi.said(/^spawned uWSGI worker 4 /m);
    fewer(tsgi);
    // It may not have begun to accept yet.
    await tsgi.said(/^worker 4 buried after |^DAMN ! worker 4 /m);
    assert.equal((await tsgi.get('/')).body, 'done');
  });
}

for (const [what, order] of [
  ['p', letter('p')],
  ['SIGTSTP', signal('SIGTSTP')],
] as const) {
  test(`${what}: paused, and resumed by the same again`, async (t) => {
    const tsgi = await start(t);
    order(tsgi);
    await tsgi.said(/\*\*\* PAUSE/);
    const answer = tsgi.get('/');
    order(tsgi);
    await tsgi.said(/\*\*\* resumed/);
    assert.equal((await answer).body, 'done');
  });
}

for (const [what, order] of [
  ['s', letter('s')],
  ['SIGUSR1', signal('SIGUSR1')],
] as const) {
  test(`${what}: the requests of each worker stand in the log, and nothing else happens`, async (t) => {
    const tsgi = await start(t);
    const before = slots.map((slot) => tsgi.workerPid(slot));
    order(tsgi);
    await tsgi.said(/workers total requests: 0/);
    assert.deepEqual(
      slots.map((slot) => tsgi.workerPid(slot)),
      before,
    );
  });
}

for (const [what, order, status] of [
  ['q', letter('q'), 200],
  ['SIGINT', signal('SIGINT'), 200],
  ['Q', letter('Q'), null],
  ['SIGQUIT', signal('SIGQUIT'), null],
] as const) {
  test(`${what}: the server ends, a running request is ${status === null ? 'cut off' : 'answered'}`, async (t) => {
    const tsgi = await start(t);
    const answer = tsgi.get(status === null ? '/?s=30' : '/?s=1').then(
      (got) => got.status,
      () => 0,
    );
    await inFlight(tsgi);
    order(tsgi);
    assert.equal(await tsgi.exitCode(), 0);
    if (status === null) assert.notEqual(await answer, 200);
    else assert.equal(await answer, status);
  });
}

test('SIGUSR2 to a worker: its Python stacks stand in the log, and it goes on', async (t) => {
  const tsgi = await start(t, 1);
  const answer = tsgi.get('/?s=1');
  await inFlight(tsgi);
  process.kill(tsgi.workerPid(1), 'SIGUSR2');
  await tsgi.said(/File ".*foobar\.py", line \d+ in application/);
  assert.equal((await answer).body, 'done');
});

test('SIGHUP to a worker: it finishes its request, and another process takes its place', async (t) => {
  const tsgi = await start(t, 1);
  const before = tsgi.workerPid(1);
  const answer = tsgi.get('/?s=1');
  await inFlight(tsgi);
  process.kill(before, 'SIGHUP');
  await waitFor('a new process', () => tsgi.workerPid(1) !== before);
  assert.equal((await answer).body, 'done');
  assert.equal((await tsgi.get('/')).body, 'done');
});

test('SIGKILL to a worker: its request gets 502, and another process takes its place', async (t) => {
  const tsgi = await start(t);
  const before = slots.map((slot) => tsgi.workerPid(slot));
  const answer = tsgi.get('/?s=30');
  await inFlight(tsgi);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  assert.equal((await answer).status, 502);
  await replaced(tsgi, before);
});

/** Until the application has begun: one that has not goes to another worker. */
async function inFlight(tsgi: Tsgi): Promise<void> {
  await tsgi.said(/^a long request has begun$/m);
}

async function replaced(tsgi: Tsgi, before: readonly number[]): Promise<void> {
  await waitFor('new processes', () => slots.every((slot) => tsgi.workerPid(slot) !== before[slot - 1]));
}
