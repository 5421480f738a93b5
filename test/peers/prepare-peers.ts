// Installs what the tests need from outside: Debian's packages with apt-get where this runs as root on Debian or
// Ubuntu, and in a virtual environment under .peers/ PyPI's uWSGI (built from source, half a minute), uwsgitop,
// gunicorn and the web frameworks of examples/. Does nothing, fast, when all of it is there. Run by test/run.mjs, and
// by hand: node dist/test/peers/prepare-peers.js

import { spawn } from 'node:child_process';
import { copyFileSync, createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { holdLock } from './lock.js';
import {
  isVenvReady,
  missingReason,
  type PeerName,
  peers,
  peersFolder,
  requirementsPath,
  venvFolder,
} from './peers.js';

const logPath = join(peersFolder, 'install.log');

/** Resolves with one line for each peer that is still missing; each says what to type. */
export async function preparePeers(): Promise<readonly string[]> {
  if (missingPeers().length === 0) return [];
  mkdirSync(peersFolder, { recursive: true });
  const release = await holdLock(join(peersFolder, 'lock'));
  try {
    await install();
  } finally {
    release();
  }
  return missingPeers().map(missingReason);
}

async function install(): Promise<void> {
  const missing = missingPeers();
  if (missing.length === 0) return;
  console.error(`Installing for the tests: ${missing.join(', ')} …`);
  if (canUseApt()) await attempt(installDebianPackages);
  if (!isVenvReady() && peers.python3.find() !== null) await attempt(installVenv);
}

function missingPeers(): readonly PeerName[] {
  // Object.keys forgets the key type of the record.
  return (Object.keys(peers) as PeerName[]).filter((name) => peers[name].find() === null);
}

/** A peer that cannot be installed is reported as missing; the rest of the tests still run. */
async function attempt(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

function canUseApt(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

async function installDebianPackages(): Promise<void> {
  const packages = await wantedPackages();
  const unpacked = unpackedOnly.filter(({ peer }) => peers[peer].find() === null);
  if (packages.length === 0 && unpacked.length === 0) return;
  await run('apt-get', ['update', '-qq']);
  const options = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
  if (packages.length > 0) await run('apt-get', ['install', ...options, ...packages]);
  for (const { archives } of unpacked) await attempt(() => unpack(archives));
}

async function wantedPackages(): Promise<readonly string[]> {
  const wanted: string[] = [];
  if (peers['debian-uwsgi'].find() === null) wanted.push('uwsgi-core', 'uwsgi-plugin-python3');
  if (peers['debian-gevent'].find() === null) wanted.push('uwsgi-plugin-gevent-python3');
  if (peers.tmux.find() === null) wanted.push('tmux');
  if (peers.wrk.find() === null) wanted.push('wrk');
  if (isVenvReady()) return wanted;
  // Packages for building uWSGI. Another Python than Debian's brings its own headers.
  if (!(await succeeds('cc', ['--version']))) wanted.push('gcc', 'libc6-dev');
  if (!(await succeeds('python3', ['-c', 'import venv, ensurepip']))) wanted.push('python3', 'python3-venv');
  if (!(await succeeds('python3', ['-c', hasHeaders]))) wanted.push('python3-dev');
  return wanted;
}

const hasHeaders =
  'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))';

/** Only these files of these packages: installed as a whole they would start a daemon. */
const unpackedOnly: readonly { peer: PeerName; archives: Readonly<Record<string, string>> }[] = [
  { peer: 'promtool', archives: { prometheus: './usr/bin/promtool' } },
  { peer: 'nginx', archives: { nginx: './usr/sbin/nginx', 'nginx-common': './etc/nginx/uwsgi_params' } },
];

async function unpack(archives: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, path] of Object.entries(archives)) {
    const tar = `dpkg --fsys-tarfile ${name}_*.deb | tar -x ${path}`;
    await run('sh', ['-ec', `apt-get download -qq ${name} && ${tar}; rm ${name}_*.deb`]);
  }
}

async function installVenv(): Promise<void> {
  rmSync(venvFolder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', venvFolder]);
  const options = ['--quiet', '--disable-pip-version-check', '--no-input'];
  await run(join(venvFolder, 'bin', 'pip'), ['install', ...options, '-r', requirementsPath]);
  copyFileSync(requirementsPath, join(venvFolder, 'requirements.txt'));
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return (await exitCode(command, args, 'ignore')) === 0;
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const code = await exitCode(command, args, 'log');
  if (code !== 0) throw new Error(`Cannot run "${command} ${args.join(' ')}": exit ${code}, see ${logPath}`);
}

function exitCode(
  command: string,
  args: readonly string[],
  output: 'ignore' | 'log',
): Promise<number | null> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(command, args, { cwd: peersFolder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = output === 'log' ? createWriteStream(logPath, { flags: 'a' }) : null;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => log?.write(bytes));
    child.on('error', () => resolve(null));
    child.on('close', (code) => {
      log?.end();
      resolve(code);
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const missing = await preparePeers();
  for (const line of missing) console.error(line);
  process.exitCode = missing.length === 0 ? 0 : 1;
}
