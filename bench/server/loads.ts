// Loads and their servers: each row is one table of the results, and runs alone with `npm run bench -- server NAME`.

import type { App, ContestantName } from './contestants.js';
import type { Load } from './wrk.js';

export interface LoadTable {
  readonly title: string;
  readonly load: Load;
  readonly app?: App;
  /** Connections that ask for a request of 200 ms, one after the other, all the time. */
  readonly slowNeighbours?: number;
  /** The first is the one that all others are compared with. */
  readonly contestants: readonly ContestantName[];
  readonly aims?: readonly Aim[];
}

/** CPU (or requests a second, or p99) of the first contestant, as a multiple of another's. */
export interface Aim {
  readonly of: ContestantName;
  readonly beside?: ContestantName;
  readonly what: 'cpu' | 'perSecond' | 'p99';
  readonly most?: number;
  readonly least?: number;
}

const ours = 'tsgi --http-socket';
const direct: readonly ContestantName[] = [
  ...([ours, 'Granian 4 × 2', 'Granian 2 × 1', 'uWSGI --http', 'uWSGI --http-socket'] as const),
  ...(['gunicorn gthread', 'waitress, 8 threads', 'bare node:http', 'bare net'] as const),
];
const few: readonly ContestantName[] = [ours, 'Granian 4 × 2', 'uWSGI --http-socket', 'gunicorn gthread'];

const browser = `
wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
wrk.headers["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
wrk.headers["Accept-Language"] = "en-US,en;q=0.5"
wrk.headers["Accept-Encoding"] = "gzip, deflate, br"
wrk.headers["Cookie"] = "sessionid=abcdefghijklmnop; csrftoken=1234567890"
wrk.headers["Upgrade-Insecure-Requests"] = "1"
wrk.headers["Sec-Fetch-Dest"] = "document"
wrk.headers["Sec-Fetch-Mode"] = "navigate"
wrk.headers["Sec-Fetch-Site"] = "none"
wrk.headers["Referer"] = "http://localhost/some/where?x=1"
local number = 0
request = function()
  number = number + 1
  wrk.headers["X-Request"] = tostring(number)
  return wrk.format("GET", "/?page=" .. number)
end
`;
const upload = `
wrk.method = "POST"
wrk.body = string.rep("z", 1048576)
wrk.headers["Content-Type"] = "application/octet-stream"
`;

export const loadTables = {
  hello: {
    title: 'Hello, 16 connections',
    load: { path: '/', connections: 16 },
    contestants: direct,
    aims: [
      { of: ours, beside: 'Granian 4 × 2', what: 'cpu', most: 1.05 },
      { of: ours, beside: 'gunicorn gthread', what: 'cpu', most: 0.2 },
    ],
  },
  log: {
    title: 'Hello with the log of requests, 16 connections',
    load: { path: '/', connections: 16 },
    contestants: [
      ...(['tsgi --http-socket, log', ours, 'Granian 4 × 2, log', 'Granian 4 × 2'] as const),
      ...(['uWSGI --http-socket, log', 'uWSGI --http-socket'] as const),
      ...(['gunicorn gthread, log', 'gunicorn gthread'] as const),
    ],
    aims: [{ of: 'tsgi --http-socket, log', beside: ours, what: 'cpu', most: 1.4 }],
  },
  browser: {
    title: "Hello with a browser's headers, each request different, 16 connections",
    load: { path: '/', connections: 16, lua: browser },
    contestants: few,
  },
  'connections-1': { title: 'Hello, 1 connection', load: { path: '/', connections: 1 }, contestants: few },
  'connections-64': {
    title: 'Hello, 64 connections',
    load: { path: '/', connections: 64 },
    contestants: few,
  },
  'connections-256': {
    title: 'Hello, 256 connections',
    load: { path: '/', connections: 256 },
    contestants: few,
  },
  neighbours: {
    title: 'Hello beside four connections with requests of 200 ms, 16 connections',
    load: { path: '/', connections: 16 },
    slowNeighbours: 4,
    contestants: few,
    aims: [{ of: ours, what: 'p99', most: 10 }],
  },
  sleep: {
    title: 'A sleep of 20 ms, 64 connections',
    load: { path: '/sleep', connections: 64 },
    contestants: few,
  },
  flask: {
    title: 'Hello with Flask, 16 connections',
    load: { path: '/', connections: 16 },
    app: 'with_flask',
    contestants: few,
  },
  django: {
    title: 'Hello with Django, 16 connections',
    load: { path: '/', connections: 16 },
    app: 'with_django',
    contestants: few,
  },
  down: {
    title: 'An answer of 1 MB, 16 connections',
    load: { path: '/big', connections: 16 },
    contestants: few,
    aims: [{ of: ours, beside: 'Granian 4 × 2', what: 'cpu', most: 1.5 }],
  },
  stream: {
    title: 'An answer of 1 MB in 16 pieces, 16 connections',
    load: { path: '/stream', connections: 16 },
    contestants: few,
  },
  up: {
    title: 'An upload of 1 MB, 16 connections',
    load: { path: '/upload', connections: 16, lua: upload },
    contestants: few,
    aims: [{ of: ours, beside: 'Granian 4 × 2', what: 'cpu', most: 2 }],
  },
  nginx: {
    title: 'Hello behind nginx, 16 connections; all processes of nginx included',
    load: { path: '/', connections: 16 },
    contestants: [
      ...(['nginx → tsgi, TCP', 'nginx → uWSGI, TCP', 'nginx → tsgi, unix', 'nginx → uWSGI, unix'] as const),
      ...(['nginx → tsgi --socket-workers, TCP', 'nginx → tsgi --socket-workers, unix'] as const),
      ...(['nginx → tsgi, HTTP kept alive', 'nginx → Granian, HTTP kept alive'] as const),
    ],
    aims: [
      {
        of: 'nginx → tsgi --socket-workers, TCP',
        beside: 'nginx → uWSGI, TCP',
        what: 'perSecond',
        least: 1.1,
      },
      {
        of: 'nginx → tsgi --socket-workers, unix',
        beside: 'nginx → uWSGI, unix',
        what: 'perSecond',
        least: 1.2,
      },
    ],
  },
} as const satisfies Readonly<Record<string, LoadTable>>;
