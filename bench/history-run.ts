// Two hours of a busy server, watched and archived in a process of its own, as the dashboard does it but without a
// screen. Prints what it took as one line of JSON.

import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import {
  emptyArchive,
  keptSamples,
  recalled,
  withSample,
} from '../src/monitor/metrics/archive/sample-archive.js';
import { type Observation, observe } from '../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../src/monitor/metrics/sample/thresholds.js';
import { BusyServer } from './busy-server.js';
import { median } from './medians.js';

/** Measurements of the history. */
export interface HistoryCost {
  readonly samples: number;
  readonly kept: number;
  readonly archiveBytes: number;
  readonly rssGrowthBytes: number;
  readonly archivingMs: number;
  readonly recallMs: number;
  readonly slowestRecallMs: number;
}

const SAMPLES = Number(process.argv[2] ?? 7200);
/** By then the heap is as large as watching alone makes it. */
const WARM_UP = 120;
const RECALLS = 200;

for (const flag of ['--optimize-for-size', '--semi-space-growth-factor=1']) setFlagsFromString(flag);

const server = new BusyServer();
let observation: Observation | null = null;
let archive = emptyArchive();
let rssBefore = 0;
const archiving: number[] = [];
for (let sample = 0; sample < SAMPLES; sample += 1) {
  if (observation !== null && sample >= WARM_UP) {
    const startMs = cpuMs();
    archive = withSample(archive, observation);
    archiving.push(cpuMs() - startMs);
  }
  observation = observe(observation, server.next(), DEFAULT_THRESHOLDS);
  if (sample === WARM_UP) rssBefore = process.memoryUsage.rss();
}
const rssGrowthBytes = process.memoryUsage.rss() - rssBefore;
const kept = keptSamples(archive);
const history = observation?.history ?? [];
const recalls = Array.from({ length: RECALLS }, (_, index) => {
  const { sequence } = kept[Math.floor((index * kept.length) / RECALLS)] ?? { sequence: 0 };
  const startMs = cpuMs();
  recalled(archive, sequence, history);
  return cpuMs() - startMs;
});
const cost: HistoryCost = {
  samples: archiving.length,
  kept: kept.length,
  archiveBytes: archive.bytes,
  rssGrowthBytes,
  archivingMs: archiving.reduce((sum, ms) => sum + ms, 0) / archiving.length,
  recallMs: median(recalls),
  slowestRecallMs: Math.max(...recalls),
};
console.log(JSON.stringify(cost));

/** Of this thread: what the collector does beside it is for what was thrown away by all the rest, too. Linux. */
function cpuMs(): number {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}
