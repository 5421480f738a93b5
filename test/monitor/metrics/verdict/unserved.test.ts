// Nobody is served, for whatever reason: critical within seconds, with an event, and over when it is over.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../../../src/monitor/metrics/observation.js';
import type { WorkerStats, WorkersDocument } from '../../../../src/stats/schema.js';
import { at, capturedWorkers, readingOf, watch, withFinished, withRequest } from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const START = (at(IDLE.workers, 0).last_spawn ?? 0) + 1000;
/** Seconds of a healthy life before the trouble, and after it. */
const BEFORE = 5;
const TROUBLE = 12;
const AFTER = 12;

function queued(document: WorkersDocument, queue: number): WorkersDocument {
  return { ...document, sockets: (document.sockets ?? []).map((socket) => ({ ...socket, queue })) };
}

function every(document: WorkersDocument, change: Partial<WorkerStats>): WorkersDocument {
  return { ...document, workers: document.workers.map((worker) => ({ ...worker, ...change })) };
}

/** A healthy server on which something goes wrong for a while; `second` counts from the beginning of that. */
function story(
  trouble: (healthy: WorkersDocument, second: number) => WorkersDocument,
): readonly Observation[] {
  let healthy = IDLE;
  const readings = Array.from({ length: BEFORE + TROUBLE + AFTER }, (_, index) => {
    const second = index - BEFORE;
    const isTroubled = second >= 0 && second < TROUBLE;
    if (!isTroubled) healthy = [1, 2, 3, 4].reduce((one, slot) => withFinished(one, slot, 0, 0.05), healthy);
    return readingOf(isTroubled ? trouble(healthy, second) : healthy, (START + index) * 1000);
  });
  return watch(readings);
}

interface Case {
  readonly trouble: (healthy: WorkersDocument, second: number) => WorkersDocument;
  readonly said: RegExp;
  readonly event: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'frozen while idle': {
    trouble: (healthy, second) => queued(healthy, second + 1),
    said: /^NOT SERVING \d+ connections wait, nothing finished for \d+s; no worker takes them/,
    event: 'not-serving',
  },
  'one connection that nobody takes': {
    trouble: (healthy) => queued(healthy, 1),
    said: /^NOT SERVING a connection waits, nothing finished for \d+s/,
    event: 'not-serving',
  },
  'frozen with some requests in flight': {
    trouble: (healthy, second) =>
      queued(withRequest(withRequest(healthy, 1, 0, START), 2, 1, START), second + 1),
    said: /^NOT SERVING /,
    event: 'not-serving',
  },
  'paused and forgotten': {
    trouble: (healthy, second) => queued(every(healthy, { status: 'pause' }), second),
    said: /^PAUSED 4 workers paused; \d+ connections wait/,
    event: 'not-serving',
  },
  'cheaped, and none is woken': {
    trouble: (healthy, second) => queued(every(healthy, { status: 'cheap', pid: 0 }), second),
    said: /^NOT SERVING \d+ connections wait, nothing finished for \d+s; every worker is cheaped/,
    event: 'not-serving',
  },
  'none came back after a reload': {
    trouble: (healthy, second) =>
      queued(every(healthy, { accepting: 0, last_spawn: START + BEFORE, respawn_count: 2 }), second + 1),
    said: /^NOT ACCEPTING 4 workers not accepting for \d+s/,
    event: 'not-serving',
  },
  'all in the handlers of signals': {
    trouble: (healthy) => every(healthy, { status: 'sig3', cores: null }),
    said: /^SATURATED 4 of 4 workers in a signal handler/,
    event: 'saturated',
  },
  'signals that nobody handles': {
    trouble: (healthy, second) => ({ ...healthy, signal_queue: 1 + second * 4 }),
    said: /^SIGNALS WAIT \d+ signals wait, \d+ more in \d+s/,
    event: 'signals-wait',
  },
  'code that did not load, after it had': {
    trouble: (healthy) => every(healthy, { apps: [] }),
    said: /^NO APP /,
    event: 'no-app',
  },
};

