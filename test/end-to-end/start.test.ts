// The first command of the README, and the script behind it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { startUwsgi } from '../peers/uwsgi.js';
import { openPty } from '../pty/pty.js';
import { tableRows } from './dashboard.js';

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

function npm(...args: readonly string[]) {
  return spawnSync('npm', ['--prefix', projectRoot, ...args], { cwd: tmpdir(), encoding: 'utf8' });
}

/** Sources and scripts, with the packages that are installed here. */
function copyCheckout(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop a checkout '));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['bin', 'src', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(join(projectRoot, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function prepare(checkout: string, ...args: readonly string[]) {
  const script = join(checkout, 'bin', 'prepare.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: '/',
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}
