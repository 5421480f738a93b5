import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../fixtures.js';
import { writeNginxFolder } from '../peers/nginx.js';
import { type PeerName, peers } from '../peers/peers.js';
import { freePort } from '../peers/ports.js';
import { waitFor } from '../wait-for.js';

export interface Contestant {
  readonly name: string;
  readonly protocol: 'http' | 'uwsgi';
  /** Its peer from outside. */
  readonly peer: PeerName;
  /** Program and arguments. */
  readonly command: (address: string, application: string) => readonly string[];
  /** The command speaks uwsgi, and nginx stands before it. */
  readonly behindNginx?: boolean;
}

const size = ['--master', '--processes', '2', '--threads', '4', '--disable-logging'];

function tsgi(option: string) {
  return (address: string, application: string) => [
    process.execPath,
    join(projectRoot, 'bin', 'tsgi'),
    option,
    address,
    '--wsgi-file',
    application,
    ...size,
  ];
}

function uwsgi(option: string, ...more: string[]) {
  return (address: string, application: string) => [
    peers.uwsgi.find() ?? '',
    option,
    address,
    '--wsgi-file',
    application,
    ...size,
    ...more,
  ];
}

function gunicorn(address: string, application: string): readonly string[] {
  const module = `${application.replace(/\.py$/, '')}:application`;
  return [peers.gunicorn.find() ?? '', '-k', 'gthread', '-w', '2', '--threads', '4', '-b', address, module];
}

export const contestants: readonly Contestant[] = [
  { name: '**tsgi** --http', protocol: 'http', peer: 'python3', command: tsgi('--http') },
  { name: 'uWSGI --http', protocol: 'http', peer: 'uwsgi', command: uwsgi('--http') },
  { name: 'uWSGI --http-socket', protocol: 'http', peer: 'uwsgi', command: uwsgi('--http-socket') },
  { name: 'gunicorn gthread', protocol: 'http', peer: 'gunicorn', command: gunicorn },
  { name: 'nginx → **tsgi**', protocol: 'http', peer: 'nginx', command: tsgi('--socket'), behindNginx: true },
  { name: 'nginx → uWSGI', protocol: 'http', peer: 'nginx', command: uwsgi('--socket'), behindNginx: true },
  { name: '**tsgi** --socket', protocol: 'uwsgi', peer: 'python3', command: tsgi('--socket') },
  {
    name: 'uWSGI --socket --buffer-size 65535',
    protocol: 'uwsgi',
    peer: 'uwsgi',
    command: uwsgi('--socket', '--buffer-size', '65535'),
  },
];

export interface RunningContestant {
  readonly address: string;
  stop(): Promise<void>;
}

/** Null when it is not here. */
export async function startContestant(
  contestant: Contestant,
  folder: string,
  application: string,
): Promise<RunningContestant | null> {
  if (peers[contestant.peer].find() === null) return null;
  const own = await freeAddress();
  const temporary = mkdtempSync(join(tmpdir(), 'tsgi-score-'));
  const children = [start(contestant.command(own, application), folder)];
  await accepts(own);
  let address = own;
  if (contestant.behindNginx) {
    address = await freeAddress();
    writeNginxFolder(temporary, address, own);
    const nginx = peers.nginx.find() ?? '';
    children.push(start([nginx, '-p', temporary, '-c', 'nginx.conf', '-g', 'daemon off;'], temporary));
    await accepts(address);
  }
  return {
    address,
    async stop() {
      await Promise.all(children.map(end));
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

async function freeAddress(): Promise<string> {
  return `127.0.0.1:${await freePort()}`;
}

/** Ends with this process, whatever ends it. */
function start(command: readonly string[], cwd: string): ChildProcess {
  const launcher = join(projectRoot, 'test', 'peers', 'die-with-parent.py');
  return spawn(peers.python3.find() ?? 'python3', [launcher, ...command], { cwd, stdio: 'ignore' });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGINT');
  });
}

async function accepts(address: string): Promise<void> {
  const [host = '', port = ''] = address.split(':');
  await waitFor(`a server on ${address}`, () => {
    const socket = connect(Number(port), host);
    return new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true));
      socket.on('error', () => resolve(false));
    }).finally(() => socket.destroy());
  });
}
