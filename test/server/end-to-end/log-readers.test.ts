import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { PATIENCE_MS, waitFor } from '../../wait-for.js';
import { descendants, isRunning, makeFolder } from '../run-tsgi.js';

const chattyApp = `
import fcntl, os, sys

def application(environ, start_response):
    failed = ''
    if environ['PATH_INFO'] == '/chatty':
        for number in range(3000):
            try:
                print('printed %d %s' % (number, 'x' * 100), file=(sys.stdout, sys.stderr)[number % 2])
            except Exception as error:
                failed = type(error).__name__
    blocking = [bool(not fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_NONBLOCK) for fd in (1, 2)]
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [('%s%s' % (blocking, failed)).encode()]
`;
const served = '[True, True]';
const requestLine =
  /^(?:\d+ - )?\[pid: \d+\|app: 0\|req: \d+\/\d+\] .* => generated 12 bytes in \d+ msecs .*\)$/;

for (const [name, open] of [
  ['pipe', openFifo],
  ['socket, as Node gives its children', openSocket],
] as const) {
  test(`a ${name} that nobody reads for a while: everything is served, and every line arrives whole`, async (t) => {
    const log = open(t);
    const server = await startServer(t, log.stdio, []);
    let pending = 2;
    const chatty = [server.ask('/chatty'), server.ask('/chatty')];
    for (const answer of chatty) void answer.then(() => (pending -= 1));
    // Two of four workers wait for the log, as any program does; the others, and the gateway, do not.
    const answers = [];
    for (let number = 0; number < 1200; number += 1) answers.push(await server.ask(`/quiet-${number}`));
    assert.ok(answers.every((answer) => answer === served));
    assert.ok(pending > 0, 'the log took everything');
    log.read(server.child);
    assert.deepEqual(await Promise.all(chatty), [served, served]);
    const quiet = () => log.lines().filter((line) => line.includes(' GET /quiet-'));
    await waitFor('every line', () => quiet().length === 1200);
    assert.ok(quiet().every((line) => requestLine.test(line)));
    const printed = log.lines().filter((line) => /^printed \d+ x{100}$/.test(line));
    assert.equal(printed.length, 6000);
    await server.stop();
    assert.match(log.lines().at(-1) ?? '', /^goodbye to uWSGI\.$/);
  });
}

test('a log that is gone, or full for ever, costs no request, and no patience at the end', async (t) => {
  const fifo = openFifo(t);
  const gone = await startServer(t, fifo.stdio, []);
  fifo.close();
  const full = await startServer(t, openSync('/dev/full', 'w'), []);
  const fullFile = await startServer(t, openSync('/dev/null', 'w'), ['--logto', '/dev/full']);
  for (const server of [gone, full, fullFile]) {
    for (let number = 0; number < 20; number += 1) {
      // More than waits in memory.
      assert.equal(await server.ask(number % 5 > 0 ? '/chatty' : '/'), served);
    }
  }
  await Promise.all([gone, full, fullFile].map((server) => server.stop()));
});

for (const dates of [[], ['--log-date=%s - ']]) {
  test(`rotation under load loses and tears nothing, in no process ${dates.join('')}`, async (t) => {
    const server = await startServer(t, openSync('/dev/null', 'w'), [
      ...['--logto', 'server.log', '--master-fifo', 'fifo', '--log-maxsize', '400000'],
      ...dates,
    ]);
    const files = () => readdirSync(server.folder).filter((name) => name.startsWith('server.log'));
    const lines = () =>
      files().flatMap((name) =>
        readFileSync(join(server.folder, name), 'utf8')
          .split('\n')
          .filter((line) => line !== ''),
      );
    for (let round = 0; round < 10; round += 1) {
      const answers = [server.ask('/chatty')];
      for (let number = 0; number < 100; number += 1) answers.push(server.ask('/quiet'));
      writeFileSync(join(server.folder, 'fifo'), 'L');
      assert.ok((await Promise.all(answers)).every((answer) => answer === served));
    }
    await waitFor(
      'every line',
      () => lines().filter((line) => requestLine.test(line) && !line.includes(' GET / ')).length === 1010,
    );
    const printed = lines().filter((line) => /^(?:\d+ - )?printed \d+ x{100}$/.test(line));
    assert.equal(printed.length, 30_000);
    assert.ok(files().length > 10, `${files()}`);
    // The gateway follows: its next line is in the newest file.
    await server.ask('/last');
    await waitFor('the last line', () =>
      readFileSync(join(server.folder, 'server.log'), 'utf8').includes(' GET /last '),
    );
    if (dates.length > 0)
      assert.deepEqual(
        lines().filter((line) => !/^\d{10} - /.test(line)),
        [],
      );
    await server.stop();
  });
}

