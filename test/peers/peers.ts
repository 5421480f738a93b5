// The programs that the tests need from outside, where they are, and how to get them. Looking is cheap and changes
// nothing; installing is prepare-peers.ts. Private things live in .peers/, which git ignores.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';

export type PeerName =
  | 'python3'
  | 'uwsgi'
  | 'uwsgitop'
  | 'frameworks'
  | 'gunicorn'
  | 'nginx'
  | 'wrk'
  | 'debian-uwsgi'
  | 'debian-gevent'
  | 'tmux'
  | 'promtool';

interface Peer {
  /** The program's path, or null when it is not here. */
  readonly find: () => string | null;
  /** Command for a person to install it where `npm test` may not. */
  readonly command: string;
}

export const peersFolder = join(projectRoot, '.peers');
export const venvFolder = join(peersFolder, 'venv');
export const requirementsPath = join(projectRoot, 'test', 'peers', 'requirements.txt');

const prepareCommand = 'node dist/test/peers/prepare-peers.js';
const debianPlugins = '/usr/lib/uwsgi/plugins';

export const peers: Readonly<Record<PeerName, Peer>> = {
  python3: { find: () => onPath('python3'), command: 'sudo apt-get install python3 python3-venv' },
  uwsgi: { find: () => fromVenv('uwsgi'), command: prepareCommand },
  uwsgitop: { find: () => fromVenv('uwsgitop'), command: prepareCommand },
  // Flask, Django and Bottle: the Python that has them.
  frameworks: { find: () => fromVenv('python3'), command: prepareCommand },
  gunicorn: { find: () => fromVenv('gunicorn'), command: prepareCommand },
  nginx: { find: () => unpackedNginx() ?? installedNginx(), command: 'sudo apt-get install nginx-light' },
  wrk: { find: () => onPath('wrk'), command: 'sudo apt-get install wrk' },
  'debian-uwsgi': {
    find: () => debianUwsgi('python3_plugin.so'),
    command: 'sudo apt-get install uwsgi-core uwsgi-plugin-python3',
  },
  'debian-gevent': {
    find: () => debianUwsgi('gevent_python3_plugin.so'),
    command: 'sudo apt-get install uwsgi-plugin-gevent-python3',
  },
  tmux: { find: () => onPath('tmux'), command: 'sudo apt-get install tmux' },
  promtool: {
    find: () => onPath('promtool') ?? existing(join(peersFolder, 'usr', 'bin', 'promtool')),
    command: 'sudo apt-get install --no-install-recommends prometheus',
  },
};

/** The path of a peer's program. Without it the test is skipped and says why; in CI it fails instead. */
export function requirePeer(t: TestContext, name: PeerName): string | null {
  const path = peers[name].find();
  if (path !== null) return path;
  const reason = missingReason(name);
  if (isCi()) throw new Error(reason);
  t.skip(reason);
  return null;
}

export function missingReason(name: PeerName): string {
  return `${name} is not here; to get it: ${peers[name].command}`;
}

export function isCi(): boolean {
  const value = process.env['CI'] ?? '';
  return value !== '' && value !== 'false';
}

/** True when the private environment holds exactly what requirements.txt asks for. */
export function isVenvReady(): boolean {
  const stamp = join(venvFolder, 'requirements.txt');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirementsPath, 'utf8');
}

/** nginx's own list of what it passes on; its configuration includes it by this name. */
export function uwsgiParamsPath(): string | null {
  return existing(join(peersFolder, 'etc', 'nginx', 'uwsgi_params')) ?? existing('/etc/nginx/uwsgi_params');
}

function unpackedNginx(): string | null {
  return existing(join(peersFolder, 'usr', 'sbin', 'nginx'));
}

function installedNginx(): string | null {
  const path = onPath('nginx') ?? existing('/usr/sbin/nginx');
  return uwsgiParamsPath() === null ? null : path;
}

function fromVenv(name: string): string | null {
  return isVenvReady() ? existing(join(venvFolder, 'bin', name)) : null;
}

function debianUwsgi(plugin: string): string | null {
  return existsSync(join(debianPlugins, plugin)) ? existing('/usr/bin/uwsgi-core') : null;
}

function onPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

function existing(path: string): string | null {
  return existsSync(path) ? path : null;
}
