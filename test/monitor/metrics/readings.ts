/** Readings made from captured replies, for every test of the numbers. */
import { readdirSync } from 'node:fs';
import { type Observation, observe } from '../../../src/monitor/metrics/observation.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import type { RouterBody, WorkersBody } from '../../../src/monitor/metrics/sample/sample.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import { parseStats, statsDocumentFrom } from '../../../src/stats/parse.js';
import type { StatsDocument, WorkerStats, WorkersDocument } from '../../../src/stats/schema.js';
import { fixturePath, readFixture } from '../../fixtures.js';

/** A captured reply by its name in the corpus. */
export function captured(name: string): StatsDocument {
  return parseStats(readFixture(`corpus/${name}.json`).toString('utf8')).document;
}

export function capturedWorkers(name: string): WorkersDocument {
  const document = captured(name);
  if (document.kind !== 'workers') throw new Error(`${name} is a ${document.kind} document`);
  return document;
}

/** Every captured reply that is whole. */
export function capturedNames(): readonly string[] {
  return readdirSync(fixturePath('corpus'))
    .filter((file) => file.endsWith('.json') && !file.startsWith('empty-'))
    .map((file) => file.slice(0, -'.json'.length));
}

/** A captured series; moments at which the server did not answer are left out, as the dashboard does. */
export function capturedSeries(name: string): readonly Reading[] {
  return seriesIn(`corpus/series-${name}.ndjson`);
}

/** Readings that a drill of test/incidents took from a real server. */
export function recordedIncident(name: string): readonly Reading[] {
  return seriesIn(`incidents/${name}.ndjson`);
}

function seriesIn(fixture: string): readonly Reading[] {
  const lines = readFixture(fixture).toString('utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const { ts, doc }: { ts: number; doc?: unknown } = JSON.parse(line);
    return doc === undefined ? [] : [readingOf(statsDocumentFrom(doc), ts * 1000)];
  });
}

export const SERIES = ['plain-4x2', 'cheaper-6-2', 'reload-preload', 'gevent-2x50', 'emperor'] as const;

export function readingOf(document: StatsDocument, receivedAtMs: number): Reading {
  return { receivedAtMs, durationMs: 1, bytes: 0, protocol: 'raw', document, repaired: false, more: true };
}

/** One observation after each reading. */
export function watch(readings: readonly Reading[], thresholds = DEFAULT_THRESHOLDS): readonly Observation[] {
  const observations: Observation[] = [];
  for (const reading of readings)
    observations.push(observe(observations.at(-1) ?? null, reading, thresholds));
  return observations;
}

/** The observation after the last of some documents, `stepSeconds` apart. */
export function watchDocuments(
  documents: readonly StatsDocument[],
  startMs: number,
  stepSeconds = 1,
): Observation {
  const readings = documents.map((document, index) =>
    readingOf(document, startMs + index * stepSeconds * 1000),
  );
  return lastOf(watch(readings));
}

export function lastOf<T>(items: readonly T[]): T {
  return at(items, items.length - 1);
}

export function at<T>(items: readonly T[], index: number): T {
  const item = items.at(index);
  if (item === undefined) throw new Error(`nothing at ${index} of ${items.length}`);
  return item;
}

export function workersOf(observation: Observation): WorkersBody {
  const { body } = observation.sample;
  if (body.kind !== 'workers') throw new Error(`a ${body.kind} sample`);
  return body.workers;
}

export function routerOf(observation: Observation): RouterBody {
  const { body } = observation.sample;
  if (body.kind !== 'router') throw new Error(`a ${body.kind} sample`);
  return body.router;
}

/** The document with one worker changed. */
export function withWorker(
  document: WorkersDocument,
  slot: number,
  change: Partial<WorkerStats>,
): WorkersDocument {
  const workers = document.workers.map((worker, index) =>
    index === slot - 1 ? { ...worker, ...change } : worker,
  );
  return { ...document, workers };
}

/** The document with a request in flight on one core. */
export function withRequest(
  document: WorkersDocument,
  slot: number,
  core: number,
  startSecond: number | null,
  uri = '/slow',
): WorkersDocument {
  const worker = at(document.workers, slot - 1);
  const cores = (worker.cores ?? []).map((one, index) =>
    index === core
      ? {
          ...one,
          in_request: 1,
          vars: ['REQUEST_METHOD=GET', `REQUEST_URI=${uri}`],
          req_info: { request_start: startSecond },
        }
      : one,
  );
  return withWorker(document, slot, { status: worker.status === 'idle' ? 'busy' : worker.status, cores });
}

/** The document with one more finished request on a core, which took `seconds`, and nothing in flight there. */
export function withFinished(
  document: WorkersDocument,
  slot: number,
  core: number,
  seconds: number,
): WorkersDocument {
  const worker = at(document.workers, slot - 1);
  const cores = (worker.cores ?? []).map((one, index) =>
    index === core
      ? {
          ...one,
          in_request: 0,
          vars: [],
          req_info: { request_start: null },
          requests: (one.requests ?? 0) + 1,
        }
      : one,
  );
  return withWorker(document, slot, {
    cores,
    status: cores.some((one) => one.in_request === 1) ? 'busy' : 'idle',
    requests: (worker.requests ?? 0) + 1,
    delta_requests: (worker.delta_requests ?? 0) + 1,
    running_time: (worker.running_time ?? 0) + seconds * 1e6,
  });
}
