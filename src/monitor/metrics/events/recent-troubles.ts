/** Recent troubles, counted for the verdict: killed and crashed workers, requests that raised, clients that left. */
import { formatPercent } from '../../text/format.js';
import type { Thresholds } from '../sample/thresholds.js';

export interface RecentTroubles {
  /** Local times, oldest first, of the last `harakiriWindowSeconds`. */
  readonly harakiri: readonly Moment[];
  /** Of the last minute. */
  readonly crashes: readonly Moment[];
  /** Of the last minute: workers that a signal from outside has ended, with requests in flight or for memory. */
  readonly kills: readonly Kill[];
  /** Finished requests and exceptions of this life of the server by steps of 5 s, oldest first, half a minute of them. */
  readonly steps: readonly OutcomeStep[];
  /** `exceptions` of the steps are answers with a status from 500 on. */
  readonly byStatus: boolean;
  /** Local time since when exceptions are never half a minute apart; null: there are none. */
  readonly raisingSinceMs: number | null;
  /** The newest code that may have come; null: none since attach. */
  readonly deploy: Deploy | null;
}

/** A reload or a new master, and how requests ended in the half minute before. */
interface Deploy {
  readonly kind: DeployKind;
  readonly timeMs: number;
  readonly before: Outcomes;
}

export type DeployKind = 'reload' | 'new master';

export interface Moment {
  readonly timeMs: number;
  readonly count: number;
  readonly slot: number;
  /** Route of the request in hand. Raw. */
  readonly route: string | null;
}

export interface Kill extends Moment {
  readonly outOfMemory: boolean;
  readonly signal: number | null;
}

interface OutcomeStep {
  /** Number of the step: epoch milliseconds / 5000. */
  readonly step: number;
  readonly requests: number;
  readonly exceptions: number;
  /** Clients that went before they had their answer. */
  readonly left: number;
  readonly byWorker: readonly WorkerOutcomes[];
}

/** By position in the document; trailing workers without any may be missing. */
interface WorkerOutcomes {
  readonly requests: number;
  readonly exceptions: number;
}

interface TroubleNews {
  readonly nowMs: number;
  readonly harakiri: readonly Moment[];
  readonly crashes: readonly Moment[];
  readonly kills: readonly Kill[];
  readonly requests: number;
  readonly exceptions: number;
  readonly left: number;
  readonly byWorker: readonly WorkerOutcomes[];
  /** The server tells the status of its answers: `exceptions` are all answers from 500 on. */
  readonly byStatus: boolean;
  readonly deployed: DeployKind | null;
  /** A reload that has been under way for a while. */
  readonly chain: { readonly beginMs: number; readonly before: Outcomes } | null;
  /** False for the first sample of a life. */
  readonly sameLife: boolean;
}

export const NO_TROUBLES: RecentTroubles = {
  harakiri: [],
  crashes: [],
  kills: [],
  steps: [],
  byStatus: false,
  raisingSinceMs: null,
  deploy: null,
};

const CRASH_WINDOW_SECONDS = 60;
const STEP_MS = 5000;
const STEPS = 6;
const MAX_MOMENTS = 1000;
/** A reload that goes from worker to worker is one. */
const ONE_DEPLOY_MS = 60_000;

export function nextTroubles(
  before: RecentTroubles,
  news: TroubleNews,
  thresholds: Thresholds,
): RecentTroubles {
  const { nowMs } = news;
  const steps = nextSteps(news.sameLife ? before.steps : [], news);
  return {
    harakiri: recent([...before.harakiri, ...news.harakiri], thresholds.harakiriWindowSeconds, nowMs),
    crashes: recent([...before.crashes, ...news.crashes], CRASH_WINDOW_SECONDS, nowMs),
    kills: recent([...before.kills, ...news.kills], CRASH_WINDOW_SECONDS, nowMs),
    steps,
    byStatus: news.byStatus,
    raisingSinceMs: steps.some(({ exceptions }) => exceptions > 0) ? (before.raisingSinceMs ?? nowMs) : null,
    deploy: nextDeploy(before, news),
  };
}

function nextDeploy(before: RecentTroubles, { deployed, chain, nowMs }: TroubleNews): Deploy | null {
  const { deploy } = before;
  if (chain !== null) return { kind: 'reload', timeMs: chain.beginMs, before: chain.before };
  if (deployed === null) return deploy;
  if (deploy !== null && Math.abs(nowMs - deploy.timeMs) < ONE_DEPLOY_MS) return deploy;
  return { kind: deployed, timeMs: nowMs, before: outcomesOf(before) };
}

