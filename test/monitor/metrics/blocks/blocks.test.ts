import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observe } from '../../../../src/monitor/metrics/observation.js';
import type { BlockSamples } from '../../../../src/monitor/metrics/sample/block-samples.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import type { WorkersDocument } from '../../../../src/stats/schema.js';
import { cpuMs } from '../../../cpu-time.js';
import { at, capturedWorkers, lastOf, readingOf, watch, watchDocuments, workersOf } from '../readings.js';

const BEFORE = capturedWorkers('blocks-before');
const AFTER = capturedWorkers('blocks-after');
/** Two seconds after the newest time in the captures. */
const NOW_MS = 1_795_374_044_000;

function blocksAfter(documents: readonly WorkersDocument[]): BlockSamples {
  return workersOf(watchDocuments(documents, NOW_MS)).blocks;
}

function withBlock(block: object): WorkersDocument {
  return { ...AFTER, extra: { ...AFTER.extra, ...block } };
}

test('a cache tells its share of hits since the start and of the last interval', () => {
  const [pages, sessions] = blocksAfter([BEFORE, AFTER]).caches ?? [];
  assert.ok(pages !== undefined && sessions !== undefined);
  assert.deepEqual([pages.items, pages.itemsLimit, pages.fullRatio], [19, 19, 1]);
  assert.deepEqual([pages.hitsPerSecond, pages.missesPerSecond, pages.recentHitRatio], [10, 8, 10 / 18]);
  assert.equal(pages.hitRatio, (pages.hitsTotal ?? 0) / ((pages.hitsTotal ?? 0) + (pages.missesTotal ?? 0)));
  assert.equal(pages.memoryBytes, 20_000);
  assert.deepEqual([sessions.hitRatio, sessions.recentHitRatio, sessions.hitsPerSecond], [null, null, 0]);
});

test('a first reading and one after a reload have no rates', () => {
  for (const documents of [[AFTER], [BEFORE, { ...AFTER, pid: 77 }]]) {
    const { caches, spoolers, metrics } = blocksAfter(documents);
    assert.deepEqual(
      [caches?.[0]?.hitsPerSecond, caches?.[0]?.recentHitRatio, spoolers?.[0]?.tasksPerSecond],
      [null, null, null],
    );
    assert.ok(metrics?.every(({ perSecond }) => perSecond === null));
  }
});

test('only counters among the metrics have a rate', () => {
  const { metrics } = blocksAfter([BEFORE, AFTER]);
  const byName = new Map(metrics?.map((metric) => [metric.name, metric]));
  assert.deepEqual([byName.get('shop.orders')?.type, byName.get('shop.orders')?.perSecond], ['counter', 13]);
  assert.deepEqual([byName.get('shop.basket')?.type, byName.get('shop.basket')?.perSecond], ['gauge', null]);
  assert.ok(metrics?.every(({ type, perSecond }) => type === 'counter' || perSecond === null));
});

test('metrics that were registered or went keep the others right', () => {
  const metrics = (entries: Readonly<Record<string, number>>) =>
    withBlock({
      metrics: Object.fromEntries(
        Object.entries(entries).map(([name, value]) => [name, { type: 0, oid: '', value }]),
      ),
    });
  const found = blocksAfter([metrics({ a: 1, b: 2, c: 3 }), metrics({ b: 5, new: 9, c: 3 })]).metrics;
  assert.deepEqual(
    found?.map(({ name, perSecond }) => [name, perSecond]),
    [
      ['b', 3],
      ['new', null],
      ['c', 0],
    ],
  );
});

test('a metric that stands still is the same object in the next sample', () => {
  const samples = watch([0, 1, 2].map((second) => readingOf(AFTER, NOW_MS + second * 1000)));
  const [, second, third] = samples.map((one) => workersOf(one).blocks.metrics);
  assert.ok(second != null && third != null && second.length > 60);
  second.forEach((metric, index) => {
    assert.equal(third[index], metric);
  });
});

test('a cron has its schedule in words, and runs or waits', () => {
  const crons = blocksAfter([AFTER]).crons ?? [];
  assert.deepEqual(
    crons.map(({ schedule, spec, state, unique }) => [schedule, spec, state, unique]),
    [
      ['at 03:00', '0 3 -1 -1 -1', 'waiting', false],
      ['every minute', '-1 -1 -1 -1 -1', 'running', false],
      ['at 04:30 on Sundays', '30 4 -1 -1 0', 'waiting', true],
      ['every 5 minutes', '-5 -1 -1 -1 -1', 'waiting', true],
    ],
  );
  assert.ok((crons[1]?.ageSeconds ?? -1) >= 0);
  assert.equal(crons[0]?.ageSeconds, null);
});

