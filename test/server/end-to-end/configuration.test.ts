import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
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

  writeFileSync(join(folder, 'web.ini'), '[uwsgi]\nprocesses = -4\n');
  command('--reload', folder);
  await tsgi.said(/web\.ini:2: Cannot use processes "-4": less than 0/);
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

const reporting = `
import os, threading, time
def application(env, start_response):
    if env['PATH_INFO'] == '/stuck':
        threading.Event().wait()
    env['wsgi.input'].read()
    start_response('200 OK', [])
    return [('%s %s %s' % (env['wsgi.multithread'], env['wsgi.multiprocess'], os.getcwd())).encode()]
`;

function webIni(options: Readonly<Record<string, string>>): string {
  const all = {
    http: '127.0.0.1:0',
    'wsgi-file': 'main.py',
    master: 'true',
    stats: 'stats.sock',
    ...options,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  return `[uwsgi]\n${lines.join('\n')}\n`;
}

test('a reload changes what can be changed, and names once what cannot', async (t) => {
  const options = { pidfile: 'web.pid', 'disable-logging': 'true' };
  const tsgi = await runTsgi(t, {
    options: ['web.ini'],
    files: { 'web.ini': webIni(options), 'main.py': reporting },
  });
  const cores = async () => {
    const { workers } = JSON.parse(await readAll(join(tsgi.folder, 'stats.sock'))) as Stats;
    return workers.map((worker) => worker.cores?.length);
  };
  assert.deepEqual(await cores(), [1]);
  const next = {
    ...options,
    http: '127.0.0.1:1',
    uid: 'somebody',
    'disable-logging': 'false',
    processes: '3',
    threads: '2',
    harakiri: '1',
    'limit-post': '10',
    'add-header': 'X-Colour: blue',
  };
  writeFileSync(join(tsgi.folder, 'web.ini'), webIni(next));
  tsgi.signal('SIGHUP');
  await tsgi.said(/^\*\*\* changed, but needs a restart: http, http-socket, socket, uid \*\*\*$/m);
  await tsgi.said(/^spawned uWSGI worker 3 \(pid: \d+, cores: 2\)$/m);
  await waitFor('the workers', async () => (await cores()).join() === '2,2,2');
  const answer = await waitFor('the new answer', async () => {
    const got = await tsgi.get('/new');
    return got.body.startsWith('True True') ? got : null;
  });
  assert.equal(answer.headers['x-colour'], 'blue');
  await tsgi.said(/ GET \/new => /);
  assert.equal((await post(tsgi.http, 'x'.repeat(11))).status, 413);
  assert.equal((await tsgi.get('/stuck')).status, 504);
  await tsgi.said(/Respawned uWSGI worker/);

  writeFileSync(join(tsgi.folder, 'web.ini'), webIni({ ...options, 'stats-no-cores': 'true' }));
  tsgi.signal('SIGHUP');
  await waitFor('one worker', async () => (await cores()).join('/') === '');
  await waitFor('its answer', async () => (await tsgi.get('/')).body.startsWith('False False'));
});

test('a gateway that dies after a reload comes back with the configuration in force', async (t) => {
  const files = { 'web.ini': webIni({}), 'main.py': reporting };
  const tsgi = await runTsgi(t, { options: ['web.ini'], files });
  writeFileSync(join(tsgi.folder, 'web.ini'), webIni({ 'add-header': 'X-Colour: blue' }));
  tsgi.signal('SIGHUP');
  await waitFor('the new header', async () => (await tsgi.get('/')).headers['x-colour'] === 'blue');
  const before = tsgi.gatewayPid();
  process.kill(before, 'SIGKILL');
  await waitFor('the new gateway', () => tsgi.gatewayPid() !== before);
  assert.equal((await tsgi.get('/')).headers['x-colour'], 'blue');
});

test('a configuration whose code does not load is not in force', async (t) => {
  const files = { 'web.ini': webIni({}), 'main.py': reporting };
  const tsgi = await runTsgi(t, { options: ['web.ini'], files });
  writeFileSync(join(tsgi.folder, 'web.ini'), webIni({ 'add-header': 'X-Colour: blue', threads: '2' }));
  writeFileSync(join(tsgi.folder, 'main.py'), 'import nothing_like_this\n');
  tsgi.signal('SIGHUP');
  await tsgi.said(/the new code could not be loaded: the old workers stay/);
  const answer = await tsgi.get('/');
  assert.equal(answer.headers['x-colour'], undefined);
  assert.match(answer.body, /^False /);
});

test('chdir is looked up at each reload: a link that a deployment has moved leads to the new release', async (t) => {
  const folder = makeFolder(t, { 'web.ini': webIni({ chdir: 'current', stats: '%d/stats.sock' }) });
  for (const release of ['one', 'two']) {
    mkdirSync(join(folder, release));
    writeFileSync(join(folder, release, 'main.py'), reporting);
  }
  symlinkSync('one', join(folder, 'current'));
  const tsgi = await runTsgi(t, { options: ['web.ini'], cwd: folder });
  assert.match((await tsgi.get('/')).body, /\/one$/);
  symlinkSync('two', join(folder, 'next'));
  renameSync(join(folder, 'next'), join(folder, 'current'));
  tsgi.signal('SIGHUP');
  await waitFor('the new release', async () => (await tsgi.get('/')).body.endsWith('/two'));
  unlinkSync(join(folder, 'current'));
  tsgi.signal('SIGHUP');
  await tsgi.said(/Cannot read the configuration again: chdir\(\): No such file or directory \[current\]/);
  assert.match((await tsgi.get('/')).body, /\/two$/);
});

interface Stats {
  readonly workers: readonly { readonly cores?: readonly unknown[] }[];
}

function readAll(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    createConnection(path)
      .setEncoding('utf8')
      .on('data', (more: string) => {
        text += more;
      })
      .on('error', reject)
      .on('end', () => resolve(text));
  });
}

async function post(address: string, body: string): Promise<{ readonly status: number }> {
  return fetch(`http://${address}/`, { method: 'POST', body });
}

function command(option: string, folder: string): void {
  const run = spawnSync(process.execPath, [join(projectRoot, 'bin', 'tsgi'), option, 'web.pid'], {
    cwd: folder,
  });
  assert.equal(run.status, 0);
}
