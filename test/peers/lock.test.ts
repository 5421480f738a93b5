import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { holdLock } from './lock.js';

test('the second one waits until the first has let go', async (t) => {
  const path = lockPath(t);
  const order: string[] = [];
  const release = await holdLock(path);
  const second = holdLock(path).then((releaseSecond) => {
    order.push('second');
    releaseSecond();
  });
  order.push('first');
  release();
  await second;
  assert.deepEqual(order, ['first', 'second']);
  assert.equal(existsSync(path), false);
});

test('the lock of a process that has died is taken over', async (t) => {
  const path = lockPath(t);
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  writeFileSync(path, String(pid));
  (await holdLock(path))();
  assert.equal(existsSync(path), false);
});

function lockPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-lock-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'lock');
}
