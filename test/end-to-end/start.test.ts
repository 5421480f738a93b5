// The first command of the README, and the script behind it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { startUwsgi } from '../peers/uwsgi.js';
import { keys } from '../pty/keys.js';
import { openPty } from '../pty/pty.js';
import { waitFor } from '../wait-for.js';
import { tableRows } from './dashboard.js';

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

test('a checkout in a folder with blanks in its name is built before it runs, silently, and once', (t) => {
  const checkout = copyCheckout(t);
  assert.deepEqual(prepare(checkout, '--quiet'), { status: 0, output: '' });
  const version = spawnSync(process.execPath, [join(checkout, 'bin', 'tstop'), '--version'], {
    encoding: 'utf8',
  });
  assert.match(version.stdout, /\d+\.\d+\.\d+/);
  assert.deepEqual(prepare(checkout), { status: 0, output: '' }, 'nothing is left to build');
});

test('a source that is newer than the build is built; one that is wrong fails with what the compiler says', (t) => {
  const checkout = copyCheckout(t);
  prepare(checkout, '--quiet');
  writeFileSync(join(checkout, 'src', 'wrong.ts'), 'export const text: string = 1;\n');
  const { status, output } = prepare(checkout, '--quiet');
  assert.equal(status, 1);
  assert.match(output, /wrong\.ts.*not assignable to type 'string'/);
  rmSync(join(checkout, 'src', 'wrong.ts'));
  assert.deepEqual(prepare(checkout), { status: 0, output: 'Building…\n' });
});

/** Command lines that name the folder. */
function processesWith(folder: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder));
}

function npm(...args: readonly string[]) {
  return spawnSync('npm', ['--prefix', projectRoot, ...args], { cwd: tmpdir(), encoding: 'utf8' });
}

/** Sources and scripts, with the packages that are installed here. */
function copyCheckout(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop a checkout '));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['bin', 'scripts', 'src', 'package.json', 'package-lock.json', 'tsconfig.json']) {
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
