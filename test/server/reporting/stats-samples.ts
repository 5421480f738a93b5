// A server with two workers of two cores, the first one busy: what the tests of the stats document vary.

import {
  type CoreTally,
  NO_ANSWERS,
  type ServerFacts,
  type ServerSnapshot,
  type WorkerFacts,
  type WorkerTally,
} from '../../../src/server/counting/ledger.js';
import { DEFAULT_CONFIG, type ServerConfig } from '../../../src/server/options/config/server-config.js';

export const startMicros = 1_795_353_526_250_000;

export const sampleConfig: ServerConfig = {
  ...DEFAULT_CONFIG,
  workers: { ...DEFAULT_CONFIG.workers, processes: 2, threads: 2 },
};

export const idleCore: CoreTally = {
  requests: 0,
  exceptions: 0,
  runningMicros: 0,
  txBytes: 0,
  readErrors: 0,
  writeErrors: 0,
  answers: NO_ANSWERS,
  latency: '',
  inRequest: null,
};

/** Two requests of 100 µs. */
export const busyCore: CoreTally = {
  requests: 2,
  exceptions: 1,
  runningMicros: 200,
  txBytes: 150,
  readErrors: 3,
  writeErrors: 4,
  answers: { '2xx': 1, '3xx': 0, '4xx': 0, '5xx': 1 },
  latency: '100 100 2',
  inRequest: { startMicros, vars: ['REQUEST_METHOD=GET', 'PATH_INFO=/', 'HTTP_COOKIE='] },
};

export const sampleWorker: WorkerFacts = {
  slot: 1,
  threads: 2,
  pid: 501,
  accepting: true,
  cheap: false,
  lastSpawn: 1_795_353_521,
  respawns: 3,
  harakiris: 1,
  lastExit: { pid: 400, reason: 'died', signal: 11, code: null },
  apps: [{ id: 0, mountpoint: '/app', startupSeconds: 2, chdir: '' }],
};

export const sampleTally: WorkerTally = {
  slot: 1,
  deltaRequests: 5,
  averageMicros: 77,
  apps: [{ requests: 6, exceptions: 1 }],
  cores: [busyCore, { ...idleCore, requests: 4, runningMicros: 1000, txBytes: 50, latency: '300 127 4' }],
};

export const sampleFacts: ServerFacts = {
  version: '1.2.3',
  pid: 500,
  uid: 33,
  gid: 34,
  cwd: '/srv/app',
  sockets: [
    { name: '127.0.0.1:9090', protocol: 'http', maxQueue: 1024 },
    { name: '/run/app.sock', protocol: 'uwsgi', maxQueue: 1024 },
  ],
  workers: [
    sampleWorker,
    { ...sampleWorker, slot: 2, pid: 0, accepting: false, cheap: true, lastSpawn: 0, respawns: 0, apps: [] },
  ],
  gateways: [{ pid: 510 }],
  zygotePid: 520,
  paused: false,
  startedAt: 1_795_353_520,
  reloads: 6,
  reloadingSince: 0,
  reloadFailedAt: 0,
};

export const sampleSnapshot: ServerSnapshot = {
  facts: sampleFacts,
  tally: {
    sockets: [
      { waiting: 3, refused: 1, rejected: 2 },
      { waiting: 4, refused: 10, rejected: 20 },
    ],
    workers: [sampleTally],
    routes: [{ route: 'GET /users/:id', requests: 6, runningMicros: 1200, latency: '300 100 2 27 4' }],
  },
};
