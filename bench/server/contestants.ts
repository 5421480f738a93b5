// The servers that are measured side by side, by name: how each is started with 4 processes × 2 threads, unless its
// name says otherwise, without a request log.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../test/fixtures.js';
import { writeNginxFolder } from '../../test/peers/nginx.js';
import { peers } from '../../test/peers/peers.js';
import { benchPeer } from './bench-peers.js';

export type App = 'plain' | 'with_flask' | 'with_django';

export interface Place {
  /** `127.0.0.1:PORT`, where it is to be asked. */
  readonly address: string;
  /** Another one, for what stands behind nginx. */
  readonly inner: string;
  /** For its files. */
  readonly folder: string;
  readonly app: App;
}

export interface Command {
  readonly program: string | null;
  readonly args: readonly string[];
}

/** Commands to start; null: the program is not installed. */
export type Contestant = (place: Place) => readonly Command[];

export const appsFolder = join(projectRoot, 'bench', 'server', 'apps');

const tsgi = (option: string, address: string, app: App, more: readonly string[]): Command => ({
  program: process.execPath,
  args: [
    ...[join(projectRoot, 'bin', 'tsgi'), '--python', benchPeer('python3') ?? 'python3'],
    ...[option, address, ...fourByTwo(app), ...more],
  ],
});

const uwsgi = (option: string, address: string, app: App, more: readonly string[]): Command => ({
  program: peers.uwsgi.find(),
  args: [option, address, ...fourByTwo(app), '--chmod-socket=666', ...more],
});

const granian = (address: string, app: App, workers: number, threads: number, more: readonly string[]) => {
  const [host = '', port = ''] = address.split(':');
  const size = ['--workers', `${workers}`, '--blocking-threads', `${threads}`];
  const where = ['--interface', 'wsgi', '--host', host, '--port', port];
  return { program: benchPeer('granian'), args: [...where, ...size, ...more, `${app}:application`] };
};

const gunicorn = (address: string, app: App, more: readonly string[]): Command => ({
  program: peers.gunicorn.find(),
  args: [
    ...['--workers', '4', '--threads', '2', '--worker-class', 'gthread', '--log-level', 'error'],
    ...['--bind', address, ...more, `${app}:application`],
  ],
});

const bareNode =
  (kind: string): Contestant =>
  ({ address }) => [
    {
      program: process.execPath,
      args: [join(appsFolder, 'bare_node.mjs'), kind, address.split(':')[1] ?? ''],
    },
  ];

const unlogged = ['--disable-logging'];

export const contestants = {
  'tsgi --http-socket': ({ address, app }) => [tsgi('--http-socket', address, app, unlogged)],
  'tsgi --http-socket, log': ({ address, app }) => [tsgi('--http-socket', address, app, [])],
  'uWSGI --http': ({ address, app }) => [uwsgi('--http', address, app, unlogged)],
  'uWSGI --http-socket': ({ address, app }) => [uwsgi('--http-socket', address, app, unlogged)],
  'uWSGI --http-socket, log': ({ address, app }) => [uwsgi('--http-socket', address, app, [])],
  'gunicorn gthread': ({ address, app }) => [gunicorn(address, app, [])],
  'gunicorn gthread, log': ({ address, app }) => [gunicorn(address, app, ['--access-logfile', '-'])],
  'waitress, 8 threads': ({ address, app }) => [
    {
      program: benchPeer('waitress-serve'),
      args: ['--threads', '8', '--listen', address, `${app}:application`],
    },
  ],
  'Granian 4 × 2': ({ address, app }) => [granian(address, app, 4, 2, ['--no-access-log'])],
  'Granian 4 × 2, log': ({ address, app }) => [granian(address, app, 4, 2, ['--access-log'])],
  'Granian 2 × 1': ({ address, app }) => [granian(address, app, 2, 1, ['--no-access-log'])],
  'bare node:http': bareNode('http'),
  'bare net': bareNode('net'),
  'nginx → uWSGI, TCP': (place) => [
    uwsgi('--socket', place.inner, place.app, unlogged),
    nginx(place, place.inner),
  ],
  'nginx → uWSGI, unix': (place) => {
    const socket = join(place.folder, 'socket');
    return [uwsgi('--socket', socket, place.app, unlogged), nginx(place, `unix:${socket}`)];
  },
  'nginx → tsgi, TCP': (place) => [
    tsgi('--socket', place.inner, place.app, unlogged),
    nginx(place, place.inner),
  ],
  'nginx → tsgi, unix': (place) => {
    const socket = join(place.folder, 'socket');
    return [tsgi('--socket', socket, place.app, unlogged), nginx(place, `unix:${socket}`)];
  },
  'nginx → tsgi --socket-workers, TCP': (place) => [
    tsgi('--socket', place.inner, place.app, [...unlogged, '--socket-workers']),
    nginx(place, place.inner),
  ],
  'nginx → tsgi --socket-workers, unix': (place) => {
    const socket = join(place.folder, 'socket');
    const command = tsgi('--socket', socket, place.app, [...unlogged, '--socket-workers']);
    return [command, nginx(place, `unix:${socket}`)];
  },
  'nginx → tsgi, HTTP kept alive': (place) => [
    tsgi('--http-socket', place.inner, place.app, unlogged),
    nginxHttp(place),
  ],
  'nginx → Granian, HTTP kept alive': (place) => [
    granian(place.inner, place.app, 4, 2, ['--no-access-log']),
    nginxHttp(place),
  ],
} as const satisfies Readonly<Record<string, Contestant>>;

export type ContestantName = keyof typeof contestants;

function fourByTwo(app: App): readonly string[] {
  return ['--wsgi-file', `${app}.py`, '--master', '--processes', '4', '--threads', '2'];
}

function nginx({ address, folder }: Place, upstream: string): Command {
  const nginxFolder = join(folder, 'nginx');
  mkdirSync(nginxFolder);
  writeNginxFolder(nginxFolder, address, upstream);
  return { program: peers.nginx.find(), args: ['-p', nginxFolder, '-c', 'nginx.conf', '-g', 'daemon off;'] };
}

function nginxHttp(place: Place): Command {
  const command = nginx(place, place.inner);
  const path = join(place.folder, 'nginx', 'nginx.conf');
  const kept = 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;';
  const text = readFileSync(path, 'utf8')
    .replace('server {', `upstream app { server ${place.inner}; keepalive 32; }\nserver {`)
    .replace(`uwsgi_pass ${place.inner};`, `proxy_pass http://app; ${kept}`);
  writeFileSync(path, text);
  return command;
}
