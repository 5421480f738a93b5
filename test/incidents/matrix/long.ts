// Drills about requests that are long on purpose, and about the limit that kills those that are not.

import { connect } from 'node:net';
import { ask, keepAsking } from '../clients.js';
import { TROUBLE } from './applications.js';
import type { Drill, Stage } from './drill.js';

const STREAM = { accept: 'text/event-stream' };
const WEBSOCKET = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

export const LONG: Readonly<Record<string, Drill>> = {
  'event streams beside short requests': {
    options: '--processes 2 --threads 4',
    code: TROUBLE,
    live: async (stage) => {
      for (let n = 0; n < 4; n += 1) ask(stage.t, stage.server, `/events?s=40&n=${n}`, STREAM);
      keepAsking(stage.t, stage.server, 1);
      await stage.readings(34);
    },
    events: [],
  },
  'WebSockets beside short requests': {
    options: '--processes 2 --threads 4',
    code: TROUBLE,
    live: async (stage) => {
      for (let n = 0; n < 4; n += 1) ask(stage.t, stage.server, `/chat/${n}?s=40`, WEBSOCKET);
      keepAsking(stage.t, stage.server, 1);
      await stage.readings(34);
    },
    events: [],
  },
  'downloads of slow clients beside short requests': {
    options: '--processes 2 --threads 4',
    code: TROUBLE,
    longRoutes: [{ pattern: 'GET /download/*', seconds: 0 }],
    live: async (stage) => {
      for (let n = 0; n < 3; n += 1) downloadSlowly(stage, `/download/${n}?pieces=800`);
      keepAsking(stage.t, stage.server, 1);
      await stage.readings(34);
    },
    events: [],
  },
  'event streams on every thread': {
    options: '--processes 1 --threads 4',
    code: TROUBLE,
    live: async (stage) => {
      await stage.readings(3);
      for (let n = 0; n < 4; n += 1) ask(stage.t, stage.server, `/events?s=14&n=${n}`, STREAM);
      await stage.shows('four streams', isFull);
      for (let n = 0; n < 3; n += 1) ask(stage.t, stage.server, `/page/${n}`);
      stage.begin();
      await stage.shows('that they have ended', (document) => !isFull(document));
      stage.end();
      await stage.readings(13);
    },
    says: { verdict: /^SATURATED .*event stream/, share: 0.8 },
  },
  'a limit that other requests start anew': {
    options: '--processes 1 --threads 3 --harakiri 3',
    code: TROUBLE,
    peers: ['uwsgi-2.0.21', 'uwsgi-2.0.31'],
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 1, '/?s=0.2');
      ask(stage.t, stage.server, '/report?s=8');
      await stage.readings(14);
    },
    events: [],
  },
  'killed for being slow': harakiri('--processes 4 --harakiri 3'),
  'killed for being slow, threads': harakiri('--processes 2 --threads 2 --harakiri 3'),
};

/** Some 100 KB a second. */
function downloadSlowly({ t, server }: Stage, path: string): void {
  const [host = '', port = ''] = server.http.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => {});
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  socket.pause();
  const timer = setInterval(() => socket.read(16_384), 150);
  t.after(() => {
    clearInterval(timer);
    socket.destroy();
  });
}

function isFull({ workers }: ReturnType<Stage['newest']>): boolean {
  return workers.every(({ cores }) => (cores ?? []).every(({ in_request }) => in_request === 1));
}

/** The last is killed long before the recording ends; the row stays for a minute, as it says itself. */
function harakiri(options: string): Drill {
  return {
    options,
    code: TROUBLE,
    live: async (stage) => {
      await stage.readings(3);
      for (let n = 0; n < 4; n += 1) ask(stage.t, stage.server, `/report/${n}?s=60`);
      await stage.shows('a kill', ({ workers }) =>
        workers.some(({ harakiri_count }) => (harakiri_count ?? 0) > 0),
      );
      stage.begin();
      await stage.readings(9);
      stage.end();
    },
    says: { verdict: /^HARAKIRI STORM .*GET \/report\/:id/, clearedSeconds: null, fromStart: true },
  };
}
