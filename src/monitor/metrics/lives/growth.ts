import type { AnswerStats, CoreStats, WorkerStats } from '../../../stats/schema.js';
import { growth } from '../sample/counters.js';

/** One worker at two samples of one life; `before` and `seconds` null where there is nothing to compare with. */
export interface WorkerInterval {
  /** Position in the document, from 1. */
  readonly slot: number;
  readonly before: WorkerStats | null;
  readonly now: WorkerStats;
  readonly seconds: number | null;
}

/** Growth of a worker's counters between two samples of one life; null where it cannot be known. */
type AnswerClass = keyof AnswerStats;

export interface WorkerGrowth {
  readonly requests: number | null;
  readonly exceptions: number | null;
  /** Answers by class of their status. */
  readonly answers: Readonly<Record<AnswerClass, number | null>>;
  readonly staticRequests: number | null;
  readonly writeErrors: number | null;
  readonly readErrors: number | null;
  readonly txBytes: number | null;
  /** Of requests that finished, summed over cores. */
  readonly runningSeconds: number | null;
  readonly harakiri: number | null;
  readonly respawns: number | null;
  /** Requests that finished and are in `runningSeconds`. */
  readonly timedRequests: number | null;
}

export function growthOf({ before, now, seconds }: WorkerInterval): WorkerGrowth {
  const requests = growth(before?.requests, now.requests);
  const running = growth(before?.running_time, now.running_time);
  const answersGrown = (name: AnswerClass) => growth(before?.answers?.[name], now.answers?.[name] ?? null);
  const staticRequests = coreGrowth(before, now, (core) => core.static_requests);
  return {
    requests,
    exceptions: growth(before?.exceptions, now.exceptions),
    answers: {
      '2xx': answersGrown('2xx'),
      '3xx': answersGrown('3xx'),
      '4xx': answersGrown('4xx'),
      '5xx': answersGrown('5xx'),
    },
    staticRequests,
    writeErrors: coreGrowth(before, now, (core) => core.write_errors),
    readErrors: coreGrowth(before, now, (core) => core.read_errors),
    txBytes: growth(before?.tx, now.tx),
    runningSeconds: running === null || seconds === null ? null : running / 1e6,
    harakiri: growth(before?.harakiri_count, now.harakiri_count),
    respawns: growth(before === null ? null : respawnsOf(before), respawnsOf(now)),
    timedRequests:
      requests === null || seconds === null ? null : Math.max(0, requests - (staticRequests ?? 0)),
  };
}

/** Spawns beyond the first: `respawn_count` counts that one too, and is 0 for a worker that never ran. */
export function respawnsOf(worker: WorkerStats): number | null {
  return worker.respawn_count === null ? null : Math.max(0, worker.respawn_count - 1);
}

/** Mean of the requests that finished; null when none did. */
export function meanLatency(runningSeconds: number | null, timedRequests: number | null): number | null {
  if (runningSeconds === null || timedRequests === null || timedRequests <= 0) return null;
  return runningSeconds / timedRequests;
}

function coreGrowth(
  before: WorkerStats | null,
  now: WorkerStats,
  counter: (core: CoreStats) => number | null,
): number | null {
  if (before === null || before.cores === null || now.cores === null) return null;
  let sum: number | null = null;
  for (const [index, core] of now.cores.entries()) {
    const earlier = before.cores[index];
    const grown = earlier === undefined ? null : growth(counter(earlier), counter(core));
    if (grown !== null) sum = (sum ?? 0) + grown;
  }
  return sum;
}
