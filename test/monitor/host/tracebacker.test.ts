import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ProcessHost } from '../../../src/monitor/host/process-files.js';
import { type PathQuestion, tracebackerPath } from '../../../src/monitor/host/tracebacker-path.js';
import { readStacks, TracebackerError } from '../../../src/monitor/host/tracebacker-socket.js';
import { asNobody } from '../../as-nobody.js';
import { fixturePath, readFixture } from '../../fixtures.js';

const REPLY = readFixture('tracebacker/uwsgi-2.0.31-threads.txt');
const NEVER = new AbortController().signal;
const SHORT = { timeoutMs: 200, maxBytes: 1024 * 1024 };

test('a reply in one piece, and byte by byte', async (t) => {
  const whole = await serve(t, (socket) => socket.end(REPLY));
  assert.equal((await readStacks(whole, NEVER)).length, 3);
  const pieces = await serve(t, (socket) => {
    for (const byte of REPLY) socket.write(Buffer.of(byte));
    socket.end();
  });
  assert.equal((await readStacks(pieces, NEVER)).length, 3);
});

const BAD: readonly (readonly [what: string, answer: (socket: Socket) => void, reason: RegExp])[] = [
  ['is silent', () => {}, /^no answer in 0\.2 s; a thread may hold the GIL/],
  ['stops in the middle', (socket) => socket.write(REPLY.subarray(0, 100)), /^no answer in/],
  ['says nothing', (socket) => socket.end(), /^it answers nothing/],
  ['is something else', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /not from a tracebacker/],
  ['never ends', (socket) => flood(socket), /larger than 1 MiB/],
];

for (const [what, answer, reason] of BAD) {
  test(`a socket that ${what} is told in words`, async (t) => {
    await assert.rejects(readStacks(await serve(t, answer), NEVER, SHORT), refusal(reason));
  });
}

test('sockets that are not there, not sockets, not permitted, not possible', async (t) => {
  const folder = makeFolder(t);
  await assert.rejects(readStacks(join(folder, 'none1'), NEVER), refusal(/there is no such socket/));
  await assert.rejects(
    readStacks(fixturePath('tracebacker/idle.txt'), NEVER),
    refusal(/not a socket|nobody listens/),
  );
  await assert.rejects(
    readStacks(join(folder, 'x'.repeat(200)), NEVER),
    refusal(/too long for a unix socket/),
  );
});

test('permission denied', async (t) => {
  const path = await serve(t, (socket) => socket.end(REPLY));
  chmodSync(path, 0);
  await asNobody(() => assert.rejects(readStacks(path, NEVER), refusal(/permission denied: run tstop as/)));
});

test('leaving tstop ends a question that nobody answers', async (t) => {
  const closing = new AbortController();
  const asked = readStacks(await serve(t, () => {}), closing.signal);
  closing.abort();
  await assert.rejects(asked, TracebackerError);
});

const STARTED = 1_795_000_000;
const QUESTION: PathQuestion = {
  slot: 3,
  pid: 4242,
  spawnedAtMs: STARTED * 1000,
  serverPid: 4240,
  prefix: null,
  trusted: false,
};

const COMMANDS: readonly (readonly [words: readonly string[], path: string | null])[] = [
  [['uwsgi', '--master', '--py-tracebacker', '/tmp/tb', '--stats', ':1'], '/tmp/tb3'],
  [['uwsgi', '--py-tracebacker=/tmp/tb'], '/tmp/tb3'],
  [['uwsgi', '--py-tracebacker', '/a', '--py-tracebacker', '/b'], '/b3'],
  [['uwsgi', '--py-tracebacker', 'tb'], '/srv/shop/tb3'],
  [['uwsgi', '--py-tracebacker', '@tb'], '@tb3'],
  [['uwsgi', '--py-tracebacker'], null],
  [['uwsgi', '--py-tracebacker='], null],
  [['uwsgi', '--ini', 'shop.ini'], null],
];

for (const [words, path] of COMMANDS) {
  test(`"${words.join(' ')}" ${path === null ? 'does not say where' : `means ${path}`}`, async (t) => {
    const asked = tracebackerPath(QUESTION, host(t, words));
    if (path === null) await assert.rejects(asked, refusal(/^uWSGI needs --py-tracebacker PREFIX/));
    else assert.equal(await asked, path);
  });
}

