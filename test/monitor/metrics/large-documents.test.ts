// Documents as large as the limits allow: whatever a server sends, taking it in ends, and takes time in proportion.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_WORKERS } from '../../../src/stats/json-limits.js';
import { statsDocumentFrom } from '../../../src/stats/parse.js';
import { cpuMs } from '../../cpu-time.js';
import { watchDocuments } from './readings.js';

const ENTRIES = 100_000;
/** With a loop inside a loop these take minutes. */
const LIMIT_MS = 20_000;

const documents: Readonly<Record<string, (reading: number) => object>> = {
  'workers that are dead': () => ({
    workers: list(() => ({ pid: 0, accepting: 0, respawn_count: 1 }), MAX_WORKERS),
  }),
  'apps of one worker': (reading) => ({
    workers: [
      {
        pid: 5,
        status: 'idle',
        apps: list((index) => ({ mountpoint: `/${index}`, requests: index * reading })),
      },
    ],
  }),
  'cores of one worker': (reading) => ({
    workers: [
      { pid: 5, accepting: 1, running_time: reading * 1e12, requests: reading * 1e6, cores: cores(reading) },
    ],
  }),
  sockets: () => ({
    workers: [{}],
    sockets: list((index) => ({ name: `a:${index}`, queue: index, max_queue: ENTRIES })),
  }),
  'vassals on the blacklist': () => ({
    vassals: [{ id: 'v' }],
    blacklist: list((index) => ({ id: `v${index}` })),
  }),
  'nodes of a router': (reading) => ({
    http: ['127.0.0.1:80'],
    static_nodes: list((index) => ({ name: `s${index}`, hits: reading })),
    subscriptions: [{ key: 'k', nodes: list((index) => ({ name: `n${index}`, failcnt: reading * index })) }],
  }),
};

for (const [name, documentOf] of Object.entries(documents)) {
  test(`${name}, as many as are read, are taken in`, () => {
    const startedAt = cpuMs();
    const { verdict } = watchDocuments(
      [1, 2].map((reading) => statsDocumentFrom(documentOf(reading))),
      1_800_000_000_000,
    );
    assert.notEqual(verdict.level, 'unknown');
    assert.ok(cpuMs() - startedAt < LIMIT_MS);
  });
}

function cores(reading: number): readonly object[] {
  return list((index) => ({
    in_request: (index + reading) % 2,
    requests: index * reading + reading * (index % 1000) ** 2,
    req_info: { request_start: 1_800_000_000 + reading - (index % 50) },
  }));
}

function list<T>(entry: (index: number) => T, length = ENTRIES): readonly T[] {
  return Array.from({ length }, (_, index) => entry(index));
}
