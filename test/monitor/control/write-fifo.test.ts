import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fifoProblem, writeLetter } from '../../../src/monitor/control/write-fifo.js';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-fifo-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function makeFifo(t: TestContext): string {
  const path = join(folderFor(t), 'fifo');
  execFileSync('mkfifo', ['-m', '600', path]);
  return path;
}

/** A reader that holds the FIFO open, as a master does. */
async function reader(t: TestContext, path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  t.after(() => handle.close());
  return handle;
}

async function bytesIn(handle: FileHandle): Promise<string> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(100), 0, 100, null);
  return buffer.toString('latin1', 0, bytesRead);
}

test('one letter arrives, and the writer is gone', async (t) => {
  const path = makeFifo(t);
  const master = await reader(t, path);
  assert.equal(await fifoProblem(path), null);
  await writeLetter(path, 'r');
  assert.equal(await bytesIn(master), 'r');
  assert.equal(await bytesIn(master), '', 'the end: nobody holds it open for writing');
});

test('through a symbolic link, as a shell does it', async (t) => {
  const path = makeFifo(t);
  const master = await reader(t, path);
  symlinkSync(path, `${path}.link`);
  await writeLetter(`${path}.link`, 'p');
  assert.equal(await bytesIn(master), 'p');
});

test('nobody reads: said at once, without waiting for a reader', async (t) => {
  const path = makeFifo(t);
  await assert.rejects(writeLetter(path, 'r'), /^ControlError: nobody reads it: the server is gone/);
});

test('a FIFO that is full says that the master does not read', async (t) => {
  const path = makeFifo(t);
  await reader(t, path);
  const filler = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  t.after(() => filler.close());
  await assert.rejects(async () => {
    for (;;) await filler.write(Buffer.alloc(4096));
  }, /EAGAIN/);
  await assert.rejects(writeLetter(path, 'r'), /it is full: the master does not read it/);
});

const OTHER_THINGS: readonly (readonly [what: string, make: (path: string) => void, reason: RegExp])[] = [
  ['nothing', () => {}, /there is no such file/],
  [
    'a file',
    (path) => writeFileSync(path, 'precious'),
    /it is no FIFO; name what the server has as --master-fifo/,
  ],
  ['a directory', (path) => mkdirSync(path), /it is a directory/],
  ['a link to nowhere', (path) => symlinkSync(`${path}.gone`, path), /there is no such file/],
  ['links in a circle', (path) => symlinkSync(path, path), /go in a circle/],
  ['a device', (path) => symlinkSync('/dev/null', path), /it is no FIFO/],
];

for (const [what, make, reason] of OTHER_THINGS) {
  test(`${what} in the place of a FIFO is told and left alone`, async (t) => {
    const path = join(folderFor(t), 'fifo');
    make(path);
    await assert.rejects(writeLetter(path, 'r'), reason);
    assert.match((await fifoProblem(path)) ?? '', reason);
    if (what === 'a file') assert.equal(statSync(path).size, 'precious'.length);
  });
}

test('below a file, in a path that is too long', async (t) => {
  const folder = folderFor(t);
  writeFileSync(join(folder, 'file'), '');
  await assert.rejects(writeLetter(join(folder, 'file', 'fifo'), 'r'), /a part of the path is no directory/);
  await assert.rejects(writeLetter(join(folder, 'x'.repeat(300)), 'r'), /the path is too long/);
});

test("somebody else's FIFO: permission denied, with its owner and mode", async (t) => {
  const path = makeFifo(t);
  await reader(t, path);
  const asRoot = process.getuid?.() === 0;
  chmodSync(path, asRoot ? 0o600 : 0o400);
  chmodSync(join(path, '..'), 0o755);
  const told = asRoot ? await askAsNobody(path) : await askHere(path);
  const mode = asRoot ? '600' : '400';
  const expected = `permission denied: it belongs to uid ${process.getuid?.()}, mode ${mode}`;
  assert.deepEqual(told, { problem: expected, written: expected });
});

interface Told {
  readonly problem: string | null;
  readonly written: string;
}

async function askHere(path: string): Promise<Told> {
  const written = await writeLetter(path, 'r').then(
    () => 'written',
    (error: Error) => error.message,
  );
  return { problem: await fifoProblem(path), written };
}

/** Root may write everywhere, so somebody else has to try. */
function askAsNobody(path: string): Promise<Told> {
  const program = `
    process.setgroups([]); process.setgid(65534); process.setuid(65534);
    const { fifoProblem, writeLetter } = await loaded;
    const written = await writeLetter(${JSON.stringify(path)}, 'r').then(() => 'written', (error) => error.message);
    console.log(JSON.stringify({ problem: await fifoProblem(${JSON.stringify(path)}), written }));`;
  const module = new URL('../../../src/monitor/control/write-fifo.js', import.meta.url).href;
  const script = `const loaded = import(${JSON.stringify(module)}); await loaded; ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
    });
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`exit ${code}`))));
  });
}
