// The same troubles on a server that tells more than uWSGI: answers by class of their status, and counts of durations.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Observation, observe } from '../../../../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import type { WorkersDocument } from '../../../../src/stats/schema.js';
import { readingOf } from '../readings.js';
import { EPOCH_SECONDS } from '../simulated-server.js';
import { IncidentServer } from './incident-server.js';
import { shop } from './incidents.js';

/** Failed answers of each worker, by the time. */
type Failed = (slot: number, time: number) => number;

function watched(seconds: number, failed: Failed): readonly Observation[] {
  const server = new IncidentServer({ workers: 4, threads: 2, arrivals: () => 30, routes: shop() });
  const seen: Observation[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const time = second + 0.37;
    const document = withAnswers(server.document(time), (slot) => failed(slot, time));
    seen.push(
      observe(seen.at(-1) ?? null, readingOf(document, (EPOCH_SECONDS + time) * 1000), DEFAULT_THRESHOLDS),
    );
  }
  return seen;
}

function withAnswers(document: WorkersDocument, failed: (slot: number) => number): WorkersDocument {
  const workers = document.workers.map((worker, index) => {
    const bad = Math.floor(failed(index + 1));
    return {
      ...worker,
      answers: { '2xx': Math.max(0, (worker.requests ?? 0) - bad), '3xx': 0, '4xx': 0, '5xx': bad },
    };
  });
  return { ...document, workers };
}

const sentence = ({ verdict }: Observation) => [verdict.state, ...verdict.facts].join(' · ');

test('answers from 500 on are errors, also where nothing is raised', () => {
  const seen = watched(40, (_, time) => Math.max(0, time - 20));
  assert.ok(seen.slice(0, 20).every(({ verdict }) => verdict.level === 'ok'));
  for (const one of seen.slice(26))
    assert.match(sentence(one), /^ERRORS · \d+% of answers are 5xx \(\d+ of \d+\)/);
  const { body } = seen.at(-1)?.sample ?? assert.fail();
  assert.ok(body.kind === 'workers');
  assert.ok(Math.abs((body.workers.totals.answers5xxPerSecond ?? 0) - 4) < 1);
});

test('one worker that answers all of them is named', () => {
  const seen = watched(40, (slot, time) => (slot === 3 ? 5 * Math.max(0, time - 20) : 0));
  for (const one of seen.slice(26)) assert.match(sentence(one), /^ERRORS · .*5xx.* all in W3/);
});

test('counts that cannot be true make no errors', () => {
  for (const absurd of [1e30, -5, Number.NaN, Number.POSITIVE_INFINITY]) {
    const seen = watched(30, (_, time) => (time > 20 && time < 21 ? absurd : 0));
    assert.deepEqual([...new Set(seen.map(({ verdict }) => verdict.level))], ['ok'], String(absurd));
  }
});
