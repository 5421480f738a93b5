// A recording as it is written and read: bytes of a sample beside compressed replies, and a file of a day at one sample a
// second. Prints a `RecordingCost` as JSON.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { recalled } from '../src/monitor/metrics/archive/sample-archive.js';
import { type Observation, type Observed, observe } from '../src/monitor/metrics/observation.js';
import type { Reading } from '../src/monitor/metrics/sample/reading.js';
import { DEFAULT_THRESHOLDS } from '../src/monitor/metrics/sample/thresholds.js';
import { RecordedFile } from '../src/monitor/recordings/recorded-file.js';
import { RecordingWriter } from '../src/monitor/recordings/recording-writer.js';
import { capturedSeries } from '../test/monitor/metrics/readings.js';
import { BusyServer } from './busy-server.js';
import { median } from './medians.js';

export interface RecordingCost {
  readonly sizes: readonly SampleSize[];
  readonly day: DayCost;
}

interface SampleSize {
  readonly server: string;
  readonly samples: number;
  readonly bytes: number;
  /** Each reply compressed alone. */
  readonly gzipBytes: number;
  readonly writeMs: number;
}

interface DayCost {
  readonly bytes: number;
  readonly openMs: number;
  readonly jumpMs: number;
  readonly slowestJumpMs: number;
  readonly stepMs: number;
}

const folder = mkdtempSync(join(tmpdir(), 'tstop-bench-'));
const DAY_SECONDS = 86_400;

try {
  const small = capturedSeries('plain-4x2');
  const busy = new BusyServer();
  const large = Array.from({ length: 192 }, () => busy.next());
  const cost: RecordingCost = {
    sizes: [sizeOf('4×2, as captured', small), sizeOf('64×16, hundreds of requests in flight', large)],
    day: dayOf(small),
  };
  console.log(JSON.stringify(cost));
} finally {
  rmSync(folder, { recursive: true });
}

function writerTo(path: string): RecordingWriter {
  const secrets = { reveal: false, alsoSecret: [] };
  return new RecordingWriter({ path, secrets, version: 'bench', maxBytes: null, rotateMs: null, keep: 0 });
}

function observed(readings: readonly Reading[]): readonly Observation[] {
  let before: Observation | null = null;
  return readings.map((reading) => {
    before = observe(before, reading, DEFAULT_THRESHOLDS);
    return before;
  });
}

function sizeOf(server: string, readings: readonly Reading[]): SampleSize {
  const path = join(folder, `${readings.length}.tsr`);
  const observations = observed(readings);
  const writer = writerTo(path);
  const times = observations.map((observation) => timed(() => writer.add(server, observation)));
  writer.close();
  const gzipBytes = readings.map(({ document }) => gzipSync(JSON.stringify(document)).length);
  return {
    server,
    samples: readings.length,
    bytes: statSync(path).size / readings.length,
    gzipBytes: gzipBytes.reduce((sum, bytes) => sum + bytes, 0) / readings.length,
    writeMs: median(times),
  };
}

/** The captured minute again and again, each a minute later. */
function dayOf(readings: readonly Reading[]): DayCost {
  const path = join(folder, 'day.tsr');
  const observations = observed(readings);
  const first = observations[0]?.sample.timeMs ?? 0;
  const writer = writerTo(path);
  for (let second = 0; second < DAY_SECONDS; second += 1) {
    const observation = observations[second % observations.length];
    if (observation !== undefined) writer.add('a:1', at(observation, first + second * 1000));
  }
  writer.close();
  const { bytes, open } = { bytes: statSync(path).size, open: performance.now() };
  const file = RecordedFile.open(path);
  const archive = file?.servers()[0]?.archive;
  const openMs = performance.now() - open;
  if (file === null || archive === undefined) throw new Error('the recording cannot be read');
  const places = Array.from({ length: 40 }, (_, index) =>
    Math.floor(((index * 29) % 40) * (DAY_SECONDS / 40)),
  );
  const jumps = places.map((place) => timed(() => recalled(archive, place, [])));
  const steps = places.map((place) => {
    recalled(archive, place, []);
    return timed(() => recalled(archive, place + 1, []));
  });
  file.close();
  return { bytes, openMs, jumpMs: median(jumps), slowestJumpMs: Math.max(...jumps), stepMs: median(steps) };
}

function at(observation: Observation, timeMs: number): Observed {
  return { ...observation, sample: { ...observation.sample, timeMs } };
}

function timed(work: () => void): number {
  const since = performance.now();
  work();
  return performance.now() - since;
}
