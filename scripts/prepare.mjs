// Makes a checkout ready to run: packages when the lock file says so, the build when a source is newer than it.
// Plain JavaScript without packages, because it runs before there are any. Silent with --quiet unless something
// takes long or fails; then the tool's own output explains it.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const quiet = process.argv.includes('--quiet');

// npm writes this file at the end of every install, so it says both "complete" and "when".
const installed = join(root, 'node_modules', '.package-lock.json');
const built = join(root, 'dist', '.built');

if (isOlder(installed, [join(root, 'package-lock.json')])) {
  console.error('Installing packages…');
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
}
// Files changed while the compiler runs must be newer than its stamp.
const startedAt = new Date();
if (
  isOlder(built, [installed, join(root, 'tsconfig.json'), join(root, 'scripts', 'bundle.mjs'), ...sources()])
) {
  if (!quiet) console.error('Building…');
  run('npm', ['run', '--silent', 'build']);
  writeFileSync(built, '');
  utimesSync(built, startedAt, startedAt);
}

function isOlder(path, than) {
  if (!existsSync(path)) return true;
  const { mtimeMs } = statSync(path);
  return than.some((other) => statSync(other).mtimeMs > mtimeMs);
}

// Folders count as well: a file that was removed or renamed shows in nothing else.
function sources() {
  return ['src', 'test', 'bench', 'screenshots']
    .filter((name) => existsSync(join(root, name)))
    .flatMap((name) => tree(name));
}

function tree(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  if (!entries.some((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))) return [];
  const inside = entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return tree(path);
    return entry.name.endsWith('.ts') ? [join(root, path)] : [];
  });
  return [join(root, folder), ...inside];
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  console.error(
    `Cannot prepare "${root}": ${command} ${args[0]} failed${result.error ? `, ${result.error.message}` : ''}`,
  );
  process.exit(1);
}
