// The servers that tstop must be able to watch, with the command lines of the captured replies.

import type { Flavour, StatsLike, UwsgiRequest } from '../peers/uwsgi.js';

export interface WatchedServer {
  readonly name: string;
  readonly request: UwsgiRequest;
  /** The address as typed; by default as uWSGI says it. */
  readonly typed?: (statsAddress: string) => string;
  readonly workers: number;
  readonly cores: number;
}

const plainOptions = '--wsgi-file {app} --master';
const vassal =
  '[uwsgi]\nhttp-socket = 127.0.0.1:{port:NAME}\nwsgi-file = {app}\nmaster = true\nprocesses = 2\n';

export const flavours: readonly Flavour[] = ['pypi', 'debian'];

export const workerServers: readonly WatchedServer[] = [
  {
    name: '4 workers × 2 threads',
    request: { command: `--http-socket {http} ${plainOptions} --processes 4 --threads 2 --stats {stats}` },
    workers: 4,
    cores: 8,
  },
  {
    name: '64 workers × 16 threads',
    request: {
      command: `--http-socket {http} ${plainOptions} --processes 64 --threads 16 --listen 100 --stats {stats}`,
    },
    workers: 64,
    cores: 1024,
  },
  {
    name: 'gevent, 2 workers × 100 async cores',
    request: {
      debianPlugins: 'python3,gevent_python3',
      command: `--http-socket {http} ${plainOptions} --gevent 100 --gevent-monkey-patch --processes 2 --stats {stats}`,
    },
    workers: 2,
    cores: 200,
  },
  {
    name: 'cheaper, 2 of 6 workers up',
    request: {
      command: `--http-socket {http} ${plainOptions} --processes 6 --cheaper 2 --cheaper-initial 2 --cheaper-step 2 --cheaper-overload 1 --memory-report --stats {stats}`,
    },
    workers: 6,
    cores: 2,
  },
  {
    name: 'stats on a unix socket',
    request: {
      stats: 'unix',
      command: `--http-socket {http} ${plainOptions} --processes 2 --threads 2 --stats {stats}`,
    },
    workers: 2,
    cores: 4,
  },
  {
    name: 'stats on an abstract socket',
    request: {
      stats: 'abstract',
      command: `--http-socket {http} ${plainOptions} --processes 2 --threads 2 --stats {stats}`,
    },
    workers: 2,
    cores: 4,
  },
  {
    name: '--stats-http, found out by tstop',
    request: {
      command: `--http-socket {http} ${plainOptions} --processes 2 --threads 2 --stats {stats} --stats-http`,
    },
    workers: 2,
    cores: 4,
  },
  {
    name: '--stats-http, as a URL',
    request: {
      command: `--http-socket {http} ${plainOptions} --processes 2 --threads 2 --stats {stats} --stats-http`,
    },
    typed: (address) => `http://${address}`,
    workers: 2,
    cores: 4,
  },
  {
    name: '--stats-minified',
    request: {
      command: `--http-socket {http} ${plainOptions} --processes 2 --threads 2 --stats {stats} --stats-min`,
    },
    workers: 2,
    cores: 4,
  },
  {
    name: 'workers behind the http router',
    request: {
      debianPlugins: 'python3,http',
      command: `--http {http} ${plainOptions} --processes 2 --threads 2 --stats {stats}`,
    },
    workers: 2,
    cores: 4,
  },
];

export const emperor: UwsgiRequest = {
  debianPlugins: '',
  command: '--emperor {dir}/vassals --emperor-stats {stats}',
  files: {
    'vassals/one.ini': vassal.replace('NAME', 'one'),
    'vassals/two.ini': vassal.replace('NAME', 'two'),
  },
  ready: ({ vassals }: StatsLike) =>
    vassals?.length === 2 && vassals.every(({ accepting }) => accepting === 1),
};

export const httpRouter: UwsgiRequest = {
  debianPlugins: 'python3,http',
  command: `--http {http} --http-stats-server {stats} ${plainOptions} --processes 2 --threads 2`,
};
