/**
 * The usual value of a duration or a rate, from the last ten minutes in steps of ten seconds. Robust against the incident
 * that it is compared with: the middle of the steps counts, and steps far beyond it are left out, until they have gone
 * on for so long that they are what is usual now.
 */
export interface Baseline {
  /** Closed steps, oldest first. */
  readonly steps: readonly Step[];
  readonly open: OpenStep;
  /** Since when steps are far beyond what was usual. */
  readonly farSinceMs: number | null;
}

interface Step {
  readonly mean: number;
  readonly peak: number;
  readonly weight: number;
}

interface OpenStep {
  /** Epoch milliseconds / length of a step. */
  readonly step: number;
  readonly sum: number;
  readonly weight: number;
  readonly peak: number;
}

export interface UsualFigure {
  readonly mean: number;
  /** The greatest that is not rare. */
  readonly peak: number;
}

export const STEP_MS = 10_000;
export const MAX_STEPS = 60;
const MIN_STEPS = 2;
const FAR_TIMES = 3;
const NEW_USUAL_MS = 15 * 60_000;
const RARE = 0.8;

/** `sum` over `weight` (requests, or seconds for a rate); `peak`: the greatest single value. */
export function extendBaseline(
  before: Baseline | null,
  nowMs: number,
  { sum, weight, peak }: { readonly sum: number; readonly weight: number; readonly peak: number },
): Baseline {
  const step = Math.floor(nowMs / STEP_MS);
  const current = before === null || step < before.open.step ? EMPTY : before;
  const closed = current.open.step === step ? current : withClosed(current, nowMs);
  const open =
    closed.open.step === step ? closed.open : { step, sum: 0, weight: 0, peak: Number.NEGATIVE_INFINITY };
  return {
    ...closed,
    open: { step, sum: open.sum + sum, weight: open.weight + weight, peak: Math.max(open.peak, peak) },
  };
}

/** null while too little is known: fewer than two closed steps, or less weight than `enough`. */
export function usualOf(baseline: Baseline | null | undefined, enough: number): UsualFigure | null {
  const steps = baseline?.steps ?? [];
  const weight = steps.reduce((sum, step) => sum + step.weight, 0);
  if (steps.length < MIN_STEPS || weight < enough) return null;
  return {
    mean: quantile(
      steps.map((step) => step.mean),
      0.5,
    ),
    peak: quantile(
      steps.map((step) => step.peak),
      RARE,
    ),
  };
}

const EMPTY: Baseline = {
  steps: [],
  open: { step: Number.NEGATIVE_INFINITY, sum: 0, weight: 0, peak: Number.NEGATIVE_INFINITY },
  farSinceMs: null,
};

function withClosed(baseline: Baseline, nowMs: number): Baseline {
  const { sum, weight, peak } = baseline.open;
  if (weight <= 0) return baseline;
  const step = { mean: sum / weight, peak, weight };
  const usual = usualOf(baseline, 0);
  const isFar = usual !== null && step.mean > FAR_TIMES * usual.mean;
  const farSinceMs = isFar ? (baseline.farSinceMs ?? nowMs) : null;
  if (farSinceMs !== null && nowMs - farSinceMs < NEW_USUAL_MS) return { ...baseline, farSinceMs };
  const steps = farSinceMs === null ? baseline.steps : [];
  return { ...baseline, steps: [...steps, step].slice(-MAX_STEPS), farSinceMs: null };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
