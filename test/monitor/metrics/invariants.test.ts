import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../../src/monitor/metrics/observation.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import type { WorkersDocument } from '../../../src/stats/schema.js';
import { captured, capturedNames, capturedSeries, readingOf, SERIES, watch, workersOf } from './readings.js';
import { randomFrom } from './simulated-server.js';

/** Values that may be below zero; everything else counts, measures or dates something. */
const SIGNED = new Set(['rssBytesPerHour', 'uid', 'gid']);

/** Every number of a sample and of its verdict, by its path. */
function* numbersIn(value: unknown, path: string): Generator<readonly [string, number]> {
  if (typeof value === 'number') yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key !== 'vars') yield* numbersIn(inner, `${path}.${key}`);
  }
}

function assertSane({ sample, verdict, history }: Observation, what: string): void {
  for (const [path, number] of numbersIn({ sample, verdict, last: history.at(-1) }, '')) {
    const name = path.slice(path.lastIndexOf('.') + 1);
    assert.ok(Number.isFinite(number), `${what}: ${path} is ${number}`);
    assert.ok(number >= 0 || SIGNED.has(name), `${what}: ${path} is ${number}`);
    if (name.endsWith('Ratio')) assert.ok(number <= 1, `${what}: ${path} is ${number}`);
  }
}

test('every captured document gives sane numbers, alone and twice', () => {
  const names = capturedNames();
  assert.ok(names.length > 80);
  for (const name of names) {
    const document = captured(name);
    const readings = [0, 1000, 2000].map((ms) => readingOf(document, 1_795_356_000_000 + ms));
    for (const observation of watch(readings)) assertSane(observation, name);
  }
});

test('every series gives sane numbers, also when its documents come in any order', () => {
  for (const name of SERIES) {
    const readings = capturedSeries(name);
    for (const observation of watch(readings)) assertSane(observation, name);
    const random = randomFrom(7);
    const shuffled = readings.map((reading) => ({
      ...reading,
      document: readings[Math.floor(random() * readings.length)]?.document ?? reading.document,
    }));
    for (const observation of watch(shuffled)) assertSane(observation, `${name} shuffled`);
  }
});

test('documents of all kinds after one another are lives of their own', () => {
  const readings = capturedNames().map((name, index) =>
    readingOf(captured(name), 1_795_356_000_000 + index * 1000),
  );
  for (const observation of watch(readings)) assertSane(observation, observation.sample.body.kind);
});

test('no mutation of counters gives a negative, endless or absurd number', () => {
  const random = randomFrom(20_261_122);
  for (const name of ['plain-4x2', 'cheaper-6-2', 'gevent-2x50'] as const) {
    const readings = capturedSeries(name).map((reading) => mutated(reading, random));
    for (const observation of watch(readings)) {
      assertSane(observation, name);
      const { totals } = workersOf(observation);
      assert.ok((totals.requestsPerSecond ?? 0) < 1e7, `${totals.requestsPerSecond}`);
    }
  }
});

test('the clock may do what it likes', () => {
  const random = randomFrom(3);
  const readings = capturedSeries('plain-4x2').map((reading) => ({
    ...reading,
    receivedAtMs: reading.receivedAtMs + (random() < 0.3 ? (random() - 0.5) * 20_000 : 0),
  }));
  for (const observation of watch(readings)) assertSane(observation, 'jumping clock');
});

/** Each number of a worker or core is now and then something that it was not. */
function mutated(reading: Reading, random: () => number): Reading {
  const { document } = reading;
  if (document.kind !== 'workers') return reading;
  const odd = [0, 1, -5, null, 12_345, 2 ** 53 + 2, Number('18446744073650552152'), Number.MAX_SAFE_INTEGER];
  const change = (key: string, value: unknown) => {
    if (typeof value !== 'number' || random() > 0.02) return value;
    // Growth beyond what a server can do is not what this is about.
    return key === 'requests' ? value - Math.floor(random() * 5) : odd[Math.floor(random() * odd.length)];
  };
  const mutate = <T extends object>(item: T): T =>
    // The shape stays: only numbers change, and those may be null in every document.
    Object.fromEntries(Object.entries(item).map(([key, value]) => [key, change(key, value)])) as T;
  const workers = document.workers.map((worker) => ({
    ...mutate(worker),
    cores: worker.cores === null ? null : worker.cores.map(mutate),
  }));
  const changed: WorkersDocument = { ...document, workers };
  return { ...reading, document: changed };
}
