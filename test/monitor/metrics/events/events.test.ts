import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSourceLost } from '../../../../src/monitor/metrics/events/events.js';
import {
  eventSeconds,
  MAX_EVENTS,
  type ServerEvent,
  withBegun,
  withHappened,
} from '../../../../src/monitor/metrics/events/server-event.js';
import { type Observation, observe } from '../../../../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import type { ExitStats, WorkersDocument } from '../../../../src/stats/schema.js';
import {
  at,
  captured,
  capturedNames,
  capturedSeries,
  capturedWorkers,
  lastOf,
  readingOf,
  watch,
  withFinished,
  withRequest,
  withWorker,
} from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const NOW = (at(IDLE.workers, 0).last_spawn ?? 0) + 1000;

/** Watched once a second. */
function watched(documents: readonly WorkersDocument[], startMs = NOW * 1000): Observation {
  return lastOf(watch(documents.map((document, second) => readingOf(document, startMs + second * 1000))));
}

function kindsOf({ events }: Observation): readonly string[] {
  return events.map(({ kind, slot }) => (slot === null ? kind : `${kind} W${slot}`));
}

function eventOf({ events }: Observation, kind: ServerEvent['kind']): ServerEvent {
  const event = events.findLast((candidate) => candidate.kind === kind);
  assert.ok(event !== undefined, `${kind} in ${events.map((one) => one.kind)}`);
  return event;
}

/** The worker has a new process, which has served nothing. */
function replaced(document: WorkersDocument, slot: number, spawns = 1, served = 0): WorkersDocument {
  const worker = at(document.workers, slot - 1);
  return withWorker(document, slot, {
    pid: (worker.pid ?? 0) + 1000 * spawns,
    respawn_count: (worker.respawn_count ?? 0) + spawns,
    delta_requests: served,
    last_spawn: NOW,
  });
}

test('the first event says to what we attached', () => {
  const [event] = watched([IDLE]).events;
  assert.deepEqual([event?.kind, event?.level, event?.beginMs], ['attached', 'info', NOW * 1000]);
  assert.equal(event?.text, `4×2 threads, listen 100, uWSGI ${IDLE.version}`);
});

test('a harakiri names the request that was killed, from the sample before', () => {
  const before = capturedWorkers('respawn-1-before-harakiri');
  const kill = withWorker(replaced(before, 1), 1, { harakiri_count: 1 });
  const observation = watched(
    [capturedWorkers('respawn-0-before'), before, before, before, kill],
    startOf(before, 1) - 500,
  );
  const event = eventOf(observation, 'harakiri');
  assert.equal(event.text, 'killed after 3s: GET /sleep?s=30');
  assert.deepEqual([event.slot, event.method, event.uri, event.level], [1, 'GET', '/sleep?s=30', 'critical']);
  assert.deepEqual(kindsOf(observation), ['attached', 'harakiri W1', 'respawn W1']);
  assert.match(eventOf(observation, 'respawn').text, /^\d+ → \d+ after its harakiri$/);
});

/** Local time of the request on a worker's busy core, on the full second. */
function startOf(document: WorkersDocument, slot: number): number {
  const cores = at(document.workers, slot - 1).cores ?? [];
  return Math.max(...cores.map((core) => core.req_info.request_start ?? 0)) * 1000;
}

test('a harakiri that is counted a second before the new process is there is one harakiri', () => {
  const busy = withRequest(IDLE, 2, 1, NOW, '/slow');
  const counted = withWorker(busy, 2, { harakiri_count: 1 });
  const observation = watched([busy, counted, counted, replaced(counted, 2)]);
  assert.deepEqual(kindsOf(observation), ['attached', 'harakiri W2', 'respawn W2']);
  assert.equal(eventOf(observation, 'harakiri').uri, '/slow');
});

test('requests that die with the worker are named with the one that killed it', () => {
  const busy = withRequest(withRequest(IDLE, 2, 0, NOW, '/slow'), 2, 1, NOW - 1, '/slower');
  const kill = withWorker(replaced(busy, 2), 2, { harakiri_count: 1 });
  const { text, uri } = eventOf(watched([busy, kill]), 'harakiri');
  assert.equal(uri, '/slower');
  assert.match(text, /^killed after \ds: GET \/slower; with it GET \/slow$/);
});

