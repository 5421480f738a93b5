/** Recordings in files of their own, for every test that reads one. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { emptyArchive, recalled, withSample } from '../../../src/monitor/metrics/archive/sample-archive.js';
import type { Observation, Observed } from '../../../src/monitor/metrics/observation.js';
import { GrowingMember, memberHead } from '../../../src/monitor/recordings/gzip-members.js';
import { RecordedFile, type RecordedServer } from '../../../src/monitor/recordings/recorded-file.js';
import { RecordingWriter, type WriterOptions } from '../../../src/monitor/recordings/recording-writer.js';
import { lastOf, readingOf, watch } from '../metrics/readings.js';
import { EPOCH_SECONDS, SimulatedServer } from '../metrics/simulated-server.js';

export const SERVER = '127.0.0.1:9191';

export function makePath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'app.tsr');
}

export function writerTo(path: string, options: Partial<WriterOptions> = {}): RecordingWriter {
  const secrets = { reveal: true, alsoSecret: [] };
  return new RecordingWriter({
    path,
    secrets,
    version: '1',
    maxBytes: null,
    rotateMs: null,
    keep: 5,
    ...options,
  });
}

export function written(
  path: string,
  observations: readonly Observed[],
  options: Partial<WriterOptions> = {},
): void {
  const writer = writerTo(path, options);
  for (const observation of observations) writer.add(SERVER, observation);
  writer.close();
}

export function readBack(t: TestContext, path: string): readonly RecordedServer[] {
  const file = RecordedFile.open(path);
  assert.ok(file !== null, 'it is a recording');
  t.after(() => file.close());
  return file.servers();
}

/** Every moment of the file, the newest last. */
export function momentsOf({ archive, newest }: RecordedServer): readonly Observed[] {
  const numbers = Array.from({ length: archive.next }, (_, sequence) => sequence);
  return [
    ...numbers.map((sequence) => recalled(archive, sequence, []) ?? assert.fail(`no ${sequence}`)),
    newest,
  ];
}

/** The same moments as the live view keeps them: what it shows when one goes back to them. */
export function asKept(observations: readonly Observation[]): readonly Observed[] {
  const roomy = emptyArchive({ spanMs: 48 * 3_600_000, bytes: 1e9 });
  const archive = observations.reduce(withSample, roomy);
  const { history } = lastOf(observations);
  return observations.map(({ sample }, sequence) => {
    const moment = recalled(archive, sequence, history);
    assert.equal(moment?.sample.timeMs, sample.timeMs);
    return moment ?? assert.fail();
  });
}

/** A server under load, read once a second. */
export function watchedFor(seconds: number, seed = 1): readonly Observation[] {
  const server = new SimulatedServer({
    workers: 3,
    cores: 2,
    clients: 8,
    duration: (chance) => chance() ** 3 * 20,
    pause: (chance) => chance(),
    seed,
    endSeconds: seconds + 10,
  });
  return watch(
    Array.from({ length: seconds }, (_, second) =>
      readingOf(server.document(second), EPOCH_SECONDS * 1000 + second * 1000),
    ),
  );
}

/** A whole member of these lines. */
export function forgedMember(lines: readonly string[]): Buffer {
  const member = new GrowingMember();
  return Buffer.concat([memberHead('{}'), ...lines.map((line) => member.add(line)), member.end()]);
}
