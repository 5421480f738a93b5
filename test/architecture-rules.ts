// The rules of ARCHITECTURE.md as tables, checked on nothing but file names, import lines and a few words. Pure, so
// that the checker itself can be tested on trees that do not exist.

import { basename } from 'node:path';
import { findCycles, type Import, readImports } from './import-graph.js';

/** What the files of a folder may import from src/, type imports included. Their own folder always. */
const layers: Readonly<Record<string, readonly string[]>> = {
  'src/stats/': [],
  'src/protocol/': [],
  'src/monitor/text/': [],
  'src/monitor/metrics/': ['src/stats/', 'src/monitor/text/'],
  'src/monitor/fields/': ['src/monitor/metrics/', 'src/monitor/text/'],
  'src/monitor/app/': ['src/monitor/fields/', 'src/monitor/metrics/', 'src/monitor/text/'],
  'src/monitor/view/': [
    'src/monitor/app/',
    'src/monitor/fields/',
    'src/monitor/metrics/',
    'src/monitor/text/',
  ],
  'src/monitor/config/': [
    'src/protocol/',
    'src/monitor/app/',
    'src/monitor/fields/',
    'src/monitor/metrics/',
    'src/monitor/text/',
  ],
  'src/monitor/snapshot/': [
    'src/monitor/app/filter',
    'src/monitor/fields/',
    'src/monitor/metrics/',
    'src/monitor/text/',
  ],
  'src/monitor/sources/': ['src/stats/', 'src/protocol/'],
  'src/monitor/control/': ['src/protocol/', 'src/monitor/app/', 'src/monitor/sources/local-address'],
  'src/server/options/': ['src/server/usage-error.ts'],
  'src/monitor/terminal/': ['src/monitor/view/', 'src/monitor/app/', 'src/monitor/text/'],
};

/** Contracts that a layer may know although they lie elsewhere, as types or as error classes. */
const contracts: Readonly<Record<string, readonly string[]>> = {
  'src/monitor/metrics/': ['src/monitor/sources/source.ts'],
  'src/monitor/app/': ['src/monitor/sources/source.ts'],
  'src/monitor/snapshot/': ['src/monitor/sources/source.ts'],
};

/** Functions of their arguments: no I/O, no clock, no environment. */
const pureFolders = [
  'src/stats/',
  'src/protocol/',
  'src/monitor/app/',
  'src/monitor/metrics/',
  'src/monitor/fields/',
  'src/monitor/text/',
  'src/monitor/view/',
  'src/monitor/snapshot/',
  'src/monitor/config/',
  'src/server/options/',
];
const impure =
  /\bDate\.now\(|\bnew Date\(\)|(?<![.-])\bprocess\.|\bperformance\.|\bMath\.random\(|\bset(?:Timeout|Interval)\(/;

/** Where a package may be imported. */
const packageHomes: Readonly<Record<string, RegExp>> = {
  blessed: /^src\/monitor\/terminal\//,
  'blessed-contrib': /^src\/monitor\/terminal\//,
  commander: /^src\/(?:monitor|server)\/(?:[\w-]+\/)*cli[\w-]*\.ts$/,
  ws: /^src\/(?:monitor\/(?:sources|relay)|server\/reporting)\//,
};

const bannedNames = /^(?:utils?|helpers?|common|core|manager|index)\.ts$/;
const MOST_LINES = 300;

/** One sentence for each broken rule. `files` maps paths from the project's root to their texts. */
export function findViolations(files: ReadonlyMap<string, string>): readonly string[] {
  const imports = readImports(files);
  return [
    ...imports.flatMap(importViolations),
    ...[...files].flatMap(([path, text]) => fileViolations(path, text)),
    ...findCycles(imports).map((cycle) => `${cycle.join(' imports ')}: a cycle`),
  ];
}

function importViolations(one: Import): readonly string[] {
  const broken = [layerViolation(one), programViolation(one), nodeViolation(one), packageViolation(one)];
  return broken.filter((text) => text !== null).map((text) => `${one.from} imports ${one.to}: ${text}`);
}

function layerViolation({ from, to, typeOnly }: Import): string | null {
  const folder = Object.keys(layers).find((name) => from.startsWith(name));
  if (folder === undefined || !to.startsWith('src/')) return null;
  if (typeOnly && contracts[folder]?.includes(to)) return null;
  const allowed = [folder, ...(layers[folder] ?? [])];
  if (to === 'src/monitor/usage-error.ts' && folder.startsWith('src/monitor/')) return null;
  return allowed.some((name) => to.startsWith(name)) ? null : `${folder} may not know that`;
}

function programViolation({ from, to }: Import): string | null {
  const crosses = (a: string, b: string) => from.startsWith(a) && to.startsWith(b);
  const broken = crosses('src/monitor/', 'src/server/') || crosses('src/server/', 'src/monitor/');
  return broken ? 'the two programs never import each other' : null;
}

function nodeViolation({ from, to }: Import): string | null {
  const isPure = pureFolders.some((folder) => from.startsWith(folder));
  return isPure && to.startsWith('node:') ? 'a pure folder uses no Node module' : null;
}

function packageViolation({ from, to }: Import): string | null {
  const name = Object.keys(packageHomes).find((key) => to === key || to.startsWith(`${key}/`));
  if (name === undefined || packageHomes[name]?.test(from)) return null;
  return `${name} has its home elsewhere`;
}

function fileViolations(path: string, text: string): readonly string[] {
  const broken: string[] = [];
  if (bannedNames.test(basename(path))) broken.push(`${path}: the name does not say what is in it`);
  const lines = text.split('\n').length - 1;
  if (lines > MOST_LINES) broken.push(`${path}: ${lines} lines, more than ${MOST_LINES}`);
  const word = pureFolders.some((folder) => path.startsWith(folder))
    ? impure.exec(withoutComments(text))
    : null;
  if (word !== null) broken.push(`${path}: a pure folder does not use "${word[0]}"`);
  return broken;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