for (const [name, { trouble, said, event }] of Object.entries(CASES)) {
  test(`${name}: critical within 6 s, an event, over within 10 s`, () => {
    const seen = story(trouble);
    assert.ok(seen.slice(0, BEFORE).every(({ verdict }) => verdict.level === 'ok'));
    const during = seen.slice(BEFORE, BEFORE + TROUBLE);
    const first = during.findIndex(({ verdict }) => verdict.level === 'critical');
    assert.ok(first >= 0 && first <= 6, `${first}: ${during.map(sentence).join('\n')}`);
    for (const observation of during.slice(Math.max(first, 6))) assert.match(sentence(observation), said);
    const told = at(seen, -1).events.find(({ kind }) => kind === event);
    assert.ok(told !== undefined && !told.ongoing && told.level === 'critical', JSON.stringify(told));
    assert.equal(at(seen, BEFORE + TROUBLE + 10).verdict.level, 'ok', sentence(at(seen, -2)));
  });
}

/** The single worker of a server, in a timer for longer and longer. */
test('one worker inside a timer: no alarm for a short one, critical for a long one', () => {
  const one = {
    ...IDLE,
    workers: IDLE.workers
      .slice(0, 1)
      .map((worker) => ({ ...worker, cores: worker.cores?.slice(0, 1) ?? null })),
  };
  const handling = (isInside: (second: number) => boolean, queue = 0) =>
    watch(
      Array.from({ length: 30 }, (_, second) =>
        readingOf(
          queued(isInside(second) ? every(one, { status: 'sig1' }) : one, queue),
          (START + second) * 1000,
        ),
      ),
    );
  /** Met at every reading, each time another one. */
  const beating = watch(
    Array.from({ length: 30 }, (_, second) =>
      readingOf(every(one, { status: 'sig1', signals: second }), (START + second) * 1000),
    ),
  );
  for (const seen of [handling((second) => second % 3 === 0), beating])
    assert.deepEqual([...new Set(seen.map(({ verdict }) => verdict.level))], ['ok']);
  const long = handling((second) => second >= 10, 2);
  assert.match(sentence(at(long, 12)), /^SATURATED 1 of 1 workers? in a signal handler/);
  assert.equal(at(long, 12).verdict.level, 'critical');
});

const HEALTHY: Readonly<Record<string, Case['trouble']>> = {
  'a queue now and then': (healthy, second) => queued(healthy, second % 3 === 0 ? 4 : 0),
  'signals that are handled in time': (healthy, second) => ({ ...healthy, signal_queue: second % 3 }),
  'signals that wait and do not become more': (healthy) => ({ ...healthy, signal_queue: 2 }),
  'one of four workers in a long handler': (healthy) => ({
    ...healthy,
    workers: healthy.workers.map((worker, index) => (index === 0 ? { ...worker, status: 'sig9' } : worker)),
  }),
};

for (const [name, change] of Object.entries(HEALTHY)) {
  test(`nothing is said of ${name}`, () => {
    const loud = story(change).filter(({ verdict }) => verdict.level !== 'ok');
    assert.deepEqual(loud.map(sentence), []);
  });
}

test('a server without an application is well as long as its answers are not all the same short error', () => {
  const without = (change: Partial<WorkerStats>) => every(IDLE, { apps: [], ...change });
  const verdictOf = (document: WorkersDocument) =>
    at(watch([readingOf(document, START * 1000)]), 0).verdict.state;
  for (const tx of [83, 103, 104])
    assert.equal(verdictOf(without({ requests: 7, tx: 7 * tx })), 'NO APP', `${tx}`);
  const [served] = IDLE.workers;
  const files = (served?.cores ?? []).map((core) => ({ ...core, static_requests: 7 }));
  for (const change of [
    { requests: 0, tx: 0 },
    { requests: 7, tx: 0 },
    { requests: 7, tx: 7 * 104 + 3 },
    { requests: 7, tx: 70_000 },
    { requests: 7, tx: 7 * 104, cores: files },
    { requests: 7, tx: 7 * 104, apps: null },
  ])
    assert.equal(verdictOf(without(change)), 'OK', JSON.stringify(change).slice(0, 60));
});

function sentence({ verdict }: Observation): string {
  return `${verdict.state} ${verdict.facts.join('; ')}`;
}
