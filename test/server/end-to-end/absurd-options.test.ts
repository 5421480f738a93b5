// Values that cannot be meant, given to the real program: it ends with one line that names them, or it serves. Never a
// trace of the program's own, never a server that is half there, and nothing is left behind.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { helloApp, makeFolder, runTsgi } from '../run-tsgi.js';

const base = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py'];

/** Options that end the start, and the last line of the log. */
const refused: readonly (readonly [words: readonly string[], last: RegExp])[] = [
  [['--chdir', '/nowhere'], /^chdir\(\): No such file or directory \[\/nowhere\]$/],
  [['--chdir', 'foobar.py'], /^chdir\(\): Not a directory \[foobar\.py\]$/],
  [['--uid', 'nosuchuser'], /^user nosuchuser not found\.$/],
  [['--uid', '4294967295'], /^Cannot use --uid "4294967295": more than 4294967294$/],
  [['--immediate-gid', '99999999999'], /^Cannot use --immediate-gid "99999999999": more than 4294967294$/],
  [['--gid', 'nosuchgroup'], /^group nosuchgroup not found\.$/],
  [['--pidfile', '/nowhere/x'], /^Cannot write the pidfile "\/nowhere\/x": /],
  [['--pidfile', 'dir'], /^Cannot write the pidfile "dir": /],
  [['--logto', '/nowhere/x'], /^Cannot open the log "\/nowhere\/x": /],
  [['--daemonize', 'dir'], /^Cannot open the log "dir": /],
  [['--stats', '/nowhere/x'], /^bind\(\): .* \[\/nowhere\/x\]$/],
  [['--stats', 'dir'], /^bind\(\): Address already in use/],
  [['--http', '/nowhere/x'], /^bind\(\): No such file or directory \[\/nowhere\/x\]/],
  [['--http', 'foobar.py'], /^bind\(\): Address already in use/],
  [['--http', '203.0.113.1:0'], /^bind\(\): Cannot assign requested address \[203\.0\.113\.1:0\]/],
  [['--socket', '@'], /^Cannot use --socket "@": the name after @ is missing$/],
  [['--socket', 'x.sock', '--chown-socket', 'nosuch'], /^user nosuch not found\.$/],
  [
    ['--socket', 'x.sock', '--chown-socket', '99999999999'],
    /^Cannot use --chown-socket .*: more than 4294967294$/,
  ],
  [['--chmod-socket=999'], /^Cannot use --chmod-socket "999": not an octal mode/],
  [
    ['--master-fifo', '/nowhere/f'],
    /^Cannot make the master fifo "\/nowhere\/f": mkfifo: .*No such file or directory$/,
  ],
  [['--master-fifo', 'foobar.py'], /^Cannot make the master fifo "foobar\.py": mkfifo: .*File exists$/],
  [['--python', '/nowhere/python'], /^Cannot run "\/nowhere\/python": No such file or directory$/],
  [['--virtualenv', 'dir'], /^Cannot run "dir\/bin\/python": No such file or directory$/],
  [['--env', '=x'], /^Cannot use --env "=x": expected NAME=VALUE$/],
  [['--ini', '/dev/zero'], /^realpath\(\) of \/dev\/zero failed: Not a regular file$/],
  [['--yaml', 'dir'], /^realpath\(\) of dir failed: Is a directory$/],
  [['--processes', '4097', '--threads', '-1', '--chroot', '/x'], /^Cannot start with --chroot: /],
];

/** Options with which the server starts all the same. */
const served: readonly (readonly string[])[] = [
  ['--pythonpath', '/nowhere', '--env', 'PYTHONPATH=/nowhere', '--unenv', 'HOME'],
  ['--umask', '777', '--reload-mercy', '0', '--worker-reload-mercy', '0', '--socket-timeout', '1'],
  ['--processes', 'many', '--threads', '0', '--harakiri', 'soon', '--listen', '0', '--http-timeout', '0'],
  ['--safe-pidfile', '/nowhere/x', '--py-tracebacker', '/nowhere/t', '--log-maxsize', '1'],
  ['--procname-prefix', '%s%n', '--add-header', 'X: %s', '--stats-ws-token', '%s', '--locks', '65536'],
];

test('values that cannot be had end the start with a line of their own, and leave nothing behind', async (t) => {
  await inTurns(refused, async ([words, last]) => {
    const cwd = folderFor(t);
    const tsgi = await runTsgi(t, { options: [...base, ...words], cwd, workers: 0 });
    assert.equal(await tsgi.exitCode(), 1, words.join(' '));
    assert.match(tsgi.log.trimEnd().split('\n').at(-1) ?? '', last);
    assertNoTrace(tsgi.log);
    // As in uWSGI, only --vacuum removes a socket.
    const left = readdirSync(cwd).filter((name) => name !== 'x.sock');
    assert.deepEqual(left.toSorted(), ['dir', 'foobar.py'], words.join(' '));
  });
});

test('values that nothing depends on are told, and the server serves', async (t) => {
  await inTurns(served, async (words) => {
    const tsgi = await runTsgi(t, { options: [...base, ...words], cwd: folderFor(t) });
    assert.equal((await tsgi.get('/')).body, 'Hello World', words.join(' '));
    assertNoTrace(tsgi.log);
    process.kill(tsgi.pid, 'SIGTERM');
    assert.equal(await tsgi.exitCode(), 0, words.join(' '));
  });
});

function folderFor(t: Parameters<typeof makeFolder>[0]): string {
  const folder = makeFolder(t, { 'foobar.py': helloApp });
  mkdirSync(join(folder, 'dir'));
  return folder;
}

function assertNoTrace(log: string): void {
  assert.doesNotMatch(log, /^\s+at \S|^Traceback|node:internal|\[object /m);
}

/** Three at a time, since each is a process of its own. */
async function inTurns<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await run(next);
  };
  await Promise.all([worker(), worker(), worker()]);
}
