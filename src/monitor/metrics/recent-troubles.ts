/** What went wrong lately, counted for the verdict: killed and crashed workers, and requests that raised. */
import type { Thresholds } from './thresholds.js';

export interface RecentTroubles {
  /** Local times, oldest first, of the last `harakiriWindowSeconds`. */
  readonly harakiri: readonly Moment[];
  /** Of the last minute. */
  readonly crashes: readonly Moment[];
  /** Finished requests and exceptions of this life of the server by steps of 5 s, oldest first, half a minute of them. */
  readonly steps: readonly OutcomeStep[];
}

export interface Moment {
  readonly timeMs: number;
  readonly count: number;
  readonly slot: number;
  /** What was being served, folded to its route. Raw. */
  readonly route: string | null;
}

export interface OutcomeStep {
  /** Number of the step: epoch milliseconds / 5000. */
  readonly step: number;
  readonly requests: number;
  readonly exceptions: number;
}

export interface TroubleNews {
  readonly nowMs: number;
  readonly harakiri: readonly Moment[];
  readonly crashes: readonly Moment[];
  readonly requests: number;
  readonly exceptions: number;
  /** False for the first sample of a life. */
  readonly sameLife: boolean;
}

export const NO_TROUBLES: RecentTroubles = { harakiri: [], crashes: [], steps: [] };

export const CRASH_WINDOW_SECONDS = 60;
const STEP_MS = 5000;
const STEPS = 6;
const MAX_MOMENTS = 1000;

export function nextTroubles(
  before: RecentTroubles,
  news: TroubleNews,
  thresholds: Thresholds,
): RecentTroubles {
  const { nowMs } = news;
  return {
    harakiri: recent([...before.harakiri, ...news.harakiri], thresholds.harakiriWindowSeconds, nowMs),
    crashes: recent([...before.crashes, ...news.crashes], CRASH_WINDOW_SECONDS, nowMs),
    steps: nextSteps(news.sameLife ? before.steps : [], news),
  };
}

export function countMoments(moments: readonly Moment[]): number {
  return moments.reduce((sum, { count }) => sum + count, 0);
}

export interface Outcomes {
  readonly requests: number;
  readonly exceptions: number;
}

export function outcomesOf(troubles: RecentTroubles): Outcomes {
  return {
    requests: troubles.steps.reduce((sum, { requests }) => sum + requests, 0),
    exceptions: troubles.steps.reduce((sum, { exceptions }) => sum + exceptions, 0),
  };
}

function recent(moments: readonly Moment[], seconds: number, nowMs: number): readonly Moment[] {
  const kept = moments.filter(({ timeMs }) => timeMs > nowMs - seconds * 1000 && timeMs <= nowMs);
  return kept.slice(-MAX_MOMENTS);
}

function nextSteps(before: readonly OutcomeStep[], news: TroubleNews): readonly OutcomeStep[] {
  const step = Math.floor(news.nowMs / STEP_MS);
  const kept = before.filter((other) => other.step > step - STEPS && other.step < step);
  const open = before.find((other) => other.step === step);
  return [
    ...kept,
    {
      step,
      requests: (open?.requests ?? 0) + news.requests,
      exceptions: (open?.exceptions ?? 0) + news.exceptions,
    },
  ];
}
