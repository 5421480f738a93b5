// The rules of ARCHITECTURE.md as tables, checked on nothing but file names, import lines and a few words. Pure, so
// that the checker itself can be tested on trees that do not exist.

import { basename } from 'node:path';
import { findCycles, type Import, readImports } from './import-graph.js';

/**
 * Every folder of both programs, from the bottom to the top. A file imports from its own folder and from lower lines,
 * types included; folders on one line do not know each other. A path belongs to the longest name that it begins with.
 */
export const RANKS: readonly (readonly string[])[] = [
  ['src/stats/', 'src/protocol/', 'src/completions/', 'src/time-zone/'],

  ['src/monitor/text/'],
  ['src/monitor/metrics/sample/'],
  ['src/monitor/metrics/blocks/', 'src/monitor/metrics/fleet/', 'src/monitor/metrics/routes/'],
  ['src/monitor/metrics/lives/'],
  ['src/monitor/metrics/workers/', 'src/monitor/metrics/usual/'],
  ['src/monitor/metrics/blame/'],
  ['src/monitor/metrics/events/'],
  ['src/monitor/metrics/carried/'],
  ['src/monitor/metrics/verdict/'],
  ['src/monitor/metrics/'],
  ['src/monitor/metrics/archive/', 'src/monitor/sources/', 'src/monitor/fields/'],
  ['src/monitor/host/', 'src/monitor/recordings/', 'src/monitor/tables/', 'src/monitor/filter/'],
  ['src/monitor/tables/more/', 'src/monitor/discovery/'],
  ['src/monitor/tables/tables.ts'],
  ['src/monitor/tables/columns/'],
  ['src/monitor/snapshot/', 'src/monitor/dashboard/keys/'],
  ['src/monitor/snapshot/json/', 'src/monitor/snapshot/openmetrics/', 'src/monitor/snapshot/separated/'],
  ['src/monitor/snapshot/table/'],
  ['src/monitor/snapshot/formats.ts', 'src/monitor/dashboard/model/'],
  ['src/monitor/dashboard/steps/'],
  ['src/monitor/dashboard/layout/', 'src/monitor/dashboard/drawing/'],
  ['src/monitor/dashboard/table/', 'src/monitor/control/', 'src/monitor/terminal/colour/'],
  ['src/monitor/terminal/cells/', 'src/monitor/terminal/input/'],
  ['src/monitor/terminal/blessed/'],
  ['src/monitor/terminal/'],
  [
    'src/monitor/dashboard/acting/',
    'src/monitor/dashboard/history/',
    'src/monitor/dashboard/more/',
    'src/monitor/dashboard/stacks/',
  ],
  [
    'src/monitor/dashboard/heading/',
    'src/monitor/dashboard/menus/',
    'src/monitor/dashboard/prompt/',
    'src/monitor/dashboard/requests/',
    'src/monitor/dashboard/sockets/',
  ],
  ['src/monitor/dashboard/panes/', 'src/monitor/dashboard/setup/', 'src/monitor/dashboard/worker/'],
  ['src/monitor/dashboard/palette/', 'src/monitor/config/'],
  ['src/monitor/dashboard/update/', 'src/monitor/dashboard/view/'],
  ['src/monitor/cli/'],
  ['src/monitor/batch/', 'src/monitor/live/'],
  ['src/monitor/checks/'],
  ['src/monitor/main.ts'],

  ['src/server/options/errors/', 'src/server/options/config/'],
  ['src/server/options/files/'],
  ['src/server/options/rows/'],
  ['src/server/options/pages/'],
  ['src/server/options/reading/'],
  ['src/server/counting/', 'src/server/process/'],
  ['src/server/messages/'],
  ['src/server/exchange/'],
  ['src/server/log/', 'src/server/sockets/'],
  ['src/server/dispatch/', 'src/server/files/'],
  ['src/server/gateway/answers/'],
  ['src/server/gateway/bodies/', 'src/server/gateway/client/'],
  ['src/server/gateway/http/'],
  ['src/server/gateway/uwsgi/'],
  ['src/server/gateway/', 'src/server/reporting/', 'src/server/master/supervise/'],
  ['src/server/master/processes/'],
  ['src/server/master/direct/'],
  ['src/server/master/'],
  ['src/server/start/'],
  ['src/server/main.ts'],
];

/** Functions of their arguments: no I/O, no clock, no environment. */
const pureFolders = [
  'src/stats/',
  'src/protocol/',
  'src/completions/',
  'src/monitor/dashboard/',
  'src/monitor/metrics/',
  'src/monitor/fields/',
  'src/monitor/tables/',
  'src/monitor/filter/',
  'src/monitor/text/',
  'src/monitor/snapshot/',
  'src/monitor/config/',
  'src/server/options/',
];
const impure =
  /\bDate\.now\(|\bnew Date\(\)|(?<![.-])\bprocess\.|\bperformance\.|\bMath\.random\(|\bset(?:Timeout|Interval)\(/;

/** Where a package may be imported. */
const packageHomes: Readonly<Record<string, RegExp>> = {
  blessed: /^src\/monitor\/terminal\/blessed\//,
  'blessed-contrib': /^src\/monitor\/terminal\/blessed\//,
  commander: /^src\/monitor\/cli\//,
  ws: /^src\/(?:monitor\/sources|server\/reporting)\//,
};

const lowerConstant = /^(?:export )?const ([a-z]\w*)(?:: [^=\n]+)? = (?:-?\d|['"`/])/gm;
const millis = /\b[a-z]\w*Milli(?:s|seconds)\b/g;

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
  const broken = [programViolation(one) ?? rankViolation(one), nodeViolation(one), packageViolation(one)];
  return broken.filter((text) => text !== null).map((text) => `${one.from} imports ${one.to}: ${text}`);
}

function rankViolation({ from, to }: Import): string | null {
  if (!from.startsWith('src/') || !to.startsWith('src/')) return null;
  const [own, other] = [roomOf(from), roomOf(to)];
  if (own === null || other === null || own.name === other.name) return null;
  return other.rank < own.rank ? null : `${own.name} may not know that`;
}

function roomOf(path: string): { readonly name: string; readonly rank: number } | null {
  const rooms = RANKS.flatMap((names, rank) => names.map((name) => ({ name, rank })));
  const [longest = null] = rooms
    .filter(({ name }) => path.startsWith(name))
    .sort((a, b) => b.name.length - a.name.length);
  return longest;
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
  if (path.startsWith('src/') && roomOf(path) === null)
    broken.push(`${path}: stands in no folder of the list`);
  if (bannedNames.test(basename(path))) broken.push(`${path}: the name does not say what is in it`);
  const lines = text.split('\n').length - 1;
  if (lines > MOST_LINES) broken.push(`${path}: ${lines} lines, more than ${MOST_LINES}`);
  if (path.startsWith('src/')) broken.push(...dialectViolations(path, text));
  const word = pureFolders.some((folder) => path.startsWith(folder))
    ? impure.exec(withoutComments(text))
    : null;
  if (word !== null) broken.push(`${path}: a pure folder does not use "${word[0]}"`);
  return broken;
}

/** Both programs speak alike: `TICK_MS = 50`, not `tickMillis`. */
function dialectViolations(path: string, text: string): readonly string[] {
  const code = withoutComments(text);
  const constants = [...code.matchAll(lowerConstant)].map(
    ([, name]) => `${path}: ${name} is a constant, UPPER_SNAKE`,
  );
  const times = [...code.matchAll(millis)].map(([name]) => `${path}: ${name} ends in Ms`);
  return [...constants, ...times];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