test('a request that finished before the kill did not die with the worker', () => {
  const busy = withRequest(withRequest(IDLE, 2, 0, NOW + 3, '/quick'), 2, 1, NOW, '/slow');
  const kill = withWorker(replaced(withFinished(busy, 2, 0, 0.1), 2), 2, { harakiri_count: 1 });
  const { text } = eventOf(watched([busy, busy, busy, busy, kill]), 'harakiri');
  assert.match(text, /^killed after \ds: GET \/slow$/);
});

test('a harakiri whose request was never seen says so', () => {
  const kill = withWorker(replaced(IDLE, 2), 2, { harakiri_count: 1 });
  assert.equal(eventOf(watched([IDLE, kill]), 'harakiri').text, 'killed: its request was not seen');
});

function oneCore(document: WorkersDocument): WorkersDocument {
  const workers = document.workers.map((worker) => ({ ...worker, cores: worker.cores?.slice(0, 1) ?? null }));
  return { ...document, workers };
}

function newest(document: WorkersDocument): WorkersDocument {
  return { ...document, version: '2.0.31' };
}

/** By tsgi, which tells how the process before ended: that of worker 2 unless it is another. */
function exited(document: WorkersDocument, exit: Partial<ExitStats>): WorkersDocument {
  const last_exit = { pid: at(IDLE.workers, 1).pid, reason: null, signal: null, code: null, ...exit };
  return withWorker({ ...document, extra: { ...document.extra, tsgi: {} } }, 2, { last_exit });
}

function recycledAt(delta_requests: number): WorkersDocument {
  return withWorker(IDLE, 2, { delta_requests });
}

const RESPAWNS: Readonly<Record<string, readonly [readonly WorkersDocument[], readonly string[]]>> = {
  'recycled after a round number of requests': [
    [oneCore(recycledAt(999)), replaced(withFinished(oneCore(recycledAt(999)), 2, 0, 1), 2)],
    ['recycle W2'],
  ],
  'ended after a request that it finished, nobody knows why': [
    [withRequest(IDLE, 2, 0, NOW), replaced(withFinished(IDLE, 2, 0, 1), 2)],
    ['ended W2'],
  ],
  'crashed with a request in its only hand': [
    [withRequest(oneCore(IDLE), 2, 0, NOW, '/boom'), replaced(oneCore(IDLE), 2)],
    ['crash W2'],
  ],
  'crashed with a request in its hands, on a server that counts all others': [
    [withRequest(newest(IDLE), 2, 0, NOW, '/boom'), replaced(newest(IDLE), 2)],
    ['crash W2'],
  ],
  'ended with a request in its hands, where such requests may not be counted': [
    [withRequest(IDLE, 2, 0, NOW, '/boom'), replaced(IDLE, 2)],
    ['ended W2'],
  ],
  'met without a process before the next one was there': [
    [
      withRequest(newest(IDLE), 2, 0, NOW, '/boom'),
      withWorker(newest(IDLE), 2, { pid: 0 }),
      replaced(newest(IDLE), 2),
    ],
    ['crash W2'],
  ],
  'told by its server to have died, though nothing was seen in flight': [
    [exited(IDLE, { pid: null }), exited(replaced(IDLE, 2), { reason: 'died', signal: 11 })],
    ['crash W2'],
  ],
  'told by its server to have retired': [
    [exited(IDLE, { pid: null }), exited(replaced(IDLE, 2), { reason: 'retired', code: 0 })],
    ['recycle W2'],
  ],
  'told by its server to have been killed by somebody': [
    [exited(IDLE, { pid: null }), exited(replaced(IDLE, 2), { reason: 'died', signal: 9 })],
    ['killed W2'],
  ],
  'told by its server to have retired, with a request that it still has to finish': [
    [
      exited(withRequest(newest(IDLE), 2, 0, NOW), { pid: null }),
      exited(replaced(newest(IDLE), 2), { pid: null }),
    ],
    ['recycle W2'],
  ],
  'crashed with a request in its only hand, while the next process has served others by now': [
    [
      withRequest(oneCore(IDLE), 2, 0, NOW, '/boom'),
      replaced(withFinished(withWorker(oneCore(IDLE), 2, { delta_requests: 0 }), 2, 0, 1), 2, 1, 1),
    ],
    ['crash W2'],
  ],
  'two of four that die at once with requests in flight': [
    [withRequest(withRequest(IDLE, 2, 0, NOW - 5), 3, 0, NOW - 5), replaced(replaced(IDLE, 2), 3)],
    ['ended W2', 'ended W3'],
  ],
  'dying again and again while it loads, between two readings': [
    [
      exited(IDLE, { pid: null }),
      exited(withWorker(IDLE, 2, { pid: 0 }), { reason: 'died', code: 1 }),
      exited(withWorker(replaced(IDLE, 2), 2, { pid: 0 }), { pid: 71, reason: 'died', code: 1 }),
      exited(withWorker(replaced(IDLE, 2, 2), 2, { pid: 0 }), { pid: 72, reason: 'died', code: 1 }),
      exited(withWorker(replaced(IDLE, 2, 3), 2, { pid: 0 }), { pid: 73, reason: 'died', code: 1 }),
    ],
    ['crash W2'],
  ],
  'replaced before its end is told of': [
    [exited(IDLE, { pid: null }), exited(replaced(IDLE, 2), { pid: 1 })],
    ['recycle W2'],
  ],
  'crashed while loading': [
    [
      withWorker(IDLE, 2, { accepting: 0, last_spawn: NOW }),
      withWorker(replaced(IDLE, 2), 2, { accepting: 0 }),
    ],
    ['crash W2'],
  ],
  'crashed more than once': [[IDLE, replaced(IDLE, 2, 3)], ['crash W2']],
  'ended while idle, nobody knows why': [[IDLE, replaced(IDLE, 2)], ['ended W2']],
  'all reloaded at once': [
    [IDLE, [1, 2, 3, 4].reduce((all, slot) => replaced(all, slot), IDLE)],
    ['worker-reload'],
  ],
  'wanted again after it was cheaped': [
    [withWorker(IDLE, 2, { status: 'cheap', pid: 0 }), replaced(IDLE, 2)],
    [],
  ],
};

