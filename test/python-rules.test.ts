import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawnFolders } from './architecture-tree.js';
import { projectRoot } from './fixtures.js';
import { PYTHON_RANKS, pythonCycles, pythonViolations } from './python-rules.js';

const folder = join(projectRoot, 'src/server/python/tsgi_worker');

test('the Python of the worker keeps the rules of ARCHITECTURE.md', () => {
  const files = pythonFiles();
  assert.ok(files.size > 30, `only ${files.size} files found`);
  assert.deepEqual(pythonViolations(files), []);
  assert.deepEqual(pythonCycles(files), []);
});

test('the tree in ARCHITECTURE.md draws the folders of the worker in the order of their ranks', () => {
  const within = 'src/server/python/tsgi_worker/';
  const drawn = drawnFolders(readFileSync(join(projectRoot, 'ARCHITECTURE.md'), 'utf8'))
    .filter((path) => path.startsWith(within) && path !== within)
    .map((path) => path.slice(within.length));
  assert.deepEqual(
    drawn,
    PYTHON_RANKS.filter((name) => name !== ''),
  );
});

const bad: readonly (readonly [name: string, files: Record<string, string>, says: RegExp])[] = [
  ['a lower folder knows a higher one', { 'link/a.py': 'from ..direct.tender import T\n' }, /link\/ may not/],
  [
    'by its whole name, too',
    { 'log/a.py': 'def f():\n    from tsgi_worker.zygote.b import c\n' },
    /log\/ may not/,
  ],
  ['a folder is not in the list', { 'helpers/a.py': 'from ..log.report import say\n' }, /in no folder/],
  ['a file is too long', { 'log/a.py': 'x = 1\n'.repeat(301) }, /301 lines/],
];

for (const [name, files, says] of bad) {
  test(`found: ${name}`, () => {
    const found = pythonViolations(new Map(Object.entries(files)));
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', says);
  });
}

test('found: files that import each other in a circle', () => {
  const files = { 'a.py': 'from .b import x\n', 'b.py': 'from .c import x\n', 'c.py': 'from .b import y\n' };
  assert.deepEqual(pythonCycles(new Map(Object.entries(files))), ['b.py', 'c.py']);
});

function pythonFiles(): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((name) =>
    name.endsWith('.py'),
  );
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
