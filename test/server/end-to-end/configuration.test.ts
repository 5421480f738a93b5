import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { waitFor } from '../../wait-for.js';
import { makeFolder, runTsgi } from '../run-tsgi.js';

const application = `
import os
def application(env, start_response):
    start_response('200 OK', [])
    return [os.environ['COLOUR'].encode()]
`;

function iniWith(colour: string): string {
  return `[uwsgi]
ini = :base
chdir = app
env = COLOUR=${colour}
[base]
http = 127.0.0.1:0
wsgi-file = main.py
pidfile = %d%n.pid
if-exists = %dapp
master = true
endif
`;
}

test('an ini file is read again by a reload, from where the server was started', async (t) => {
  const folder = makeFolder(t, { 'web.ini': iniWith('red') });
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'main.py'), application);
  const tsgi = await runTsgi(t, { options: ['web.ini'], cwd: folder });
  assert.equal((await tsgi.get('/')).body, 'red');

  writeFileSync(join(folder, 'web.ini'), iniWith('blue'));
  command('--reload', folder);
  await waitFor('the new colour', async () => (await tsgi.get('/')).body === 'blue');

  writeFileSync(join(folder, 'web.ini'), '[uwsgi]\nprocesses = many\n');
  command('--reload', folder);
  await tsgi.said(/web\.ini:2: Cannot use processes "many": not a whole number/);
  assert.equal((await tsgi.get('/')).body, 'blue');

  command('--stop', folder);
  assert.equal(await tsgi.exitCode(), 0);
});

test('the command line as a web page mangles it serves, with a note', async (t) => {
  const tsgi = await runTsgi(t, {
    options: ['–http-socket', '127.0.0.1:0', '–wsgi‑file', '“foobar.py”', '—p2'],
    workers: 2,
  });
  assert.equal((await tsgi.get('/')).body, 'Hello World');
  assert.match(tsgi.log, /^typographic dashes, .*: "–http-socket" as "--http-socket"$/m);
});

function command(option: string, folder: string): void {
  const run = spawnSync(process.execPath, [join(projectRoot, 'bin', 'tsgi'), option, 'web.pid'], {
    cwd: folder,
  });
  assert.equal(run.status, 0);
}