/** Inodes 11 and 12 listen, 13 does not. */
const UNIX_TABLE = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 11 /run/app.sock
0000000000000000: 00000002 00000000 00010000 0001 01 12 PATH
0000000000000000: 00000003 00000000 00000000 0001 03 13 /run/other3
`;

const SOCKETS: readonly (readonly [
  what: string,
  files: { readonly path: string; readonly worker: readonly number[]; readonly master: readonly number[] },
  path: string | null,
])[] = [
  ['the one that it bound itself', { path: '/run/tb3', worker: [11, 12, 13], master: [11] }, '/run/tb3'],
  ['by a relative path', { path: 'tb3', worker: [11, 12], master: [11] }, '/srv/shop/tb3'],
  ['in the abstract space', { path: '@tb3@', worker: [12], master: [] }, '@tb3'],
  ['that the master has as well', { path: '/run/app.sock3', worker: [11, 12], master: [11, 12] }, null],
  ['with the name of another worker', { path: '/run/tb4', worker: [11, 12], master: [11] }, null],
  ['of somebody else', { path: '/run/tb3', worker: [11], master: [11] }, null],
];

for (const [what, { path, worker, master }, expected] of SOCKETS) {
  test(`a socket ${what} ${expected === null ? 'is not taken for it' : 'is found without any option'}`, async (t) => {
    const here = host(t, ['uwsgi', '--ini', 'shop.ini']);
    const folders = { 4240: master, 4242: worker };
    for (const [pid, inodes] of Object.entries(folders)) {
      mkdirSync(join(here.root, pid, 'fd'));
      for (const inode of inodes) symlinkSync(`socket:[${inode}]`, join(here.root, pid, 'fd', String(inode)));
    }
    symlinkSync('/srv/shop', join(here.root, '4242', 'cwd'));
    mkdirSync(join(here.root, '4242', 'net'));
    writeFileSync(join(here.root, '4242', 'net', 'unix'), UNIX_TABLE.replace('PATH', path));
    const asked = tracebackerPath(QUESTION, here);
    if (expected === null) await assert.rejects(asked, refusal(/^uWSGI needs/));
    else assert.equal(await asked, expected);
  });
}

test('what the user says is not looked into; what the document says holds for a worker of this host', async (t) => {
  const strange = { ...QUESTION, spawnedAtMs: 1000, serverPid: 99 };
  const here = host(t, ['uwsgi']);
  assert.equal(await tracebackerPath({ ...strange, prefix: '/x', trusted: true }, here), '/x3');
  assert.equal(await tracebackerPath({ ...QUESTION, prefix: '/x' }, here), '/x3');
  await assert.rejects(tracebackerPath({ ...strange, prefix: '/x' }, here), refusal(/is not the worker/));
  await assert.rejects(tracebackerPath(strange, here), refusal(/is not the worker/));
  const elsewhere = { ...here, platform: 'darwin' } as const;
  assert.equal(await tracebackerPath({ ...strange, prefix: '/x' }, elsewhere), '/x3');
});

function flood(socket: Socket): void {
  const piece = Buffer.alloc(64 * 1024, 'a');
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more).on('error', () => {});
  more();
}

function refusal(pattern: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof TracebackerError);
    assert.match(error.message, pattern);
    return true;
  };
}

function serve(t: TestContext, answer: (socket: Socket) => void): Promise<string> {
  const path = join(makeFolder(t), 'tb1');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    answer(socket);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new Promise((resolve) => server.listen(path, () => resolve(path)));
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-tb-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A /proc with one worker, and its master started with these words. */
function host(t: TestContext, words: readonly string[]): ProcessHost {
  const root = makeFolder(t);
  for (const pid of ['4240', '4242']) mkdirSync(join(root, pid));
  const stat = '4242 (uwsgi) S 4240 0 0 0 0 0 0 0 0 0 1 1 0 0 20 0 4 0 0 0 0';
  writeFileSync(join(root, 'stat'), `btime ${STARTED}\n`);
  writeFileSync(join(root, '4242', 'stat'), stat);
  writeFileSync(join(root, '4240', 'cmdline'), `${words.join('\0')}\0`);
  symlinkSync('/srv/shop', join(root, '4240', 'cwd'));
  return { root, platform: 'linux', exists: () => false };
}
