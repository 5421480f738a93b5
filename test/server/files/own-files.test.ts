import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { OwnFiles } from '../../../src/server/files/own-files.js';
import { RunDirectory } from '../../../src/server/files/run-directory.js';
import { makeFolder } from '../run-tsgi.js';

test('what the server has made is removed', async (t) => {
  const { own, path, lines, remove } = await make(t);
  remove();
  assert.deepEqual([existsSync(path('socket')), existsSync(path('pid'))], [false, false]);
  assert.equal(lines.filter((line) => /^VACUUM: .* removed\.$/.test(line)).length, 2);
  own.remove(() => assert.fail('nothing is there any more'));
});

const changes: Readonly<
  Record<string, (path: (name: string) => string, t: TestContext) => Promise<unknown>>
> = {
  'another server has taken their place': async (path, t) => {
    rmSync(path('socket'));
    await listen(t, path('socket'));
    writeFileSync(path('pid'), '4711\n');
  },
  'something else is there': async (path) => {
    for (const name of ['socket', 'pid']) {
      rmSync(path(name));
      mkdirSync(path(name));
    }
  },
  'the file is empty': async (path) => {
    rmSync(path('socket'));
    for (const name of ['socket', 'pid']) writeFileSync(path(name), '');
  },
};

for (const [name, change] of Object.entries(changes)) {
  test(`${name}: it stays`, async (t) => {
    const { path, lines, remove } = await make(t);
    await change(path, t);
    remove();
    assert.deepEqual([existsSync(path('socket')), existsSync(path('pid'))], [true, true]);
    assert.equal(lines.filter((line) => /^VACUUM WARNING: /.test(line)).length, 2);
  });
}

test('a run directory is whole until something of it goes, and then made anew with what is missing', () => {
  const run = new RunDirectory(null, 2);
  assert.deepEqual(run.repair(), []);
  assert.equal(statSync(run.path).mode & 0o777, 0o700);
  rmSync(run.links[1]?.path ?? '');
  assert.deepEqual(run.repair(), [1]);
  rmSync(run.path, { recursive: true });
  assert.deepEqual(run.repair(), [0, 1]);
  assert.equal(statSync(run.path).mode & 0o777, 0o700);
  assert.deepEqual(run.repair(), []);
  for (const { path } of run.links) assert.ok(statSync(path).isSocket());
  rmSync(run.path, { recursive: true });
  writeFileSync(run.path, 'a stranger');
  assert.throws(() => run.repair(), /another user/);
  rmSync(run.path);
  mkdirSync(run.path);
  chmodSync(run.path, 0o777);
  assert.throws(() => run.repair(), /another user/);
  rmSync(run.path, { recursive: true });
  assert.deepEqual(run.repair(), [0, 1]);
});

async function make(t: TestContext) {
  const folder = makeFolder(t, { pid: `${process.pid}\n` });
  const path = (name: string): string => join(folder, name);
  await listen(t, path('socket'));
  const own = new OwnFiles();
  own.add(path('socket'), 'unix socket');
  own.add(path('pid'), 'pidfile');
  const lines: string[] = [];
  return { own, path, lines, remove: () => own.remove((line) => lines.push(line)) };
}

async function listen(t: TestContext, path: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  t.after(() => server.close());
  return server;
}
