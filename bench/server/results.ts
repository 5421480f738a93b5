// Tables on the terminal and in a file of bench/, where each stands under its title until it is measured anew.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../test/fixtures.js';
import { peers } from '../../test/peers/peers.js';
import { benchPeer } from './bench-peers.js';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

const introduction = `# What servers cost

Written by \`npm run bench -- server\`. All servers of a table ran at the same time and were asked in turn, A B C A B C; the
figures are medians of the rounds. **CPU is user and system time of all processes of a server, from /proc, a request**;
it depends less on what else the machine does than requests a second do. Compare within a table only. 4 processes with 2
threads each, unless a name says otherwise; keep-alive connections of one thread of wrk.
`;

export function printTable(title: string, { columns, rows, notes }: Table): void {
  console.log(`\n${title}`);
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  for (const row of [columns, ...rows]) {
    const cells = row.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    );
    console.log(`  ${cells.join('  ')}`.trimEnd());
  }
  for (const note of notes) console.log(`  ${note}`);
}

/** @param order titles of all tables, as they are to stand */
export function keepTable(
  title: string,
  table: Table,
  order: readonly string[],
  file = 'RESULTS.md',
  above = introduction,
): void {
  const path = join(projectRoot, 'bench', file);
  const sections = readSections(path);
  sections.set(
    title,
    `${new Date().toISOString().slice(0, 10)}, ${commit()}; ${machine()}\n\n${markdown(table)}`,
  );
  const text = order
    .flatMap((name) => {
      const body = sections.get(name);
      return body === undefined ? [] : [`## ${name}\n\n${body.trim()}\n`];
    })
    .join('\n');
  writeFileSync(path, `${above}\n${text}`);
}

function readSections(path: string): Map<string, string> {
  if (!existsSync(path)) return new Map();
  const [, ...parts] = readFileSync(path, 'utf8').split(/^## /m);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
}

function markdown({ columns, rows, notes }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(columns.map((_, at) => (at === 0 ? '---' : '---:')));
  return [line(columns), rule, ...rows.map(line), ...notes.map((note) => `\n${note}`)].join('\n');
}

function machine(): string {
  const model = cpus()[0]?.model.trim() || arch();
  return `${cpus().length} × ${model}, ${platform()} ${release()}; ${versions()}`;
}

function versions(): string {
  const first = (program: string | null, args: readonly string[]) => {
    try {
      // nginx says it on standard error.
      const text =
        program === null
          ? ''
          : execFileSync('sh', ['-c', '"$0" "$@" 2>&1', program, ...args], { encoding: 'utf8' });
      return /\d+\.\d+(?:\.\d+)*/.exec(text)?.[0] ?? null;
    } catch {
      return null;
    }
  };
  const found: readonly (readonly [string, string | null])[] = [
    ['Node', process.versions.node],
    ['Python', first(benchPeer('python3'), ['--version'])],
    ['uWSGI', first(peers.uwsgi.find(), ['--version'])],
    ['gunicorn', first(peers.gunicorn.find(), ['--version'])],
    ['Granian', first(benchPeer('granian'), ['--version'])],
    ['nginx', first(peers.nginx.find(), ['-v'])],
  ];
  return found.flatMap(([name, version]) => (version === null ? [] : [`${name} ${version}`])).join(', ');
}

/** Tables that have just been written do not make the tree another one. */
function commit(): string {
  try {
    const changed = git('status', '--porcelain', '--', ':/', ':(exclude,top)bench/*.md');
    return `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '-dirty'}`;
  } catch {
    return 'no commit';
  }
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).trim();
}
