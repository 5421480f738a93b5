// The servers that only the bench needs, in an environment of their own: .peers/bench.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../test/fixtures.js';
import { holdLock } from '../../test/peers/lock.js';
import { peers, peersFolder } from '../../test/peers/peers.js';

const requirements = join(projectRoot, 'bench', 'requirements.txt');
const venv = join(peersFolder, 'bench');
const stamp = join(venv, 'requirements.txt');

/** The path of a program of that environment, or null when it cannot be had. */
export function benchPeer(name: 'granian' | 'waitress-serve' | 'python3'): string | null {
  const path = join(venv, 'bin', name);
  return isReady() && existsSync(path) ? path : null;
}

export async function prepareBenchPeers(): Promise<void> {
  const python = peers.python3.find();
  if (isReady() || python === null) return;
  mkdirSync(peersFolder, { recursive: true });
  const release = await holdLock(join(peersFolder, 'bench-lock'));
  try {
    if (isReady()) return;
    console.error('Installing for the bench: granian, waitress …');
    rmSync(venv, { recursive: true, force: true });
    execFileSync(python, ['-m', 'venv', venv]);
    const options = ['--quiet', '--disable-pip-version-check', '--no-input'];
    execFileSync(join(venv, 'bin', 'pip'), ['install', ...options, '-r', requirements], { stdio: 'pipe' });
    copyFileSync(requirements, stamp);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  } finally {
    release();
  }
}

function isReady(): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirements, 'utf8');
}
