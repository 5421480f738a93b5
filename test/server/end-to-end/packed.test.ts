import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { makeFolder, runTsgi } from '../run-tsgi.js';

test('the package as it is published has all that the server needs', async (t) => {
  const root = unpack(t);
  const tsgi = await runTsgi(t, {
    options: [...'--http-socket 127.0.0.1:0 --stats-ws 127.0.0.1:0 --wsgi-file foobar.py'.split(' ')],
    program: join(root, 'bin', 'tsgi'),
  });
  assert.equal((await tsgi.get('/')).body, 'Hello World');
  assert.match(tsgi.log, new RegExp(`Starting tsgi ${versionOf(root)} `));
  const help = execFileSync(process.execPath, [join(root, 'bin', 'tsgi'), '--help'], { encoding: 'utf8' });
  assert.match(help, /--wsgi-file/);
  assert.ok(existsSync(join(root, 'dist', 'tsgi.1')));
});

/** Packages that it depends on are those of the checkout. */
function unpack(t: TestContext): string {
  const folder = makeFolder(t, {});
  const options = ['--ignore-scripts', '--silent', '--pack-destination', folder];
  execFileSync('npm', ['pack', ...options], { cwd: projectRoot, stdio: 'ignore' });
  const [archive = ''] = readdirSync(folder);
  execFileSync('tar', ['-xzf', archive], { cwd: folder });
  const root = join(folder, 'package');
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  return root;
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version.replaceAll('.', '\\.');
}
