// The rules of ARCHITECTURE.md for the Python side of tsgi, checked on file names and import lines alone.

import { posix } from 'node:path';

/** Folders of `tsgi_worker` from the bottom to the top: a file imports from its own folder and from lower ones. */
export const PYTHON_RANKS: readonly string[] = [
  'system/',
  'log/',
  'link/',
  'application/',
  'request/',
  'direct/',
  'worker/',
  'zygote/',
  '',
];

const MOST_LINES = 300;
const importLine = /^\s*from ((?:\.|tsgi_worker\.)[\w.]*) import\b/gm;

/** @param files paths from `tsgi_worker/` on, with their texts */
export function pythonViolations(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].flatMap(([path, text]) => [
    ...importsOf(path, text).flatMap((to) => rankViolation(path, to)),
    ...sizeViolation(path, text),
  ]);
}

/** Imports of one file that lead back to it. */
export function pythonCycles(files: ReadonlyMap<string, string>): readonly string[] {
  const imports = new Map([...files].map(([path, text]) => [path, importsOf(path, text)]));
  return [...files.keys()].filter((path) => reaches(imports, path, path, new Set()));
}

function reaches(
  imports: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
  seen: Set<string>,
): boolean {
  return (imports.get(from) ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(imports, next, to, seen);
  });
}

/** `from ..link.frames import X` in `direct/core.py` → `link/frames.py` */
function importsOf(path: string, text: string): readonly string[] {
  return [...text.matchAll(importLine)].map(([, name = '']) => {
    if (name.startsWith('tsgi_worker.'))
      return `${name.slice('tsgi_worker.'.length).replaceAll('.', '/')}.py`;
    const dots = /^\.+/.exec(name)?.[0].length ?? 0;
    const up = '../'.repeat(dots - 1);
    return `${posix.join(posix.dirname(path), up, name.slice(dots).replaceAll('.', '/'))}.py`;
  });
}

function rankViolation(from: string, to: string): readonly string[] {
  const [own, other] = [rankOf(from), rankOf(to)];
  if (own < 0) return [`${from}: stands in no folder of the list`];
  return other > own ? [`${from} imports ${to}: ${folderOf(from)} may not know that`] : [];
}

function rankOf(path: string): number {
  return PYTHON_RANKS.indexOf(folderOf(path));
}

function folderOf(path: string): string {
  return path.includes('/') ? `${posix.dirname(path)}/` : '';
}

function sizeViolation(path: string, text: string): readonly string[] {
  const lines = text.split('\n').length - 1;
  return lines > MOST_LINES ? [`${path}: ${lines} lines, more than ${MOST_LINES}`] : [];
}
