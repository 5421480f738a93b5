import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  archiveFacts,
  emptyArchive,
  keptSamples,
  placeOf,
  recalled,
  type SampleArchive,
  withSample,
} from '../../../../src/monitor/metrics/archive/sample-archive.js';
import { withSourceLost } from '../../../../src/monitor/metrics/events/events.js';
import type { Observation, Observed } from '../../../../src/monitor/metrics/observation.js';
import { observe } from '../../../../src/monitor/metrics/observation.js';
import type { Reading } from '../../../../src/monitor/metrics/sample/reading.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import { seededRandom } from '../../dashboard/view/hostile.js';
import { WRECKABLE, wreckedDocument } from '../../dashboard/wrecked.js';
import {
  captured,
  capturedNames,
  capturedSeries,
  capturedWorkers,
  readingOf,
  SERIES,
  watch,
  withWorker,
} from '../readings.js';
import { EPOCH_SECONDS, randomFrom, SimulatedServer } from '../simulated-server.js';
import { rounded, roundedRoutes } from './rounded.js';

const HOURS = 3_600_000;
const ROOMY = { spanMs: 2 * HOURS, bytes: 100e6 };

test('every captured reply comes back as it was, beside each other', () => {
  const readings = capturedNames().map((name, index) => readingOf(captured(name), START_MS + 1000 * index));
  comesBack(watch(readings));
});

for (const name of SERIES) {
  test(`the captured series ${name} comes back as it was`, () => comesBack(watch(capturedSeries(name))));
}

test('what a simulated server does comes back as it was, whatever the pace, as threads and requests come and go', () => {
  for (const seed of [1, 2, 3]) {
    const random = randomFrom(seed);
    const server = new SimulatedServer({
      workers: 1 + seed,
      cores: 4,
      clients: 9,
      duration: (chance) => chance() ** 3 * 20,
      pause: (chance) => chance(),
      seed,
      endSeconds: 400,
    });
    const readings: Reading[] = [];
    for (let seconds = 0; seconds < 390; seconds += 0.3 + random() * 2)
      readings.push(readingOf(server.document(seconds), EPOCH_SECONDS * 1000 + Math.round(seconds * 1000)));
    comesBack(watch(readings));
  }
});

test('workers that come, lose their cores and go do not disturb what is kept of the others', () => {
  const full = capturedWorkers('plain-4x2-busy');
  const documents = [0, 1, 2, 3, 4, 5, 6, 7].map((step) => ({
    ...withWorker(full, 2, step % 3 === 1 ? { cores: null } : {}),
    workers: withWorker(full, 2, step % 3 === 1 ? { cores: null } : {}).workers.slice(0, 1 + (step % 4)),
  }));
  comesBack(watch(documents.map((document, index) => readingOf(document, START_MS + 1000 * index))));
});

test('texts that no encoding can carry come back unit by unit', () => {
  const document = capturedWorkers('plain-4x2-busy');
  const [worker] = document.workers;
  const vars = [
    'REQUEST_URI=/\ud800',
    'HTTP_X=\0\u00e9',
    'HTTP_Y=\u{1f600}漢',
    '',
    'PATH_INFO=/',
    '=',
    'HTTP_Z',
  ];
  const cores = (worker?.cores ?? []).map((core) => ({ ...core, vars }));
  comesBack(watch([readingOf(withWorker(document, 1, { cores }), START_MS)]));
});

test('replies in which anything may be anything come back as they were', () => {
  const random = seededRandom(7);
  for (const reply of WRECKABLE) {
    const documents = Array.from({ length: 12 }, () => wreckedDocument(reply, random));
    const read = documents.filter((document) => document !== null);
    comesBack(watch(read.map((document, index) => readingOf(document, START_MS + 1000 * index))));
  }
});

