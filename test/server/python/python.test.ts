import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { requirePeer } from '../../peers/peers.js';

const folder = join(projectRoot, 'test', 'server', 'python');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.py'))) {
  test(`${file} passes`, (t) => {
    const python = requirePeer(t, 'python3');
    if (python === null) return;
    const ran = spawnSync(python, ['-B', '-W', 'error', join(folder, file)], {
      env: { ...process.env, PYTHONPATH: join(projectRoot, 'src', 'server', 'python') },
      encoding: 'utf8',
    });
    assert.equal(ran.status, 0, ran.stderr);
    assert.match(ran.stderr, /^Ran [1-9]/m);
  });
}
