import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder, from the modules in `dist/src/server` as from the bundles in `dist`. */
export const PACKAGE_ROOT = rootFor(dirname(fileURLToPath(import.meta.url)));

function rootFor(folder: string): string {
  return basename(folder) === 'dist' ? dirname(folder) : dirname(dirname(dirname(dirname(folder))));
}
