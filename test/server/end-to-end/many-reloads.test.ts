// The promise of a graceful reload, many times: clients that keep their connections lose no request, and
// nothing of the old generations is left behind.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Agent, get } from 'node:http';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { waitFor } from '../../wait-for.js';
import { descendants, runTsgi } from '../run-tsgi.js';

const RELOADS = process.env['EVERY_RELOAD'] === '1' ? 200 : 60;
const CLIENTS = 6;

/** Fast and slow requests mixed, so that every reload finds some of them under way. */
const application = `
import time

def application(env, start_response):
    if env['PATH_INFO'] == '/slow':
        time.sleep(0.03)
    body = env['wsgi.input'].read() or b'Hello World'
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [body]
`;

test(`${RELOADS} graceful reloads under load fail no request`, async (t) => {
  const size = ['--processes', '2', '--threads', '2', '--master', '--disable-logging'];
  const tsgi = await runTsgi(t, {
    options: ['--http', '127.0.0.1:0', '--python', await interpreter(), '--wsgi-file', 'app.py', ...size],
    files: { 'app.py': application },
    workers: 2,
  });
  const openBefore = descriptors(tsgi.pid);
  const clients = Array.from({ length: CLIENTS }, (_, index) => keepAsking(tsgi.http, index % 2 === 0));
  for (let reload = 0; reload < RELOADS; reload += 1) {
    const before = tsgi.workerPid(2);
    tsgi.signal('SIGHUP');
    await waitFor(`reload ${reload + 1}`, () => tsgi.workerPid(2) !== before, 30_000);
  }
  const outcomes = (await Promise.all(clients.map((client) => client.stop()))).flat();
  assert.deepEqual(
    outcomes.filter((outcome) => outcome !== 'answered'),
    [],
    tsgi.log.slice(-2000),
  );
  assert.ok(outcomes.length > RELOADS, `${outcomes.length} requests`);
  // One gateway, one zygote, two workers.
  await waitFor('the old generations to end', () => descendants(tsgi.pid).length === 4, 30_000);
  assert.ok(
    descriptors(tsgi.pid) <= openBefore + 4,
    `${openBefore} descriptors became ${descriptors(tsgi.pid)}`,
  );
});

/** The program itself: what stands for it on the path may be a script that takes longer than Python to start. */
async function interpreter(): Promise<string> {
  const { stdout } = await promisify(execFile)('python3', ['-c', 'import sys; print(sys.executable)']);
  return stdout.trim();
}

interface Client {
  /** Outcome of each request. */
  stop(): Promise<readonly string[]>;
}

/** One connection, one request after the other. */
function keepAsking(address: string, slow: boolean): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const outcomes: string[] = [];
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      outcomes.push(await ask(agent, `http://${address}${slow ? '/slow' : '/'}`));
      // The reloads need the processors too.
      await delay(2);
    }
    agent.destroy();
  })();
  return {
    async stop() {
      stopped = true;
      await running;
      return outcomes;
    },
  };
}

function ask(agent: Agent, url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve(
          response.statusCode === 200 && body === 'Hello World' ? 'answered' : `${response.statusCode}`,
        ),
      );
      response.on('error', (error) => resolve(error.message));
    });
    request.on('error', (error) => resolve(error.message));
  });
}

function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
