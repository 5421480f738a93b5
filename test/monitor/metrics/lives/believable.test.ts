// One number that cannot be true is an unknown of its reading: nothing is alarmed, nothing starts over, and the readings
// after it are what they would have been without it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../../../src/monitor/metrics/observation.js';
import { statsDocumentFrom } from '../../../../src/stats/parse.js';
import type { WorkersDocument } from '../../../../src/stats/schema.js';
import { at, capturedWorkers, readingOf, watch, withFinished, withRequest, workersOf } from '../readings.js';

const SPAWNED = at(capturedWorkers('plain-4x2-idle-after-3s').workers, 0).last_spawn ?? 0;
const START = SPAWNED + 1000;

/** A server that is well: requests finish on every worker, one of some seconds goes on. */
const HEALTHY: readonly WorkersDocument[] = Array.from({ length: 9 }).reduce<readonly WorkersDocument[]>(
  (documents) => {
    const before =
      documents.at(-1) ?? withRequest(capturedWorkers('plain-4x2-idle-after-3s'), 2, 1, START - 1);
    const next = [1, 2, 3, 4, 1, 3].reduce((one, slot) => withFinished(one, slot, 0, 0.05), before);
    return [...documents, next];
  },
  [],
);

const BAD = 4;

/** Observations of a series in which one reading holds something absurd. */
function watchWith(change: (document: unknown) => void): readonly Observation[] {
  const readings = HEALTHY.map((document, index) => {
    const copy: unknown = structuredClone(document);
    if (index === BAD) change(copy);
    const wire = { ...(copy as WorkersDocument), ...document.extra };
    return readingOf(statsDocumentFrom(wire), (START + index) * 1000);
  });
  return watch(readings);
}

/** Every number of a document by its path; flags and what a worker may be for one reading are left out. */
function* numberPaths(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  const last = path.at(-1) ?? '';
  if (typeof value === 'number' && !['accepting', 'uid', 'gid'].includes(last)) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    // One worker and its cores stand for all.
    if (path.length === 1 && path[0] === 'workers' && key !== '1') continue;
    if (key !== 'extra') yield* numberPaths(inner, [...path, key]);
  }
}

function put(document: unknown, path: readonly string[], value: unknown): void {
  const holder = path.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), document);
  Reflect.set(Object(holder), path.at(-1) ?? '', value);
}

const ABSURD = [1e30, -1, 1.8446744073650553e19, 4e15, 2.5e9, 86_400, null];

const ALLOWED = new Set(['OK', 'IDLE']);
const BASELINE = watchWith(() => {});

test('a healthy server of nine readings says nothing', () => {
  assert.ok(BASELINE.every(({ verdict }) => ALLOWED.has(verdict.state)));
  assert.equal(BASELINE.at(-1)?.events.length, 1);
  const { totals } = workersOf(at(BASELINE, 8));
  assert.deepEqual([totals.requestsPerSecond, totals.inFlight], [6, 1]);
});

test('any number of one reading may be absurd: it raises nothing and leaves nothing behind', () => {
  let tried = 0;
  for (const path of numberPaths(HEALTHY[BAD])) {
    for (const value of ABSURD) {
      // Plausible there: a pid of another process, a small count.
      if (value === 86_400 && !['last_spawn', 'request_start', 'id'].includes(path.at(-1) ?? '')) continue;
      const what = `${path.join('.')} = ${value}`;
      const seen = watchWith((document) => put(document, path, value));
      const loud = seen.filter(({ verdict }) => !ALLOWED.has(verdict.state));
      assert.deepEqual(
        loud.map(({ verdict }) => [verdict.state, ...verdict.facts]),
        [],
        what,
      );
      assert.deepEqual(
        at(seen, 8).events.map(({ kind, text }) => [kind, text]),
        at(BASELINE, 8).events.map(({ kind, text }) => [kind, text]),
        what,
      );
      assert.ok(
        seen.slice(1).every(({ sample }) => sample.intervalSeconds !== null),
        `${what} starts a new life`,
      );
      assert.deepEqual(timeless(at(seen, 8)), timeless(at(BASELINE, 8)), what);
      tried += 1;
    }
  }
  assert.ok(tried > 200, `${tried}`);
});

/** The screen's view of the present; the history since attach may have a gap. */
function timeless(observation: Observation): unknown {
  const { totals, workers } = workersOf(observation);
  const { capacityPerSecond: ____, ...present } = totals;
  return [present, workers.map(({ busyTrend: _, longestSeconds: __, apps: ___, ...worker }) => worker)];
}

test('in_request above one is one request, a negative one is unknown', () => {
  for (const [told, expected] of [
    [2, true],
    [255, true],
    [-1, null],
  ] as const) {
    assert.equal(at(at(workersOf(inRequest(told)).workers, 0).cores, 0).inRequest, expected, `${told}`);
  }
});

function inRequest(told: number): Observation {
  const document = structuredClone(withRequest(at(HEALTHY, 0), 1, 0, START - 1));
  put(document, ['workers', '0', 'cores', '0', 'in_request'], told);
  return at(watch([readingOf(document, START * 1000)]), 0);
}

test('cores out of order are the same cores', () => {
  const shuffled = watchWith((document) => {
    for (const worker of (document as WorkersDocument).workers) (worker.cores as unknown[] | null)?.reverse();
  });
  assert.deepEqual(timeless(at(shuffled, BAD)), timeless(at(BASELINE, BAD)));
  assert.deepEqual(timeless(at(shuffled, 8)), timeless(at(BASELINE, 8)));
});