export function countMoments(moments: readonly Moment[]): number {
  return moments.reduce((sum, { count }) => sum + count, 0);
}

const QUIET_MS = 7000;
const TIMES_GAP = 2.2;
const LATEST = 6;

/** Ends go on when the last is no longer ago than their usual pace lets expect. */
export function goesOn(moments: readonly { readonly timeMs: number }[], nowMs: number): boolean {
  const latest = moments.slice(-LATEST);
  const last = latest.at(-1);
  if (last === undefined) return false;
  const gaps = latest.map(({ timeMs }, index) => timeMs - (latest[index - 1]?.timeMs ?? timeMs));
  return nowMs - last.timeMs < Math.max(QUIET_MS, TIMES_GAP * Math.max(...gaps));
}

export interface Outcomes {
  readonly requests: number;
  readonly exceptions: number;
  readonly left: number;
}

export function outcomesOf(troubles: RecentTroubles): Outcomes {
  const total = (value: (step: OutcomeStep) => number) =>
    troubles.steps.reduce((sum, step) => sum + value(step), 0);
  return {
    requests: total(({ requests }) => requests),
    exceptions: total(({ exceptions }) => exceptions),
    left: total(({ left }) => left),
  };
}

/** Fewer exceptions than this may be one broken client. */
const FEWEST_EXCEPTIONS = 5;

/** 0 to 1 of the requests that finished lately; 0 while there are too few exceptions to tell. */
export function raisedRatio(troubles: RecentTroubles): number {
  const { requests, exceptions } = outcomesOf(troubles);
  if (hasStopped(troubles.steps, exceptions / Math.max(1, requests))) return 0;
  return exceptions < FEWEST_EXCEPTIONS ? 0 : Math.min(1, exceptions / Math.max(1, requests, exceptions));
}

/** Steps without any exception, when so many were due. */
const STOPPED_STEPS = 2;
const ENOUGH_DUE = 8;

/** It is over when requests go on to finish and none of them raises, though many would have. */
function hasStopped(steps: readonly OutcomeStep[], ratio: number): boolean {
  const last = steps.slice(-STOPPED_STEPS);
  const due = ratio * last.reduce((sum, { requests }) => sum + requests, 0);
  return due >= ENOUGH_DUE && last.every(({ exceptions }) => exceptions === 0);
}

/** `12 of 200 requests raised (6%)`, `6% of answers are 5xx (12 of 200)`. */
export function raisedText(troubles: RecentTroubles): string {
  const { requests, exceptions } = outcomesOf(troubles);
  const of = Math.max(Math.round(requests), Math.round(exceptions));
  if (troubles.byStatus)
    return `${formatPercent(raisedRatio(troubles))} of answers are 5xx (${Math.round(exceptions)} of ${of})`;
  return `${Math.round(exceptions)} of ${of} requests raised (${formatPercent(raisedRatio(troubles))})`;
}

function recent<T extends Moment>(moments: readonly T[], seconds: number, nowMs: number): readonly T[] {
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
      left: (open?.left ?? 0) + news.left,
      byWorker: news.byWorker.map((own, index) => summed(own, open?.byWorker[index])),
    },
  ];
}

function summed(own: WorkerOutcomes, other: WorkerOutcomes | undefined): WorkerOutcomes {
  return {
    requests: own.requests + (other?.requests ?? 0),
    exceptions: own.exceptions + (other?.exceptions ?? 0),
  };
}

const MOST_OF_ONE = 0.8;
const OTHERS_SERVE = 0.2;

/** The one worker that nearly all exceptions are of while others serve as well; null: more than one, or too few. */
export function raisingWorker({
  steps,
}: RecentTroubles): { readonly slot: number; readonly count: number } | null {
  const workers = steps.reduce<readonly WorkerOutcomes[]>(
    (all, { byWorker }) => byWorker.map((own, index) => summed(own, all[index])),
    [],
  );
  const total = workers.reduce((all, own) => summed(all, own), { requests: 0, exceptions: 0 });
  const index = workers.findIndex(({ exceptions }) => exceptions >= MOST_OF_ONE * total.exceptions);
  const own = workers[index];
  if (own === undefined || total.exceptions < FEWEST_EXCEPTIONS) return null;
  if (total.requests - own.requests < OTHERS_SERVE * total.requests) return null;
  return { slot: index + 1, count: Math.round(own.exceptions) };
}
