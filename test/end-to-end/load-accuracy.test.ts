// The figures of tstop for a steady load, beside the load's own counts in the very same seconds.

import assert from 'node:assert/strict';
import test from 'node:test';
import { type Load, type LoadRequest, startLoad } from '../load/load.js';
import { startUwsgi, type UwsgiRequest } from '../peers/uwsgi.js';
import { waitFor } from '../wait-for.js';
import { snapshotOf } from './run-tstop.js';

interface Case {
  readonly name: string;
  readonly request: UwsgiRequest;
  readonly cores: number;
  readonly sleepMs: number;
  readonly shape: LoadRequest['shape'];
  /** Share of the cores that the load is built to keep busy. */
  readonly busyRatio: number;
}

const threads = '--http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 --stats {stats}';
const gevent =
  '--http-socket {http} --wsgi-file {app} --master --processes 2 --gevent 100 --gevent-monkey-patch --stats {stats}';

const cases: readonly Case[] = [
  {
    name: 'a light load: one of eight threads asleep',
    request: { command: threads },
    cores: 8,
    sleepMs: 20,
    shape: { kind: 'closed', concurrency: 1 },
    busyRatio: 1 / 8,
  },
  {
    name: 'half the threads asleep',
    request: { command: threads },
    cores: 8,
    sleepMs: 50,
    shape: { kind: 'closed', concurrency: 4, spreadMs: 50 },
    busyRatio: 0.5,
  },
  {
    name: 'saturated: twelve requests for eight threads',
    request: { command: threads },
    cores: 8,
    sleepMs: 50,
    shape: { kind: 'closed', concurrency: 12, spreadMs: 50 },
    busyRatio: 1,
  },
  {
    name: "half the threads of Debian's uWSGI asleep",
    request: { command: threads, flavour: 'debian' },
    cores: 8,
    sleepMs: 50,
    shape: { kind: 'closed', concurrency: 4, spreadMs: 50 },
    busyRatio: 0.5,
  },
  {
    name: 'requests longer than the interval, on half of the threads',
    request: { command: threads },
    cores: 8,
    sleepMs: 2600,
    shape: { kind: 'closed', concurrency: 4, spreadMs: 2600 },
    busyRatio: 0.5,
  },
  {
    name: 'gevent: a fixed rate that keeps sixty of two hundred async cores asleep',
    request: { command: gevent },
    cores: 200,
    sleepMs: 500,
    shape: { kind: 'open', perSecond: 120 },
    busyRatio: 0.3,
  },
  {
    name: 'a fixed rate of a hundred a second',
    request: { command: threads },
    cores: 8,
    sleepMs: 30,
    shape: { kind: 'open', perSecond: 100 },
    busyRatio: 3 / 8,
  },
];

for (const { name, request, cores, sleepMs, shape, busyRatio } of cases) {
  test(`${name}: requests/s within 5 %, busy within 10 points`, async (t) => {
    const server = await startUwsgi(t, request);
    if (server === null) return;
    const path = `/sleep?s=${sleepMs / 1000}`;
    const load = startLoad(t, { address: server.httpAddress, path, shape });
    await waitFor('a load that is under way', () => load.finished >= 4);

    const { time, interval_seconds, totals } = await snapshotOf([server.statsAddress, '-d', '2']);
    assert.ok(interval_seconds !== null);
    const toMs = Date.parse(time);
    const fromMs = toMs - interval_seconds * 1000;
    await waitFor('everything that was under way', () => load.hasSettled(toMs));

    const counted = load.servedRateBetween(fromMs, toMs, sleepMs);
    const told = `${totals.rps} requests/s, counted ${counted.least} to ${counted.most}`;
    assert.ok(totals.rps >= counted.least * 0.95 && totals.rps <= counted.most * 1.05, told);

    // The truth lies between what the client saw and the sleeps alone; on an idle machine they are the same.
    const least = load.servedRatioBetween(fromMs, toMs, cores, sleepMs);
    const most = load.busyRatioBetween(fromMs, toMs, cores);
    const truth = `truth ${least} to ${most}, built for ${busyRatio}`;
    const off = 0.02 + displacedRatio(load, shape, sleepMs / (cores * (toMs - fromMs)));
    assert.ok(least - off <= busyRatio && busyRatio <= most + off, truth);
    assert.ok(totals.busy_ratio >= least - 0.1, `busy ${totals.busy_ratio}, ${truth}`);
    assert.ok(totals.busy_ratio <= most + 0.1, `busy ${totals.busy_ratio}, ${truth}`);
    assert.equal(load.failed, 0);
  });
}

/** Of a fixed rate, those that the machine has moved into the window, or out of it: each is a share of its cores' time. */
function displacedRatio(load: Load, shape: LoadRequest['shape'], share: number): number {
  return shape.kind === 'open' ? (load.latestMs / 1000) * shape.perSecond * share : 0;
}
