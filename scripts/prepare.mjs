// Makes a checkout ready to run: packages when the lock file says so, the build when a source is newer than it.
// Plain JavaScript without packages, because it runs before there are any. On a terminal a line says what goes on and how far
// it is; elsewhere a line now and then. With --quiet a build that is only brought up to date is silent there.
//
// As npm's `prepare` (--lifecycle) it works for a global install, a link and a tarball, which need the build, and leaves
// `npm ci` alone.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const quiet = process.argv.includes('--quiet');
const isTerminal = process.stderr.isTTY === true;

// npm writes this file at the end of every install, so it says both "complete" and "when".
const installed = join(root, 'node_modules', '.package-lock.json');
const built = join(root, 'dist', '.built');

if (!process.argv.includes('--lifecycle') || needsBuild(process.env)) await prepare();

/** `_PACOTE_NO_PREPARE_`: npm has cloned the repository to make a package of it. */
function needsBuild({ npm_command, npm_config_global, _PACOTE_NO_PREPARE_, TSTOP_PREPARING }) {
  if (TSTOP_PREPARING !== undefined) return false;
  const packs = ['pack', 'publish', 'link'].includes(npm_command);
  return packs || npm_config_global === 'true' || _PACOTE_NO_PREPARE_ !== undefined;
}

async function prepare() {
  const isNew = isOlder(installed, [join(root, 'package-lock.json')]);
  if (isNew) {
    console.error(`Preparing "${root}": packages, then the build. This takes a minute or so, and only once.`);
    const wanted = lockedPackages();
    const done = () =>
      `${wanted.filter((path) => existsSync(join(root, path, 'package.json'))).length} of ${wanted.length}`;
    await step('Installing packages', 'npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], done);
  }
  // Files changed while the compiler runs must be newer than its stamp.
  const startedAt = new Date();
  const scripts = ['bundle.mjs', 'blessed-bundle.mjs', 'lazy-modules.mjs'].map((name) =>
    join(root, 'scripts', name),
  );
  if (!isOlder(built, [installed, join(root, 'tsconfig.json'), ...scripts, ...sources()])) return;
  if (!quiet && !isNew && !isTerminal) console.error('Building…');
  await step('Building', 'npm', ['run', '--silent', 'build'], () => '', isNew || isTerminal);
  writeFileSync(built, '');
  utimesSync(built, startedAt, startedAt);
}

function lockedPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const isForHere = ({ os, cpu, libc }) => os === undefined && cpu === undefined && libc === undefined;
  return Object.keys(packages).filter((path) => path !== '' && isForHere(packages[path]));
}

/** Runs the command to its end and says how far it is; its own output is shown only if it fails. */
async function step(what, command, args, progress, isTold = true) {
  const startedMs = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  const tell = (end) => {
    const parts = [progress(), seconds()].filter(Boolean).join(', ');
    process.stderr.write(isTerminal ? `\r\x1b[K${what}: ${parts}${end}` : `${what}: ${parts}\n`);
  };
  if (isTold) process.stderr.write(isTerminal ? `${what}…` : `${what}…\n`);
  const timer = isTold ? setInterval(tell, isTerminal ? 500 : 10_000, '') : undefined;
  const { status, output, error } = await run(command, args);
  clearInterval(timer);
  if (isTold && status === 0) tell('\n');
  if (status === 0) return;
  process.stderr.write(`${isTold && isTerminal ? '\n' : ''}${output}`);
  console.error(`Cannot prepare "${root}": ${command} ${args[0]} failed${error ? `, ${error.message}` : ''}`);
  process.exit(1);
}

function run(command, args) {
  const env = { ...process.env, TSTOP_PREPARING: '1' };
  // Orders of the npm that called are not meant for this one.
  for (const name of Object.keys(env))
    if (/^npm_(?:config_(?:global|prefix|omit|dry_run|pack_destination)$|command$)/.test(name))
      delete env[name];
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    child.once('error', (error) => resolve({ status: 1, output, error }));
    child.once('close', (status) => resolve({ status, output }));
  });
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
