import type { DispatchSettings } from '../../../../src/server/dispatch/dispatch-settings.js';

export const slots = 2;
export const threads = 2;
export const listen = 12;

/** Small limits, so that each of them is met often. */
export const modelSettings: DispatchSettings = {
  workers: {
    processes: slots,
    threads,
    harakiriSeconds: 20,
    maxRequests: 150,
    maxRequestsDelta: 20,
    reloadMercySeconds: 60,
    workerReloadMercySeconds: 60,
    socketWorkers: false,
  },
  limits: {
    listen,
    bufferSize: 65_536,
    postBuffering: null,
    limitPost: null,
    responseBuffer: 1_000_000,
    responseSpool: 1_000_000,
    socketTimeoutSeconds: 4,
    httpTimeoutSeconds: 60,
    answerTimeoutSeconds: { router: 8, others: null },
    httpKeepAliveSeconds: 5,
    httpProcesses: 1,
  },
  sockets: ['a', 'b'],
  answerTimeouts: [8, null],
  direct: false,
  gateways: 1,
  index: 0,
};