for (const [what, [documents, kinds]] of Object.entries(RESPAWNS)) {
  test(`a worker's new process: ${what}`, () => {
    assert.deepEqual(kindsOf(watched(documents)).slice(1), kinds);
  });
}

test('workers reloaded while one is busy are one reload, the late one included', () => {
  const names = ['3-workers-step0', '3-workers-step1', '3-workers-step2', '4-after-workers'];
  const documents = names.map((name) => capturedWorkers(`reload-${name}`));
  const spawned = at(lastOf(documents).workers, 0).last_spawn ?? 0;
  const observation = watched(documents, (spawned - 3) * 1000);
  assert.deepEqual(kindsOf(observation), ['attached', 'worker-reload']);
  assert.equal(eventOf(observation, 'worker-reload').count, 2);
});

test('a full reload is one event, and what held before has ended', () => {
  const documents = ['0-before', '1-sighup-step1', '1-sighup-step2', '2-after-sighup'];
  const observation = watched(documents.map((name) => capturedWorkers(`reload-${name}`)));
  assert.deepEqual(kindsOf(observation), ['attached', 'reload']);
  const next = watched([IDLE, { ...IDLE, pid: 77 }]);
  assert.deepEqual(kindsOf(next), ['attached', 'new-master']);
});

test('what a recycled worker had served and held is told', () => {
  const before = oneCore(withWorker(IDLE, 2, { rss: 240 * 2 ** 20, delta_requests: 8999 }));
  const after = withWorker(replaced(withFinished(before, 2, 0, 1), 2), 2, { rss: 0 });
  assert.match(eventOf(watched([before, after]), 'recycle').text, /^\d+ → \d+, 9\.0k requests, RSS 240M$/);
});

test('a stuck request has a beginning, goes on, and has an end', () => {
  const stuck = withRequest(IDLE, 2, 0, NOW - 28, '/report?year=2025');
  const seconds = Array.from({ length: 10 }, () => stuck);
  const ongoing = eventOf(watched(seconds), 'stuck');
  assert.deepEqual([ongoing.slot, ongoing.ongoing, ongoing.uri], [2, true, '/report?year=2025']);
  assert.ok(Math.abs(ongoing.beginMs - (NOW + 2) * 1000) <= 1000);
  assert.equal(ongoing.text, 'GET /report?year=2025 running for more than 30s');
  assert.equal(
    Math.round(eventSeconds(ongoing, (NOW + 9) * 1000)),
    Math.round(NOW + 9 - ongoing.beginMs / 1000),
  );
  const ended = eventOf(watched([...seconds, withFinished(IDLE, 2, 0, 40)]), 'stuck');
  assert.deepEqual([ended.ongoing, ended.lastMs], [false, (NOW + 10) * 1000]);
});