test('a request with endless variables is kept with their names and beginnings', () => {
  const document = capturedWorkers('plain-4x2-busy');
  const [worker] = document.workers;
  const vars = [
    'REQUEST_URI=/a',
    `HTTP_COOKIE=${'c'.repeat(5000)}`,
    ...Array.from({ length: 20 }, () => `X=${'x'.repeat(2046)}`),
  ];
  const cores = (worker?.cores ?? []).map((core) => ({ ...core, vars }));
  const observations = watch([readingOf(withWorker(document, 1, { cores }), START_MS)]);
  const archive = archived(observations);
  const body = recalled(archive, 0, [])?.sample.body;
  assert.equal(body?.kind, 'workers');
  const kept = body.workers.workers[0]?.cores.find(({ now }) => now !== null)?.now?.vars ?? [];
  assert.equal(kept.length, vars.length);
  assert.equal(kept[0], 'REQUEST_URI=/a');
  assert.match(kept[1] ?? '', /^HTTP_COOKIE=c+… \(2964 more characters not kept\)$/);
  assert.equal(kept[2], vars[2], 'at the limit');
  assert.match(kept.at(-1) ?? '', /^X=… \(2046 more characters not kept\)$/);
  assert.ok(kept.join('').length < 16_384 + 50 * 20);
});

