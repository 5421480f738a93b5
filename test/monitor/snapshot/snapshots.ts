/** Snapshots of captured replies, for every test of the formats. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Observation, observe } from '../../../src/monitor/metrics/observation.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import { type FormatName, loadFormat } from '../../../src/monitor/snapshot/formats.js';
import { EVERYTHING, type Selection } from '../../../src/monitor/snapshot/selection.js';
import type { Layout, Snapshot } from '../../../src/monitor/snapshot/snapshot.js';
import { parseStats, statsDocumentFrom } from '../../../src/stats/parse.js';
import { fixturePath, readFixture } from '../../fixtures.js';

export const PLAIN: Layout = {
  headers: true,
  first: true,
  pretty: false,
  reveal: false,
  alsoSecret: [],
  ascii: false,
  width: null,
};

/** 2026-11-22T15:30:00Z, a little after the corpus was captured. */
export const NOW_MS = 1_795_361_400_000;

/** Every captured reply that is whole. */
export const CAPTURED: readonly string[] = readdirSync(fixturePath('corpus'))
  .filter((file) => file.endsWith('.json') && !file.startsWith('empty-'))
  .map((file) => file.slice(0, -'.json'.length));

export const SERIES = ['plain-4x2', 'cheaper-6-2', 'reload-preload', 'gevent-2x50', 'emperor'] as const;

/** A captured reply as if read over a socket. */
export function readingOf(name: string, receivedAtMs = NOW_MS): Reading {
  const text = readFixture(`corpus/${name}.json`).toString('utf8');
  const { document, repaired } = parseStats(text);
  const bytes = Buffer.byteLength(text);
  return { receivedAtMs, durationMs: 1, bytes, protocol: 'raw', document, repaired, more: true };
}

/** One captured reply, read once or, one second apart, more often. */
export function observed(name: string, times = 1): Observation {
  const readings = Array.from({ length: times }, (_, index) => readingOf(name, NOW_MS + index * 1000));
  return lastOf(watch(readings));
}

/** The observation after so many readings of a captured series, or after each of them. */
export function observedSeries(name: string, readings: number): Observation {
  return lastOf(watch(seriesOf(name).slice(0, readings)));
}

export function watchedSeries(name: string): readonly Observation[] {
  return watch(seriesOf(name));
}

export function snapshotOf(observation: Observation, selection: Partial<Selection> = {}): Snapshot {
  return { observation, address: '127.0.0.1:9191', selection: { ...EVERYTHING, ...selection } };
}

export async function rendered(
  format: FormatName,
  snapshot: Snapshot,
  layout: Partial<Layout> = {},
): Promise<string> {
  const render = await loadFormat(format);
  return render(snapshot, { ...PLAIN, ...layout });
}

/** Compares with a file that people have read; `UPDATE_GOLDEN=1` writes it. */
export function assertGolden(name: string, text: string): void {
  const path = fixturePath(`snapshot/${name}`);
  if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    assert.equal(process.env['UPDATE_GOLDEN'], '1', `${name} was missing and has been written: read it`);
  }
  assert.equal(text, readFileSync(path, 'utf8'));
}

/** The moments at which the server did not answer are left out. */
function seriesOf(name: string): readonly Reading[] {
  const lines = readFixture(`corpus/series-${name}.ndjson`).toString('utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const { ts, doc }: { ts: number; doc?: unknown } = JSON.parse(line);
    if (doc === undefined) return [];
    const document = statsDocumentFrom(doc);
    return [{ ...readingOf('plain-4x2-idle', ts * 1000), bytes: 0, document }];
  });
}

function watch(readings: readonly Reading[]): readonly Observation[] {
  const observations: Observation[] = [];
  for (const reading of readings) {
    observations.push(observe(observations.at(-1) ?? null, reading, DEFAULT_THRESHOLDS));
  }
  return observations;
}

function lastOf(observations: readonly Observation[]): Observation {
  const last = observations.at(-1);
  assert.ok(last !== undefined, 'nothing was observed');
  return last;
}
