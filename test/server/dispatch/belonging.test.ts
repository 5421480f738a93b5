/**
 * An answer belongs to one request: the dispatcher and its links beside models of everything around them, which do
 * whatever clients, applications, the kernel and the master can do, in any order.
 */
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { seededRandom } from '../../seeded-random.js';
import { ModelServer } from './model/model-server.js';

const episodes = 50;
const stepsEach = 2000;
/** One whose run fails when any of the four guards of a link is taken out. */
const DEFAULT_SEED = 3;

test('in 100,000 steps of random mischief each client gets its own answer, and no core is lost', async (t) => {
  const seed = Number(process.env['BELONGING_SEED'] ?? DEFAULT_SEED);
  t.diagnostic(`BELONGING_SEED=${seed}`);
  const random = seededRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'belonging-'));
  const file = openSync(join(folder, 'file'), 'w+');
  ftruncateSync(file, 1_000_000_000);
  let server: ModelServer | null = null;
  let givenBack = 0;
  t.mock.method(performance, 'now', () => server?.clock ?? 0);
  try {
    for (let episode = 0; episode < episodes; episode += 1) {
      server = new ModelServer(random, file, server?.nextId ?? 1, server?.clock ?? 0);
      for (let step = 0; step < stepsEach; step += 1) {
        server.step();
        if (random(4) === 0) await new Promise(setImmediate);
      }
      await server.settle();
      givenBack += server.givenBack;
    }
    assert.ok(givenBack > 100, `cores were asked for what they had not begun (${givenBack})`);
  } catch (error) {
    if (error instanceof Error) error.message = `BELONGING_SEED=${seed}: ${error.message}`;
    throw error;
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
});
