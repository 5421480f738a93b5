// The first command of the README, and the script behind it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { startUwsgi } from '../peers/uwsgi.js';
import { keys } from '../pty/keys.js';
import { openPty } from '../pty/pty.js';
import { waitFor } from '../wait-for.js';
import { tableRows } from './dashboard.js';
import { NO_CONFIG } from './run-tstop.js';

const REPLY = join(projectRoot, 'test/fixtures/corpus/plain-4x2-busy.json');
const F9 = '\x1b[20~';

test('npm start opens the dashboard from any folder, and hands its arguments and exit code on', async (t) => {
  const server = await startUwsgi(t, {
    command: '--http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 --stats {stats}',
  });
  if (server === null) return;
  const command = ['npm', '--prefix', projectRoot, 'start', '--', server.statsAddress, '--theme', 'mono'];
  const pty = openPty(t, { command, cwd: tmpdir(), columns: 120, rows: 30 });
  if (pty === null) return;
  await pty.waitFor((screen) => screen.isAlternate() && tableRows(screen).length === 4, 30_000);
  pty.send('q');
  assert.equal((await pty.ended).code, 0);

  const refused = npm('start', '--', '127.0.0.1:1', '--once');
  assert.equal(refused.status, 3);
  assert.match(refused.stderr, /Cannot read stats from "127.0.0.1:1": connection refused/);
});

test('npm start without an address shows the demo, and ^C ends all of it', async (t) => {
  const command = ['npm', '--prefix', projectRoot, 'start'];
  const folder = mkdtempSync(join(tmpdir(), 'tstop-start-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const env = { TMPDIR: folder, TSTOP_ADDRESS: undefined, UWSGITOP_ADDRESS: undefined };
  const pty = openPty(t, { command, cwd: tmpdir(), columns: 120, rows: 30, env });
  if (pty === null) return;
  const isBusy = /GET \/report/;
  await pty.waitFor((screen) => tableRows(screen).length === 4 && isBusy.test(screen.text()), 60_000);
  // The worker's stack at that moment is chance; that there is one is not.
  pty.send('b');
  await pty.waitFor(/Python in worker \d[\s\S]*(?:demo\.py:\d+|No Python code runs in this worker)/);
  pty.send(keys.escape);
  await pty.waitFor((screen) => !screen.text().includes('Python in worker'));
  pty.send(F9);
  await pty.waitFor(/─ actions through .*shop\.fifo ─/);
  assert.ok(processesWith(folder).length > 1, 'tsgi and tstop have the folder in their command lines');
  pty.send('\x03');
  assert.equal((await pty.ended).code, 0);
  await waitFor('every process of the demo to end', () => processesWith(folder).length === 0);
  assert.deepEqual(readdirSync(folder), []);
});

test('a fresh checkout says what to run, and is a command once it is installed globally', async (t) => {
  const checkout = copyCheckout(t);
  const unbuilt = run(join(checkout, 'bin', 'tstop'), '--once', REPLY);
  assert.equal(unbuilt.status, 2);
  assert.match(unbuilt.stderr, /^tstop: nothing is built in ".* a checkout .*" yet: run "npm start" there/);
  assert.match(run(join(checkout, 'bin', 'tsgi')).stderr, /^tsgi: nothing is built in /);

  const prefix = join(checkout, 'prefix');
  const install = npmIn(checkout, 'install', '--global', '--prefix', prefix, '--offline', '--no-audit', '.');
  assert.equal(install.status, 0, install.stderr);
  assertStarts(join(prefix, 'bin'));
  assert.deepEqual(prepare(checkout), { status: 0, output: '' }, 'nothing is left to build');
  assert.match(npmIn(checkout, 'start', '--silent', '--', REPLY, '--once').stdout, /^OK .*3\/8 cores busy/);

  await startFromTarball(t, checkout);

  writeFileSync(join(checkout, 'src', 'wrong.ts'), 'export const text: string = 1;\n');
  const { status, output } = prepare(checkout, '--quiet');
  assert.equal(status, 1);
  assert.match(output, /wrong\.ts.*not assignable to type 'string'/);
  rmSync(join(checkout, 'src', 'wrong.ts'));
  assert.deepEqual(prepare(checkout), { status: 0, output: 'Building…\n' });
});

/**
 * The tarball that would be published, unpacked as npm does it. What it depends on is linked, since nothing may be
 * fetched: exactly the packages that it says it needs.
 */
async function startFromTarball(t: TestContext, checkout: string): Promise<void> {
  const pack = npmIn(checkout, 'pack', '--silent', '--pack-destination', checkout);
  assert.equal(pack.status, 0, pack.stderr);
  // Not below the checkout, whose packages would be found.
  const prefix = mkdtempSync(join(tmpdir(), 'tstop-unpacked-'));
  t.after(() => rmSync(prefix, { recursive: true }));
  const folder = join(prefix, 'node_modules', 'tstop');
  mkdirSync(folder, { recursive: true });
  const tarball = join(checkout, pack.stdout.trim().split('\n').at(-1) ?? '');
  assert.equal(spawnSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']).status, 0);
  const bare = run(join(folder, 'bin', 'tstop'), REPLY, '--once', '--filter', 'uri~^/sleep');
  assert.equal(bare.status, 2);
  assert.match(bare.stderr, /^tstop: Cannot find (?:module|package) 're2js'.*: run "npm ci" in "/);
  for (const path of runtimePackages()) {
    mkdirSync(dirname(join(folder, '..', '..', path)), { recursive: true });
    symlinkSync(join(projectRoot, path), join(folder, '..', '..', path));
  }
  assertStarts(join(folder, 'bin'));
  const pty = openPty(t, { command: [join(folder, 'bin', 'tstop'), REPLY], env: NO_CONFIG });
  if (pty === null) return;
  await pty.waitFor((screen) => screen.isAlternate() && screen.text().includes('F10Quit'));
  pty.send('q');
  assert.equal((await pty.ended).code, 0);
}

/** As npm would put them beside it; those within others come with these. */
function runtimePackages(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'));
  return Object.entries<{ dev?: boolean }>(lock.packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true && path.lastIndexOf('node_modules/') === 0)
    .map(([path]) => path);
}

function assertStarts(bin: string): void {
  assert.match(run(join(bin, 'tstop'), '--version').stdout, /^tstop \d+\.\d+\.\d+$/m);
  assert.match(run(join(bin, 'tstop'), REPLY, '--once').stdout, /^OK .*3\/8 cores busy/);
  assert.match(run(join(bin, 'tsgi'), '--version').stdout, /\d+\.\d+\.\d+/);
}

/** Command lines that name the folder. */
function processesWith(folder: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder));
}

function run(program: string, ...args: readonly string[]) {
  return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...NO_CONFIG } });
}

function npmIn(cwd: string, ...args: readonly string[]) {
  return spawnSync('npm', args, { cwd, encoding: 'utf8', env: { ...process.env, ...NO_CONFIG } });
}

function npm(...args: readonly string[]) {
  return spawnSync('npm', ['--prefix', projectRoot, ...args], { cwd: tmpdir(), encoding: 'utf8' });
}

/** Sources and scripts, with the packages that are installed here. */
function copyCheckout(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop a checkout '));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE'];
  for (const name of ['bin', 'scripts', 'src', ...files]) {
    cpSync(join(projectRoot, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function prepare(checkout: string, ...args: readonly string[]) {
  const script = join(checkout, 'scripts', 'prepare.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: '/',
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}