test('what is too much is thinned, the older the more, and never what has happened', () => {
  const limits = { spanMs: 2 * HOURS, bytes: 400_000 };
  const observations = watchedFor(1500);
  let archive = emptyArchive(limits);
  for (const observation of observations) {
    archive = withSample(archive, observation);
    assert.ok(archive.bytes <= limits.bytes);
    assert.equal(
      archive.bytes,
      archive.segments.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  }
  const kept = keptSamples(archive);
  assert.ok(kept.length < observations.length / 2, String(kept.length));
  assert.equal(archive.next, observations.length);
  const gaps = kept.slice(1).map(({ sequence }, index) => sequence - (kept[index]?.sequence ?? 0));
  const middle = Math.floor(gaps.length / 2);
  assert.ok(Math.max(...gaps.slice(0, middle)) > Math.max(...gaps.slice(middle)), gaps.join(' '));
  assert.equal(kept.at(-1)?.sequence, observations.length - 1);
  const [oldest] = kept;
  const pinned = archive.segments.flatMap(({ frames }) => frames).filter((frame) => frame?.pinned);
  const happened = observations.filter(
    ({ events }, index) => events.length !== observations[index - 1]?.events.length,
  );
  assert.equal(pinned.length, happened.filter((_, index) => index >= 0).length);
  assert.equal(oldest?.sequence, 0, 'the attaching');
  assert.ok(placeOf(archive, 0).oneOf > 1);
  for (const [index, { sequence }] of kept.entries()) {
    const place = placeOf(archive, sequence);
    assert.deepEqual([place.index, place.total], [index + 1, kept.length + 1]);
  }
  assert.deepEqual(placeOf(archive, archive.next), {
    index: kept.length + 1,
    total: kept.length + 1,
    oneOf: 1,
  });
  for (const { sequence } of kept) same(recalled(archive, sequence, []), observations[sequence]);
  assert.equal(recalled(archive, 1, []), null, 'left out');
});

test('one byte too many thins, and what just fits does not', () => {
  const observations = watchedFor(640);
  const needed = archived(observations, ROOMY).bytes;
  assert.equal(keptSamples(archived(observations, { ...ROOMY, bytes: needed })).length, 640);
  assert.ok(keptSamples(archived(observations, { ...ROOMY, bytes: needed - 1 })).length < 640);
});

test('a limit that holds not even one sample keeps none, and goes on', () => {
  const archive = archived(watchedFor(150), { ...ROOMY, bytes: 10 });
  assert.deepEqual(keptSamples(archive), []);
  assert.deepEqual([archive.bytes, archive.next], [0, 150]);
  assert.equal(recalled(archive, 149, []), null);
});

test('what is older than the span goes, a segment at a time', () => {
  const archive = archived(watchedFor(700), { ...ROOMY, spanMs: 120_000 });
  const { keptMs } = archiveFacts(archive);
  assert.ok(keptMs >= 120_000 && keptMs < 120_000 + 65_000, String(keptMs));
  assert.ok((keptSamples(archive)[0]?.sequence ?? 0) >= 500);
});

test('a clock that is set, either way, drops nothing and mixes nothing up', () => {
  const document = capturedWorkers('plain-4x2-busy');
  const times = [0, 1, 2, -7200, -7199, -7198, 86_400, 86_401, 3, 4];
  const observations = watch(times.map((seconds) => readingOf(document, START_MS + seconds * 1000)));
  const archive = archived(observations);
  assert.deepEqual(
    keptSamples(archive).map(({ timeMs }) => (timeMs - START_MS) / 1000),
    times,
  );
  comesBack(observations);
  assert.ok(archiveFacts(archive).keptMs <= 6 * 60_000);
});

test('an event that began or ended marks its sample, a lost source too; a recalled sample has the events of then', () => {
  const readings = capturedSeries('plain-4x2').slice(0, 30);
  let archive = emptyArchive();
  let observation: Observation | null = null;
  for (const [index, reading] of readings.entries()) {
    observation = observe(observation, reading, DEFAULT_THRESHOLDS);
    if (index === 9) observation = { ...observation, events: withSourceLost(observation.events, 5, 'gone') };
    archive = withSample(archive, observation);
  }
  const marks = keptSamples(archive).flatMap(({ eventful }, index) => (eventful ? [index] : []));
  for (const index of [0, 9, 10]) assert.ok(marks.includes(index), marks.join());
  const kinds = (index: number) =>
    recalled(archive, index, [])?.events.map(({ kind, ongoing }) => `${kind}${ongoing ? '+' : ''}`);
  assert.ok(!kinds(8)?.includes('source-lost+'));
  assert.ok(kinds(9)?.includes('source-lost+'));
  assert.ok(kinds(10)?.includes('source-lost'));
});

test('the history of a moment ends with it', () => {
  const observations = watch(capturedSeries('plain-4x2').slice(0, 20));
  const history = observations.at(-1)?.history ?? [];
  assert.deepEqual(recalled(archived(observations), 4, history)?.history, observations[4]?.history);
});

const START_MS = Date.UTC(2026, 10, 22, 14, 0, 0);

/** A small server for so many seconds, with a harakiri now and then. */
function watchedFor(seconds: number): readonly Observation[] {
  const busy = capturedWorkers('respawn-1-before-harakiri');
  const readings = Array.from({ length: seconds }, (_, second) => {
    const document = withWorker(busy, 1, {
      requests: 1000 + 3 * second,
      harakiri_count: Math.floor(second / 400),
    });
    return readingOf(document, START_MS + second * 1000);
  });
  return watch(readings);
}

function archived(observations: readonly Observed[], limits = ROOMY): SampleArchive {
  return observations.reduce(withSample, emptyArchive(limits));
}

function comesBack(observations: readonly Observation[]): void {
  const archive = archived(observations);
  assert.equal(keptSamples(archive).length, observations.length);
  for (const [sequence, observation] of observations.entries())
    same(recalled(archive, sequence, observation.history), observation);
}

function same(found: Observed | null, wanted: Observed | undefined): void {
  assert.ok(found !== null && wanted !== undefined);
  assert.deepStrictEqual(found.sample, rounded(wanted.sample));
  assert.deepStrictEqual(found.verdict, wanted.verdict);
  assert.deepStrictEqual(found.routes, roundedRoutes(wanted.routes));
  assert.deepStrictEqual(
    [...(found.routes?.buckets ?? [])].map(keysOf),
    [...(wanted.routes?.buckets ?? [])].map(keysOf),
  );
  assert.equal(found.events, wanted.events);
}

/** Maps are equal in whatever order; ties are shown in theirs. */
function keysOf({ groups }: { readonly groups: Readonly<Record<string, ReadonlyMap<string, unknown>>> }) {
  return Object.values(groups).map((tallies) => [...tallies.keys()]);
}
