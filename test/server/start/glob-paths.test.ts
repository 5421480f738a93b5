import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { globPaths, matchesPart } from '../../../src/server/start/glob-paths.js';
import { cpuMs } from '../../cpu-time.js';
import { makeFolder } from '../run-tsgi.js';

test('patterns in several parts find sorted paths', (t) => {
  const folder = makeFolder(t, { 'b.ini': '', 'a.ini': '', '.c.ini': '', 'a.txt': '' });
  for (const name of ['x1', 'x2']) mkdirSync(join(folder, name, 'lib'), { recursive: true });
  assert.deepEqual(globPaths(`${folder}/*.ini`), [`${folder}/a.ini`, `${folder}/b.ini`]);
  assert.deepEqual(globPaths(`${folder}/x?/lib`), [`${folder}/x1/lib`, `${folder}/x2/lib`]);
  assert.deepEqual(globPaths(`${folder}/x[!1]/*`), [`${folder}/x2/lib`]);
  assert.deepEqual(globPaths(`${folder}/nothing*`), []);
  assert.deepEqual(globPaths('/none/*/x'), []);
});

const parts: readonly (readonly [name: string, part: string, fits: boolean])[] = [
  ['app.ini', '*.ini', true],
  ['app.ini', '*', true],
  ['.app', '*', false],
  ['.app', '.*', true],
  ['a', '?', true],
  ['ab', '?', false],
  ['b1', '[a-c][0-9]', true],
  ['d1', '[a-c][0-9]', false],
  ['d1', '[!a-c]1', true],
  ['a-', 'a[-x]', true],
  ['[', '[', true],
  ['aXbXc', 'a*b*c', true],
  ['aXbX', 'a*b*c', false],
  ['é1', '?1', true],
  ['a.b', 'a+b', false],
];

for (const [name, part, fits] of parts) {
  test(`${name} ${fits ? 'fits' : 'does not fit'} ${part}`, () => {
    assert.equal(matchesPart(name, part), fits);
  });
}

test('a pattern of many stars takes no time', () => {
  const started = cpuMs();
  assert.equal(matchesPart('a'.repeat(255), `${'*a'.repeat(100)}b`), false);
  assert.ok(cpuMs() - started < 1000);
});
