import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root: compiled tests run from dist/, fixtures stay where they are. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Captured replies that are not copied into the tree; null where only the checkout is there. */
export const sharedCorpus = existingOrNull(join(projectRoot, '..', 'shared', 'stats-corpus'));

export function fixturePath(name: string): string {
  return join(projectRoot, 'test', 'fixtures', name);
}

export function readFixture(name: string): Buffer {
  return readFileSync(fixturePath(name));
}

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  return findRoot(dirname(from));
}

function existingOrNull(path: string): string | null {
  return existsSync(path) ? path : null;
}