/** The reading end of a log that nobody has read from yet. */
interface Reader {
  /** The server's standard error. */
  readonly stdio: number | 'pipe';
  /** From now on everything is read. */
  read(child: ChildProcess): void;
  lines(): readonly string[];
}

/** A pipe by name, so that the server has a real one: Node's own are sockets. */
function openFifo(t: TestContext): Reader & { close(): void } {
  const path = join(makeFolder(t, {}), 'log');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const block = Buffer.alloc(65_536);
  let text = '';
  const readOn = () => {
    try {
      for (let count = -1; count !== 0; text += block.toString('latin1', 0, count)) {
        count = readSync(reader, block);
      }
    } catch {
      // Nothing more for now.
    }
  };
  let timer: NodeJS.Timeout | null = null;
  t.after(() => {
    if (timer !== null) clearInterval(timer);
  });
  return {
    stdio: openSync(path, constants.O_WRONLY),
    read: () => {
      timer = setInterval(readOn, 5);
    },
    lines: () => text.trimEnd().split('\n'),
    close: () => closeSync(reader),
  };
}

function openSocket(): Reader {
  let text = '';
  return {
    stdio: 'pipe',
    read: ({ stderr }) => {
      stderr?.on('data', (bytes: Buffer) => {
        text += bytes.toString('latin1');
      });
    },
    lines: () => text.trimEnd().split('\n'),
  };
}

interface Server {
  readonly child: ChildProcess;
  readonly folder: string;
  ask(path: string): Promise<string>;
  stop(): Promise<void>;
}

/** Four workers; ready when it serves, whatever becomes of its log. */
async function startServer(
  t: TestContext,
  stdio: number | 'pipe',
  options: readonly string[],
): Promise<Server> {
  const folder = makeFolder(t, { 'app.py': chattyApp });
  const words = ['--http-socket', 'web.sock', '--wsgi-file', 'app.py', '--processes', '4', ...options];
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'tsgi'), ...words], {
    cwd: folder,
    stdio: ['ignore', 'ignore', stdio],
  });
  if (typeof stdio === 'number') closeSync(stdio);
  const pid = child.pid ?? 0;
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  t.after(() => {
    for (const each of [...descendants(pid), pid]) if (isRunning(each)) process.kill(each, 'SIGKILL');
  });
  const ask = (path: string) => askFor(join(folder, 'web.sock'), path);
  await waitFor('an answer', async () => (await ask('/').catch(() => '')) === served);
  const stop = async () => {
    child.kill('SIGINT');
    const start = performance.now();
    assert.equal(await gone, 0);
    assert.ok(performance.now() - start < 3000, 'a slow end');
  };
  return { child, folder, ask, stop };
}

/** @returns the body */
function askFor(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ socketPath, path, agent: false, timeout: PATIENCE_MS }, (response) => {
      let body = '';
      response.on('data', (bytes: Buffer) => {
        body += bytes.toString();
      });
      response.on('end', () => resolve(body));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error(`no answer to ${path}`)));
  });
}
