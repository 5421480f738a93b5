import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { processIo } from '../../../src/monitor/batch/snapshot-io.js';
import {
  ClosedOutputError,
  fileOutput,
  OutputError,
  streamOutput,
} from '../../../src/monitor/batch/snapshot-output.js';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-output-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a file is replaced in one step, when all is written', async (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'snapshot.json');
  writeFileSync(path, 'old');
  const output = await fileOutput(path, false);
  assert.equal(output.continues, false);
  await output.write('new ');
  await output.write('text');
  assert.equal(readFileSync(path, 'utf8'), 'old');
  await output.close();
  assert.equal(readFileSync(path, 'utf8'), 'new text');
  assert.deepEqual(readdirSync(folder), ['snapshot.json']);
});

test('a new file is made', async (t) => {
  const path = join(folderFor(t), 'new.json');
  const output = await fileOutput(path, false);
  await output.write('text');
  await output.close();
  assert.equal(readFileSync(path, 'utf8'), 'text');
});

test('a replaced file keeps its permissions, a link keeps pointing', async (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'real');
  const link = join(folder, 'link');
  writeFileSync(path, 'old');
  chmodSync(path, 0o604);
  symlinkSync(path, link);
  const output = await fileOutput(link, false);
  await output.write('new');
  await output.close();
  assert.equal(readFileSync(path, 'utf8'), 'new');
  assert.equal(statSync(path).mode & 0o777, 0o604);
  assert.ok(lstatSync(link).isSymbolicLink());
});

test('a stream is added to a file, and knows whether there was something in it', async (t) => {
  const path = join(folderFor(t), 'stream.csv');
  const first = await fileOutput(path, true);
  assert.equal(first.continues, false);
  await first.write('one\n');
  assert.equal(readFileSync(path, 'utf8'), 'one\n');
  await first.close();
  const second = await fileOutput(path, true);
  assert.equal(second.continues, true);
  await second.write('two\n');
  await second.close();
  assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\n');
});

test('what is no file is written to, not replaced', async () => {
  const output = await fileOutput('/dev/null', false);
  await output.write('text');
  await output.close();
  assert.ok(lstatSync('/dev/null').isCharacterDevice());
});

const HOPELESS: readonly (readonly [name: string, append: boolean, message: RegExp])[] = [
  ['nowhere/file', false, /^Cannot write ".*nowhere\/file": no such directory$/],
  ['nowhere/file', true, /^Cannot write ".*nowhere\/file": no such directory$/],
  ['', false, /: it is a directory$/],
  ['', true, /: it is a directory$/],
];

for (const [name, append, message] of HOPELESS) {
  test(`${append ? 'adding to' : 'replacing'} "${name}" fails in one line`, async (t) => {
    const folder = folderFor(t);
    const attempt = async () => {
      const output = await fileOutput(join(folder, name), append);
      await output.write('text');
      await output.close();
    };
    await assert.rejects(attempt, (error) => {
      assert.ok(error instanceof OutputError);
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(readdirSync(folder), [], 'nothing is left behind');
  });
}

test('a process whose snapshots go elsewhere has no listener on standard output', () => {
  const before = process.stdout.listenerCount('error');
  processIo(new AbortController().signal);
  assert.equal(process.stdout.listenerCount('error'), before);
});

test('a reader that has gone is no failure', async () => {
  const gone = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  });
  await assert.rejects(streamOutput(gone).write('text'), ClosedOutputError);
});

test('a full disk behind standard output is one', async () => {
  const full = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('x'), { code: 'ENOSPC' })),
  });
  await assert.rejects(streamOutput(full).write('text'), (error) => {
    assert.ok(error instanceof OutputError);
    assert.equal(error.message, 'Cannot write standard output: no space left');
    return true;
  });
});
