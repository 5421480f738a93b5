import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { findViolations, RANKS } from './architecture-rules.js';
import { drawnFolders } from './architecture-tree.js';
import { questionComments } from './comment-rules.js';
import { projectRoot } from './fixtures.js';
import { unusedExports } from './import-graph.js';

test('the sources keep the rules of ARCHITECTURE.md', () => {
  const files = new Map(['src', 'bench'].flatMap(sourcesIn));
  assert.ok(files.size > 50, `only ${files.size} files found`);
  assert.deepEqual(findViolations(files), []);
});

test('the tree in ARCHITECTURE.md is that of the folders', () => {
  const drawn = drawnFolders(readFileSync(join(projectRoot, 'ARCHITECTURE.md'), 'utf8'));
  const there = filesIn('src', /\.(?:ts|py)$/).flatMap(([path]) => foldersOf(path));
  const folders = [...new Set(there)];
  assert.deepEqual([...drawn].sort(), folders.sort());
});

test('the tree in ARCHITECTURE.md draws the server, the metrics and the dashboard in the order of their ranks', () => {
  const drawn = drawnFolders(readFileSync(join(projectRoot, 'ARCHITECTURE.md'), 'utf8'));
  const rankOf = (path: string) => RANKS.findIndex((names) => names.includes(path));
  for (const within of ['src/server/', 'src/monitor/metrics/', 'src/monitor/dashboard/']) {
    const ranked = drawn.filter((path) => path.startsWith(within) && path !== within && rankOf(path) >= 0);
    const deepest = ranked.filter(
      (path) => !ranked.some((other) => other !== path && other.startsWith(path)),
    );
    const sorted = [...deepest].sort((a, b) => rankOf(a) - rankOf(b));
    assert.ok(deepest.length > 5, within);
    assert.deepEqual(deepest, sorted);
  }
});

test('nothing is exported that nobody imports', () => {
  const files = new Map(['src', 'bench', 'test', 'screenshots'].flatMap(sourcesIn));
  const unused = unusedExports(files, (path) => KEPT_FREE_OF_UNUSED.test(path));
  assert.deepEqual(unused, []);
});

/** Every file of the programs but `main.ts`, which the programs in bin/ call. */
const KEPT_FREE_OF_UNUSED = /^src\/(?!monitor\/main\.ts|server\/main\.ts)/;

test('an export without an importer is found, a lazily imported one is not', () => {
  const files = new Map([
    ['src/a.ts', 'export const one = 1;\nexport const two = 2;\nexport type Three = 3;\n'],
    ['src/b.ts', "import { one as eins } from './a.js';\nconst { four } = await import('./c.js');\n"],
    ['src/c.ts', 'export const four = 4;\n'],
  ]);
  assert.deepEqual(
    unusedExports(files, () => true),
    [
      { file: 'src/a.ts', name: 'two' },
      { file: 'src/a.ts', name: 'Three' },
    ],
  );
});

