import assert from 'node:assert/strict';
import { realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeOptionsIo } from '../../../src/server/start/node-options-io.js';
import { makeFolder } from '../run-tsgi.js';

const io = nodeOptionsIo('1.2.3');

test('a file is read with its real path', (t) => {
  const folder = makeFolder(t, { 'app.ini': '[uwsgi]\n' });
  symlinkSync(join(folder, 'app.ini'), join(folder, 'link.ini'));
  assert.deepEqual(io.readFile(join(folder, 'link.ini')), {
    text: '[uwsgi]\n',
    path: realpathSync(join(folder, 'app.ini')),
  });
  assert.equal(io.kindOf(folder), 'directory');
  assert.equal(io.kindOf(join(folder, 'app.ini')), 'file');
  assert.equal(io.kindOf('/dev/null'), 'other');
  assert.equal(io.kindOf(join(folder, 'none')), null);
});

test('what cannot be read says why', (t) => {
  const folder = makeFolder(t, { 'most.ini': '#'.repeat(1_048_576), 'more.ini': '#'.repeat(1_048_577) });
  assert.deepEqual(io.readFile(join(folder, 'none.ini')), { failure: 'No such file or directory' });
  assert.deepEqual(io.readFile(folder), { failure: 'Is a directory' });
  assert.deepEqual(io.readFile('/dev/zero'), { failure: 'Not a regular file' });
  assert.ok('text' in io.readFile(join(folder, 'most.ini')));
  assert.deepEqual(io.readFile(join(folder, 'more.ini')), { failure: 'Larger than 1048576 bytes' });
});

test('the machine has a name, cores and a user', () => {
  const facts = io.facts();
  assert.ok(facts.cpus >= 1 && facts.hostName !== '' && facts.userName !== '' && facts.groupName !== '');
  assert.equal(facts.workingDirectory, process.cwd());
});
