// `npm start`: with an address, tstop on it. Without one, everything that there is to see: tsgi with the application of
// examples/demo, a mild load on it, and tstop. When tstop ends, all of it ends.

import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const words = process.argv.slice(2);

/** Path and mean pause in milliseconds. */
const VISITORS = [
  ['/', 30],
  ['/', 50],
  ['/search?q=tea', 120],
  ['/search?q=cups', 200],
  ['/checkout', 400],
  ['/basket', 150],
  ['/report?year=2025', 3000],
  ['/report?year=2024', 9000],
];

process.exitCode = wantsDemo() ? await runDemo() : await run('tstop', words);

/** Options alone (`--version`, `--theme light`) do not make an address. */
function wantsDemo() {
  return words.length === 0 && !process.env.TSTOP_ADDRESS && !process.env.UWSGITOP_ADDRESS;
}

async function runDemo() {
  if (process.stderr.isTTY) console.error('Starting the demo: tsgi with a small shop, visitors, and tstop…');
  const folder = mkdtempSync(join(tmpdir(), 'tstop-demo-'));
  const server = startServer(folder);
  try {
    await untilServing(server, folder);
    const stopLoad = startLoad(join(folder, 'shop.http'));
    const exitCode = await run('tstop', [join(folder, 'shop.stats'), '--fifo', join(folder, 'shop.fifo')]);
    stopLoad();
    return exitCode;
  } catch (error) {
    console.error(`Cannot start the demo: ${error.message}\n${logOf(folder)}`);
    return 1;
  } finally {
    server.kill('SIGINT');
    await server.gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

function startServer(folder) {
  const log = openSync(join(folder, 'tsgi.log'), 'a');
  const options = ['--http-socket', join(folder, 'shop.http'), '--stats', join(folder, 'shop.stats')];
  const looks = ['--py-tracebacker', join(folder, 'shop.trace'), '--master-fifo', join(folder, 'shop.fifo')];
  const shape = ['--processes', '4', '--threads', '2', '--harakiri', '12', '--reload-mercy', '1'];
  const server = spawn(
    process.execPath,
    [join(root, 'bin', 'tsgi'), '--wsgi-file', 'demo.py', ...options, ...looks, ...shape],
    // A group of its own: ^C is for tstop, which ends everything in order.
    { cwd: join(root, 'examples', 'demo'), detached: true, stdio: ['ignore', log, log] },
  );
  server.gone = new Promise((resolve) => server.once('exit', resolve).once('error', resolve));
  return server;
}

async function untilServing(server, folder) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (server.exitCode !== null) throw new Error('tsgi ended');
    if ((await request(join(folder, 'shop.http'), '/')) === 200) return;
    await delay(100);
  }
  throw new Error('tsgi did not serve within 10 s');
}

/** A few visitors, each with a page that they like, until the returned function is called. */
function startLoad(socketPath) {
  let isRunning = true;
  const visit = async (path, pauseMs) => {
    while (isRunning) {
      await request(socketPath, path);
      await delay(pauseMs * (0.5 + Math.random()), undefined, { ref: false });
    }
  };
  for (const [path, pauseMs] of VISITORS) visit(path, pauseMs);
  return () => {
    isRunning = false;
  };
}

/** The status, or 0 where there was none: what fails on purpose must not end the load. */
function request(socketPath, path) {
  return new Promise((resolve) => {
    const headers = { 'user-agent': 'demo', host: 'shop.example' };
    const sent = get({ socketPath, path, headers }, (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.statusCode));
    });
    sent.once('error', () => resolve(0));
  });
}

function logOf(folder) {
  return readFileSync(join(folder, 'tsgi.log'), 'utf8').split('\n').slice(-15).join('\n');
}

/** Runs one of our programs on this terminal; what the terminal's keys send is its business. */
function run(program, args) {
  const child = spawn(process.execPath, [join(root, 'bin', program), ...args], { stdio: 'inherit' });
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? code : 128 + constants.signals[signal]));
  });
}
