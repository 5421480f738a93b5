import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { PATIENCE_MS } from '../../wait-for.js';
import { makeFolder } from '../run-tsgi.js';

test('--version and --help answer on stdout and exit with 0', () => {
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  assert.deepEqual(tsgi(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  const help = tsgi(['--help', '--http', ':1']);
  assert.match(help.stdout, /^Usage: tsgi /);
  assert.deepEqual([help.code, help.stderr], [0, '']);
});

const failures: readonly (readonly [argv: readonly string[], stderr: RegExp])[] = [
  [['--nope'], /^tsgi: unrecognized option '--nope'\ngetopt_long\(\) error\n$/],
  [['--processes=-4'], /^Cannot use --processes "-4": less than 0\n$/],
  [['nofile.ini'], /^realpath\(\) of nofile.ini failed: No such file or directory\n$/],
  [['--stop', 'nofile.pid'], /^Cannot read pid file "nofile.pid": it does not exist or cannot be read\n$/],
  [['--stop', 'package.json'], /^Cannot use pid file "package.json": it holds no process number\n$/],
  [
    ['--wsgi-file', 'a.py'],
    /^The -s\/--socket option is missing and stdin is not a socket\. Try --http :9090\n$/,
  ],
];

for (const [argv, stderr] of failures) {
  test(`${argv.join(' ')} is one message and exit 1`, () => {
    const run = tsgi(argv);
    assert.match(run.stderr, stderr);
    assert.deepEqual([run.code, run.stdout], [1, '']);
  });
}

test('a configuration without the section says why nothing starts', (t) => {
  const folder = makeFolder(t, { 'app.ini': '[app]\nhttp = :1\n' });
  const { stderr } = tsgi(['app.ini'], folder);
  assert.match(stderr, /app\.ini: there is no section \[uwsgi\]\nThe -s\/--socket option is missing/);
});

test('--show-config prints what was read, then goes on', () => {
  const { stderr } = tsgi(['--show-config', '-p4']);
  assert.match(
    stderr,
    /^;uWSGI instance configuration\n\[uwsgi\]\nshow-config = true\nprocesses = 4\n;end of configuration\nThe -s/,
  );
});

for (const [option, signal] of [
  ['--stop', 'SIGINT'],
  ['--reload', 'SIGHUP'],
] as const) {
  test(`${option} sends ${signal} to the process of the pid file`, async (t) => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    t.after(() => child.kill('SIGKILL'));
    await once(child, 'spawn');
    const folder = makeFolder(t, { 'x.pid': `${child.pid}\n` });
    const ended = once(child, 'exit');
    assert.deepEqual(tsgi([option, 'x.pid'], folder), { code: 0, stdout: '', stderr: '' });
    assert.deepEqual(await ended, [null, signal]);
    assert.equal(tsgi([option, 'x.pid'], folder).code, 1);
  });
}

function tsgi(argv: readonly string[], cwd: string = projectRoot) {
  const run = spawnSync(process.execPath, [join(projectRoot, 'bin', 'tsgi'), ...argv], {
    cwd,
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}