test('a queue that is full again soon after is the same event', () => {
  const sockets = (queue: number) => [
    { ...at(IDLE.sockets ?? [], 0), name: '127.0.0.1:8099', queue, max_queue: 16 },
  ];
  const queues = [0, 17, 16, 3, 17, 0].map((queue) => ({ ...IDLE, sockets: sockets(queue) }));
  const observation = watched(queues);
  assert.deepEqual(kindsOf(observation), ['attached', 'not-serving', 'queue-full']);
  const event = eventOf(observation, 'queue-full');
  assert.deepEqual([event.count, event.ongoing, event.text], [2, false, '127.0.0.1:8099, limit 16']);
  assert.equal(eventSeconds(event, 0), 4);
});

test('the overload of a captured series is an event with its beginning and its end', () => {
  const observations = watch(capturedSeries('cheaper-6-2'));
  const event = eventOf(lastOf(observations), 'saturated');
  assert.equal(event.ongoing, false);
  assert.ok(eventSeconds(event, 0) > 3 && eventSeconds(event, 0) < 10, String(eventSeconds(event, 0)));
});

test('memory that grows steadily is an event; it becomes critical in its row', () => {
  const grown = (second: number) => withWorker(IDLE, 3, { rss: 2 ** 20 * (100 + second * 0.2) });
  const event = eventOf(watched(Array.from({ length: 650 }, (_, second) => grown(second))), 'memory-growth');
  assert.deepEqual([event.slot, event.level, event.ongoing, event.count], [3, 'critical', true, 1]);
});

test('exceptions are an event from the first one until half a minute after the last', () => {
  const raised = (second: number) => {
    const exceptions = Math.min(10, second);
    return withWorker(IDLE, 2, { requests: 2 * second, exceptions });
  };
  const seconds = (count: number) => Array.from({ length: count }, (_, second) => raised(second));
  const begun = eventOf(watched(seconds(12)), 'errors');
  assert.deepEqual([begun.level, begun.ongoing, begun.slot], ['critical', true, null]);
  assert.equal(begun.beginMs, (NOW + 1) * 1000);
  assert.match(begun.text, /^\d+ of \d+ requests raised \(\d+%\)$/);
  assert.equal(eventOf(watched(seconds(45)), 'errors').ongoing, false);
});

test('a worker that does not come back is an event; it grows worse in its row', () => {
  const down = (count: number) =>
    watched(Array.from({ length: count }, () => withWorker(IDLE, 2, { pid: 0 })));
  assert.deepEqual(kindsOf(down(9)), ['attached']);
  const warned = eventOf(down(12), 'not-accepting');
  assert.deepEqual([warned.slot, warned.level, warned.text], [2, 'warn', 'has no process']);
  assert.equal(eventOf(down(32), 'not-accepting').level, 'critical');
});

test('a source that was away while the server reloaded is no trouble; one that died is', () => {
  const before = watched([capturedWorkers('reload-0-before')]);
  const lostMs = before.sample.timeMs + 500;
  const lost = { ...before, events: withSourceLost(before.events, lostMs, 'connection refused') };
  const reloaded = capturedWorkers('reload-2-after-sighup');
  const back = observe(lost, readingOf(reloaded, lostMs + 3000), DEFAULT_THRESHOLDS);
  const excused = eventOf(back, 'source-lost');
  assert.deepEqual([excused.level, excused.text], ['info', 'away while it reloaded']);
  const late = observe(lost, readingOf(reloaded, lostMs + 30_000), DEFAULT_THRESHOLDS);
  assert.equal(eventOf(late, 'source-lost').level, 'critical');
  const anew = observe(lost, readingOf({ ...reloaded, pid: 4711 }, lostMs + 3000), DEFAULT_THRESHOLDS);
  assert.equal(eventOf(anew, 'source-lost').level, 'critical');
});

test('healthy servers have no event but those that are in order', () => {
  const IN_ORDER = new Set([
    'attached',
    'recycle',
    'worker-reload',
    'respawn',
    'reload',
    'new-master',
    'vassal-reload',
  ]);
  const healthy = {
    'plain-4x2': capturedSeries('plain-4x2').slice(0, 18),
    'gevent-2x50': capturedSeries('gevent-2x50'),
    'reload-preload': capturedSeries('reload-preload'),
    'cheaper-6-2 going down': capturedSeries('cheaper-6-2').slice(18),
    emperor: capturedSeries('emperor').slice(0, 12),
  };
  for (const [name, readings] of Object.entries(healthy)) {
    for (const { kind, level, text } of lastOf(watch(readings)).events) {
      assert.ok(IN_ORDER.has(kind) && level === 'info', `${name}: ${kind} ${text}`);
    }
  }
});