const badTrees: readonly {
  readonly name: string;
  readonly files: Record<string, string>;
  readonly says: RegExp;
}[] = [
  {
    name: 'the contract knows the monitor',
    files: { 'src/stats/parse.ts': "import { x } from '../monitor/text/clean.js';" },
    says: /src\/stats\/ may not know/,
  },
  {
    name: 'the protocol knows the contract, if only as a type',
    files: { 'src/protocol/address.ts': "import type { Stats } from '../stats/schema.js';" },
    says: /src\/protocol\/ may not know/,
  },
  {
    name: 'the protocol does I/O',
    files: { 'src/protocol/reply.ts': "import { connect } from 'node:net';" },
    says: /uses no Node module/,
  },
  {
    name: 'the monitor knows the server',
    files: { 'src/monitor/main.ts': "import type { x } from '../server/main.js';" },
    says: /never import each other/,
  },
  {
    name: 'the server knows the monitor',
    files: { 'src/server/master/stats.ts': "export { x } from '../../monitor/text/clean.js';" },
    says: /never import each other/,
  },
  {
    name: 'a pure folder uses the rim',
    files: { 'src/monitor/dashboard/update/update.ts': "import { act } from '../../live/actor.js';" },
    says: /src\/monitor\/dashboard\/update\/ may not know/,
  },
  {
    name: 'a folder imports from a higher one, if only a type',
    files: { 'src/monitor/metrics/observe.ts': "import type { Source } from '../sources/source.js';" },
    says: /src\/monitor\/metrics\/ may not know/,
  },
  {
    name: 'folders of one rank know each other',
    files: { 'src/monitor/metrics/blocks/a.ts': "import { b } from '../routes/b.js';" },
    says: /src\/monitor\/metrics\/blocks\/ may not know/,
  },
  {
    name: 'the dispatcher knows a front, if only a type',
    files: { 'src/server/dispatch/a.ts': "import type { HttpFront } from '../gateway/http/http-front.js';" },
    says: /src\/server\/dispatch\/ may not know/,
  },
  {
    name: 'a cycle of types in the server',
    files: {
      'src/server/exchange/a.ts': "import type { b } from './b.js';",
      'src/server/exchange/b.ts': "import type { a } from './a.js';",
    },
    says: /a\.ts imports .*: a cycle/,
  },
  {
    name: 'a file that lies flat in the server',
    files: { 'src/server/tools.ts': 'export const A = 1;' },
    says: /stands in no folder of the list/,
  },
  {
    name: 'a folder that is not in the list',
    files: { 'src/monitor/annex/a.ts': 'export const A = 1;' },
    says: /stands in no folder of the list/,
  },
  {
    name: 'a cycle of types',
    files: {
      'src/monitor/filter/a.ts': "import type { b } from './b.js';",
      'src/monitor/filter/b.ts': "import { a } from './a.js';",
    },
    says: /a\.ts imports .*: a cycle/,
  },
  {
    name: 'a pure folder reads the clock',
    files: { 'src/monitor/dashboard/view/header.ts': 'export const now = Date.now();' },
    says: /does not use "Date.now\("/,
  },
  {
    name: 'a pure folder reads the environment',
    files: { 'src/monitor/text/width.ts': 'export const locale = process.env.LANG;' },
    says: /does not use "process\."/,
  },
  {
    name: 'an import over several lines',
    files: {
      'src/monitor/dashboard/view/header.ts': "import {\n  one,\n  two,\n} from '../../live/paint.js';",
    },
    says: /src\/monitor\/dashboard\/view\/ may not know/,
  },
  {
    name: 'an import at run time',
    files: { 'src/monitor/dashboard/view/header.ts': "const x = await import('../../live/paint.js');" },
    says: /src\/monitor\/dashboard\/view\/ may not know/,
  },
  {
    name: 'blessed outside the terminal',
    files: { 'src/monitor/live/runtime.ts': "import blessed from 'blessed/lib/widgets/screen.js';" },
    says: /blessed has its home elsewhere/,
  },
  {
    name: 'commander outside the command line',
    files: { 'src/monitor/main.ts': "import { Command } from 'commander';" },
    says: /commander has its home elsewhere/,
  },
  {
    name: 'ws outside the sources',
    files: { 'src/monitor/live/runtime.ts': "import WebSocket from 'ws';" },
    says: /ws has its home elsewhere/,
  },
  {
    name: 'a cycle',
    files: {
      'src/monitor/text/a.ts': "import { b } from './b.js';",
      'src/monitor/text/b.ts': "import { c } from './c.js';",
      'src/monitor/text/c.ts': "export * from './a.js';",
    },
    says: /a\.ts imports .*: a cycle/,
  },
  {
    name: 'a constant in lower case',
    files: { 'src/server/log/a.ts': 'export const longest = 5;' },
    says: /longest is a constant, UPPER_SNAKE/,
  },
  {
    name: 'a time in millis',
    files: { 'src/server/log/a.ts': 'export function wait(forMillis: number): void {}' },
    says: /forMillis ends in Ms/,
  },
  {
    name: 'a name that says nothing',
    files: { 'src/monitor/dashboard/view/helpers.ts': '' },
    says: /the name does not say/,
  },
  {
    name: 'a file that is too long',
    files: { 'src/monitor/dashboard/view/table.ts': 'x;\n'.repeat(301) },
    says: /301 lines, more than 300/,
  },
];

for (const { name, files, says } of badTrees) {
  test(`the checker finds: ${name}`, () => {
    const found = findViolations(new Map(Object.entries(files)));
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', says);
  });
}

const goodTree: Readonly<Record<string, string>> = {
  'src/stats/parse.ts': "import type { Stats } from './schema.js';",
  'src/monitor/metrics/observe.ts':
    "import type { Reading } from './sample/reading.js';\n// Date.now() is the reading's own.",
  'src/monitor/snapshot/table.ts': "import { matches } from '../filter/match.js';",
  'src/monitor/cli/grammar.ts': "import { Command } from 'commander';",
  'src/monitor/sources/websocket.ts': "import WebSocket from 'ws';\nimport net from 'node:net';",
  'src/monitor/terminal/blessed/screen.ts': "import blessed from 'blessed';",
  'src/server/dispatch/dispatcher.ts': "import type { Exchange } from '../exchange/exchange.js';",
  'src/monitor/text/long.ts': 'x;\n'.repeat(300),
};

test('the checker finds nothing in a good tree', () => {
  assert.deepEqual(findViolations(new Map(Object.entries(goodTree))), []);
});

test('no comment begins with What, How, Whether or Who', () => {
  const folders = ['src', 'test', 'bench', 'scripts', 'screenshots'];
  const files = folders
    .flatMap((folder) => filesIn(folder, /\.(?:ts|mjs|py)$/))
    .filter(([path]) => !path.includes('comment-rules'));
  assert.ok(files.length > 500, `only ${files.length} files found`);
  assert.deepEqual(
    files.flatMap(([path, text]) => questionComments(path, text)),
    [],
  );
});

function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => `${names.slice(0, index + 1).join('/')}/`);
}

function sourcesIn(folder: string): readonly (readonly [string, string])[] {
  return filesIn(folder, /\.ts$/);
}

function filesIn(folder: string, names: RegExp): readonly (readonly [string, string])[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => names.test(path) && !path.includes('fixtures'))
    .map((path) => `${folder}/${path}`)
    .map((path) => [path, readFileSync(join(projectRoot, path), 'utf8')] as const);
}
