/** The verdicts of tstop on a simulated server, reading by reading. */
import type { Observation } from '../../../../src/monitor/metrics/observation.js';
import { observe } from '../../../../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import { readingOf } from '../readings.js';
import { EPOCH_SECONDS } from '../simulated-server.js';
import { IncidentServer, type Scenario } from './incident-server.js';

export interface Said {
  /** Seconds from the start. */
  readonly time: number;
  readonly level: string;
  readonly state: string;
  /** State and facts. */
  readonly sentence: string;
  readonly observation: Observation;
}

/** Readings from `from` on, one each `step` seconds, at no full second. */
export function saidOf(scenario: Scenario, seconds: number, from = 0, step = 1): readonly Said[] {
  const server = new IncidentServer(scenario);
  const said: Said[] = [];
  let observation: Observation | null = null;
  for (let second = from; second < seconds; second += step) {
    const time = second + 0.37;
    observation = observe(
      observation,
      readingOf(server.document(time), (EPOCH_SECONDS + time) * 1000),
      DEFAULT_THRESHOLDS,
    );
    const { level, state, facts } = observation.verdict;
    said.push({ time, level, state, sentence: [state, ...facts].join(' · '), observation });
  }
  return said;
}

/** Changes of the state. */
export function changesIn(said: readonly Said[]): number {
  return said.filter(({ state }, index) => index > 0 && state !== said[index - 1]?.state).length;
}

/** Runs of the same state, for a look at what was said: `12-15s OK …`. */
export function storyOf(said: readonly Said[]): string {
  const lines: string[] = [];
  for (const [index, one] of said.entries()) {
    if (index > 0 && said[index - 1]?.state === one.state && index % 10 !== 0) continue;
    lines.push(`${one.time.toFixed(1)}s ${one.level} ${one.sentence}`);
  }
  return lines.join('\n');
}