test('workers that come with the load and go again are no event', () => {
  const kinds = kindsOf(lastOf(watch(capturedSeries('cheaper-6-2'))));
  assert.deepEqual(new Set(kinds), new Set(['attached', 'saturated']));
});

test('a source that is lost ends with the next reading', () => {
  const before = watched([IDLE]);
  const lost = { ...before, events: withSourceLost(before.events, NOW * 1000 + 3000, 'refused') };
  assert.equal(eventOf(lost, 'source-lost').ongoing, true);
  const back = observe(lost, readingOf(IDLE, NOW * 1000 + 9000), DEFAULT_THRESHOLDS);
  const event = eventOf(back, 'source-lost');
  assert.deepEqual([event.ongoing, eventSeconds(event, 0), event.text], [false, 6, 'refused']);
});

test('crashes of one worker are one row that counts', () => {
  const loop = (round: number) => withWorker(replaced(IDLE, 2, round), 2, { accepting: 0 });
  const observation = watched([1, 2, 3, 4].map(loop));
  const crashes = observation.events.filter(({ kind }) => kind === 'crash');
  assert.deepEqual(
    crashes.map(({ count, ongoing }) => [count, ongoing]),
    [[3, false]],
  );
});

/** Respawns of worker 2 that have been counted by then, and whether it has a process that accepts. */
const COMINGS_AND_GOINGS: Readonly<Record<string, readonly (readonly [number, 'up' | 'loads' | 'none'])[]>> =
  {
    'no process in any reading': [
      [1, 'none'],
      [1, 'none'],
      [2, 'none'],
      [2, 'none'],
      [5, 'none'],
      [5, 'none'],
    ],
    'no process at first, then one that accepts': [
      [0, 'none'],
      [1, 'none'],
      [2, 'none'],
      [3, 'up'],
      [3, 'up'],
    ],
    'with and without a process in turn': [
      [0, 'none'],
      [1, 'loads'],
      [1, 'none'],
      [2, 'loads'],
      [2, 'none'],
      [2, 'none'],
      [4, 'loads'],
      [4, 'none'],
    ],
  };

for (const [name, readings] of Object.entries(COMINGS_AND_GOINGS)) {
  test(`a worker that dies while it loads is counted once in each reading that has another: ${name}`, () => {
    const documents = readings.map(([spawns, is]) => {
      const pids = { up: 9000 + spawns, loads: 9000 + spawns, none: 0 };
      const worker = { pid: pids[is], respawn_count: 1 + spawns, delta_requests: 0 };
      return withWorker(IDLE, 2, { ...worker, accepting: is === 'up' ? 1 : 0, last_spawn: NOW + spawns });
    });
    const { events } = watched([withWorker(IDLE, 2, { respawn_count: 1 }), ...documents]);
    const ends = events.filter(
      ({ kind, slot }) => slot === 2 && ['crash', 'respawn', 'ended'].includes(kind),
    );
    const counted = ends.reduce((sum, { count }) => sum + count, 0);
    const grown = new Set(readings.map(([spawns]) => spawns).filter((spawns) => spawns > 0));
    assert.equal(counted, grown.size, ends.map(({ kind, text }) => `${kind} ${text}`).join('; '));
  });
}

test('the list is bounded, ids stay unique, and what goes on is not forgotten', () => {
  const news = (slot: number) =>
    ({ kind: 'crash', level: 'critical', slot, beginMs: slot, text: '' }) as const;
  let events = withBegun([], { kind: 'saturated', level: 'critical', slot: null, beginMs: 0, text: '' });
  for (let slot = 1; slot <= MAX_EVENTS + 50; slot += 1) events = withHappened(events, news(slot));
  assert.equal(events.length, MAX_EVENTS);
  assert.equal(events[0]?.kind, 'saturated');
  assert.equal(new Set(events.map(({ id }) => id)).size, MAX_EVENTS);
  const long = withHappened([], { ...news(1), uri: '/x'.repeat(50_000), text: 'y'.repeat(50_000) });
  assert.ok(JSON.stringify(long).length < 5000);
});

test('documents in any order give events with sane times', () => {
  const readings = capturedNames().map((name, index) => readingOf(captured(name), (NOW + index) * 1000));
  for (const observation of watch([
    ...readings,
    ...[...readings]
      .reverse()
      .map((reading, index) => ({ ...reading, receivedAtMs: (NOW + 500 + index) * 1000 })),
  ])) {
    for (const event of observation.events) {
      assert.ok(event.lastMs >= event.beginMs && event.count >= 1, JSON.stringify(event));
    }
  }
});