test('the next run is known in a known time zone, else only where none matters', () => {
  const next = (utcOffsetMinutes?: number) => {
    const zone = utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes };
    const observation = observe(null, { ...readingOf(AFTER, NOW_MS), ...zone }, DEFAULT_THRESHOLDS);
    return (workersOf(observation).blocks.crons ?? []).map(({ nextRunMs }) =>
      nextRunMs === null ? null : new Date(nextRunMs).toISOString().slice(11, 16),
    );
  };
  const now = new Date(NOW_MS).toISOString();
  assert.equal(now.slice(0, 16), '2026-11-22T19:00', now);
  assert.deepEqual(next(), [null, '19:01', null, '19:05']);
  assert.deepEqual(next(0), ['03:00', '19:01', '04:30', '19:05']);
  assert.deepEqual(next(60), ['02:00', '19:01', '03:30', '19:05']);
});

test("a legion's cron runs only where its lord is", () => {
  const legion = capturedWorkers('legion-a');
  const nextRun = (extra: object) =>
    workersOf(watchDocuments([{ ...legion, extra: { ...legion.extra, ...extra } }], NOW_MS)).blocks.crons?.[0]
      ?.nextRunMs;
  assert.equal(nextRun({}), null);
  const [wire] = legion.extra['legions'] as readonly object[];
  assert.notEqual(nextRun({ legions: [{ ...wire, i_am_the_lord: 1_795_354_306 }] }), null);
});

test('the restarts of a daemon are counted, a stop in between is none of its own', () => {
  const daemons = (...pids: readonly number[]) =>
    withBlock({ daemons: pids.map((pid, index) => ({ cmd: `daemon ${index}`, pid, respawns: 0 })) });
  const documents = [daemons(10, 20), daemons(10, 21), daemons(10, 0), daemons(10, 22), daemons(10, 22)];
  const observation = watchDocuments(documents, NOW_MS);
  assert.deepEqual(
    workersOf(observation).blocks.daemons?.map(({ pid, state, restarts }) => [pid, state, restarts]),
    [
      [10, 'running', 0],
      [22, 'running', 2],
    ],
  );
  const events = observation.events.filter(({ kind }) => kind === 'daemon-restart');
  assert.deepEqual(
    events.map(({ name, count, text }) => [name, count, text]),
    [['daemon 1', 2, '22, daemon 1']],
  );
});

test('a lock tells who holds it and for how long every look found it so', () => {
  const [worker] = AFTER.workers;
  const locks = (pid: number) => withBlock({ locks: [{ 'user 0': 0 }, { 'user 1': pid }, { other: 1 }] });
  const held = (documents: readonly WorkersDocument[]) =>
    blocksAfter(documents).locks?.map(({ holder, heldSeconds }) => [holder, heldSeconds]);
  const own = worker?.pid ?? 0;
  assert.deepEqual(held([locks(0), locks(own), locks(own), locks(own)]), [
    [null, null],
    ['worker 1', 2],
    ['another process', 3],
  ]);
  assert.deepEqual(held([locks(own), locks(AFTER.pid ?? 0)])?.[1], ['master', 0]);
});

test('a spooler without a process is dead', () => {
  const spoolers = [
    { dir: '/a', pid: 5, tasks: 1, respawns: 0, running: 1 },
    { dir: '/a', pid: 6, tasks: 1, respawns: 0, running: 0 },
    { dir: '/b', pid: 0, tasks: 1, respawns: 2, running: 0 },
  ];
  assert.deepEqual(
    blocksAfter([withBlock({ spoolers })]).spoolers?.map(({ state }) => state),
    ['running', 'idle', 'dead'],
  );
});

test('a legion knows whether this node is its lord', () => {
  const { legions } = workersOf(watchDocuments([capturedWorkers('legion-a')], 1_795_354_310_000)).blocks;
  const legion = at(legions ?? [], 0);
  assert.deepEqual(
    [legion.state, legion.valor, legion.lordValor, legion.nodes],
    ['member', 98, 99, ['127.0.0.1:20070']],
  );
  assert.deepEqual(legion.members, [{ name: 'vm', valor: 99, lastSeenSeconds: 4 }]);
});

test('what a cache refuses is an event', () => {
  const events = watchDocuments([BEFORE, AFTER], NOW_MS).events.filter(({ kind }) => kind === 'cache-full');
  assert.deepEqual(
    events.map(({ name, text, level }) => [name, text, level]),
    [['pages', 'pages: no room for 4 inserts', 'warn']],
  );
});

test('a hundred thousand metrics are taken in in less than a second', () => {
  const metrics = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`m.${index}`, { type: 0, oid: '', value: index }]),
  );
  const readings = [0, 1, 2].map((second) => readingOf(withBlock({ metrics }), NOW_MS + second * 1000));
  const startedAt = cpuMs();
  assert.equal(workersOf(lastOf(watch(readings))).blocks.metrics?.length, 100_000);
  assert.ok(cpuMs() - startedAt < 3000);
});
