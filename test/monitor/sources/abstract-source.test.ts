import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fixturePath } from '../../fixtures.js';
import { assertFails, openForTest, temporaryFolder } from './open-for-test.js';
import { DOCUMENT, raw, ScriptedServer } from './scripted-server.js';

/** Answers like `--stats`, or like `--stats-http` if told so, on a name that Node cannot bind. */
const SERVER = `
import socket, sys
name, reply, http = sys.argv[1].encode().decode("unicode_escape").encode(), sys.argv[2], sys.argv[3] == "http"
listener = socket.socket(socket.AF_UNIX)
listener.bind(name)
listener.listen()
print("ready", flush=True)
while True:
    link, _ = listener.accept()
    if http:
        link.recv(4096)
    link.sendall(open(reply, "rb").read())
    link.close()
`;

const skip = missingPeer();

describe('an abstract socket', { skip }, () => {
  const forms = [
    ['with a NUL at its end, as uWSGI binds it', '\\0NAME\\0'],
    ['as it is', '\\0NAME'],
  ] as const;
  for (const [what, form] of forms) {
    test(`whose name is bound ${what}`, async (t) => {
      const name = uniqueName(t);
      await startServer(t, form.replace('NAME', name), 'plain-4x2-idle.json', 'raw');
      const source = await openForTest(t, `@${name}`);
      for (let read = 0; read < 3; read++) {
        const { protocol, bytes } = await source.read();
        assert.deepEqual([protocol, bytes], ['raw', DOCUMENT.length]);
      }
    });
  }

  test('whose name is bound by Node', async (t) => {
    const name = uniqueName(t);
    await ScriptedServer.start(t, raw(), { path: `\0${name}` });
    const source = await openForTest(t, `@${name}`, { python: '/nonexistent/python3' });
    assert.equal((await source.read()).bytes, DOCUMENT.length);
  });

  test('of a server with HTTP', async (t) => {
    const name = uniqueName(t);
    await startServer(t, `\\0${name}\\0`, 'stats-http.raw', 'http');
    const source = await openForTest(t, `@${name}`);
    assert.equal((await source.read()).protocol, 'http');
    assert.ok((await source.read()).durationMs < 140);
  });

  test('with a reply of half a megabyte', async (t) => {
    const name = uniqueName(t);
    await startServer(t, `\\0${name}\\0`, 'size-64x16-busy.json', 'raw');
    const { document } = await (await openForTest(t, `@${name}`)).read();
    assert.equal(document.kind === 'workers' && document.workers.length, 64);
  });

  test('of a server that goes and comes back', async (t) => {
    const name = uniqueName(t);
    const source = await openForTest(t, `@${name}`);
    await assertFails(source.read(), 'unreachable', /: connection refused$/);
    const server = await startServer(t, `\\0${name}\\0`, 'plain-4x2-idle.json', 'raw');
    assert.equal((await source.read()).protocol, 'raw');
    server.kill();
    await once(server, 'exit');
    await assertFails(source.read(), 'unreachable', /: connection refused$/);
    await startServer(t, `\\0${name}\\0`, 'plain-4x2-idle.json', 'raw');
    assert.equal((await source.read()).protocol, 'raw');
  });

  test('that only Python could reach, without Python: the message says what to do', async (t) => {
    const name = uniqueName(t);
    await startServer(t, `\\0${name}\\0`, 'plain-4x2-idle.json', 'raw');
    const source = await openForTest(t, `@${name}`, { python: '/nonexistent/python3' });
    await assertFails(source.read(), 'unreachable', /python3.*\(not found\); --stats with a TCP address/);
  });

  test('with a Python that does not work', async (t) => {
    const source = await openForTest(t, `@${uniqueName(t)}`, { python: '/bin/false' });
    await assertFails(source.read(), 'unreachable', /python3.*\(it ended\)/);
    await assertFails(source.read(), 'unreachable', /python3.*\(it ended\)/);
  });
});

describe('the Python program that connects', { skip }, () => {
  test('is started once, and ends with the source', async (t) => {
    const { python, pids } = countedPython(t);
    const name = uniqueName(t);
    await startServer(t, `\\0${name}\\0`, 'plain-4x2-idle.json', 'raw');
    const source = await openForTest(t, `@${name}`, { python });
    await source.read();
    await source.read();
    const [pid = 0, ...others] = pids();
    assert.deepEqual(others, []);
    assert.ok(isAlive(pid));
    source.close();
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('is started again when it was killed', async (t) => {
    const { python, pids } = countedPython(t);
    const name = uniqueName(t);
    await startServer(t, `\\0${name}\\0`, 'plain-4x2-idle.json', 'raw');
    const source = await openForTest(t, `@${name}`, { python });
    await source.read();
    const [pid = 0] = pids();
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
    await source.read().catch(() => source.read());
    assert.equal(pids().length, 2);
  });
});

function missingPeer(): string | false {
  if (process.platform !== 'linux') return 'abstract sockets exist on Linux only';
  return spawnSync('python3', ['-V']).status === 0 ? false : 'python3 is not installed';
}

function uniqueName(context: TestContext): string {
  return `tstop-${process.pid}-${context.name.replaceAll(/\W/g, '')}`.slice(0, 100);
}

async function startServer(
  context: TestContext,
  name: string,
  reply: string,
  kind: 'raw' | 'http',
): Promise<ChildProcess> {
  const server = spawn('python3', ['-c', SERVER, name, fixturePath(`corpus/${reply}`), kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => server.kill());
  await once(server.stdout, 'data');
  return server;
}

/** An interpreter that writes down each of its processes. */
function countedPython(context: TestContext): { python: string; pids: () => readonly number[] } {
  const folder = temporaryFolder(context);
  const python = join(folder, 'python3');
  const list = join(folder, 'pids');
  writeFileSync(python, `#!/bin/sh\necho $$ >> '${list}'\nexec python3 "$@"\n`, { mode: 0o755 });
  return { python, pids: () => readFileSync(list, 'latin1').trim().split('\n').map(Number) };
}

/** The process runs; one that only waits to be collected does not. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}
