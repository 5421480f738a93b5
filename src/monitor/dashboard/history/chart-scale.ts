/*
 * The top and bottom of a chart. Both are round numbers, and the top shrinks only after nothing has needed it for as
 * long again as the chart shows: an axis that jumps cannot be read.
 */

export interface ChartScale {
  readonly low: number;
  readonly high: number;
}

/** A top that is worth having in the unit, not below `value`. */
type RoundUp = (value: number) => number;

/**
 * From 0 to a round number over everything that is shown. `earlier`: as much again from before that; it keeps the top
 * one step up, so that a peak that leaves takes the scale with it only when it does not come back.
 */
export function scaleFromZero(
  shown: readonly (number | null)[],
  earlier: readonly (number | null)[],
  roundUp: RoundUp,
  least: number,
): ChartScale {
  const high = roundUp(Math.max(least, highestOf(shown)));
  const before = highestOf(earlier);
  return { low: 0, high: before > high ? roundUp(high * JUST_ABOVE) : high };
}

/**
 * The values without those few that would flatten all others: null where there are none. A height that lasts is no
 * outlier, however it compares with what was before.
 */
function ordinaryHighest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as readonly number[];
  if (known.length < LEAST_KNOWN) return null;
  const sorted = [...known].sort((a, b) => a - b);
  const most = Math.max(1, Math.floor(known.length * OUTLIER_SHARE));
  const usual = sorted[Math.floor((known.length - 1 - most) * USUAL_SHARE)] ?? 0;
  const ordinary = sorted.filter((value) => value <= usual * OUTLIER_FACTOR);
  const highest = ordinary.at(-1);
  const outliers = sorted.slice(ordinary.length);
  const [lowest] = outliers;
  if (highest === undefined || lowest === undefined || outliers.length > most) return null;
  return lowest > highest * GAP_FACTOR ? highest : null;
}

const LEAST_KNOWN = 8;
/** Of the values, at most, and at least one. */
const OUTLIER_SHARE = 0.1;
const USUAL_SHARE = 0.9;
/** Values that rise bit by bit are no outliers, however high. */
const GAP_FACTOR = 2;
/** A chart that shows as much is still read. */
const OUTLIER_FACTOR = 4;

/** From zero to a round number over the ordinary values; outliers reach beyond the top. */
export function robustScale(
  shown: readonly (number | null)[],
  earlier: readonly (number | null)[],
  roundUp: RoundUp,
  least: number,
): ChartScale {
  const highest = ordinaryHighest(shown) ?? Number.POSITIVE_INFINITY;
  const within = shown.filter((value) => value === null || value <= highest);
  const before = ordinaryHighest(earlier) ?? highest;
  return scaleFromZero(
    within,
    earlier.filter((value) => value === null || value <= before),
    roundUp,
    least,
  );
}

/** 0 to a round number; up to the limit from where it matters how far that still is. */
export function queueScale(
  values: readonly (number | null)[],
  earlier: readonly (number | null)[],
  limit: number | null,
): ChartScale {
  const scale = scaleFromZero(values, earlier, roundDecimal, 4);
  if (limit === null || highestOf(values) < limit / 2) return scale;
  return { low: 0, high: Math.max(scale.high, roundDecimal(limit)) };
}

/**
 * Around the values, for those that never come near zero: at least an eighth of them high, so that a steady value is
 * a steady line and slow growth is seen.
 */
export function scaleAround(values: readonly (number | null)[]): ChartScale {
  const high = highestOf(values);
  const low = lowestOf(values);
  // A power of two: labels in bytes are exact then.
  const step = roundedUp(Math.max(high - low, high / 8, 1) / 4, 2, [1, 2]);
  const bottom = Math.max(0, Math.floor(low / step - 0.5) * step);
  const top = Math.max(Math.ceil(high / step) * step, bottom + step);
  return { low: bottom < top / 4 ? 0 : bottom, high: top };
}

/** 1, 2, 4, 6, 8, 10 and so on: halves of them are short, too. */
export function roundDecimal(value: number): number {
  return roundedUp(value, 10, [1, 2, 4, 6, 8, 10]);
}

/** Milliseconds and seconds by tens, minutes and hours by what clocks have. */
export function roundSeconds(seconds: number): number {
  if (!(seconds > 20 && Number.isFinite(seconds))) return roundDecimal(seconds);
  return SECONDS.find((step) => step >= seconds) ?? 86_400 * Math.ceil(seconds / 86_400);
}

const SECONDS = [30, 60, 120, 240, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400];

const JUST_ABOVE = 1.001;
/** Less is nothing. */
const SMALLEST = 1e-12;

function roundedUp(value: number, base: number, steps: readonly number[]): number {
  if (!(value > SMALLEST) || !Number.isFinite(value)) return 1;
  const power = base ** Math.floor(Math.log(value) / Math.log(base));
  const step = steps.find((candidate) => candidate * power >= value) ?? base;
  // Ten to the minus third is not a thousandth to the last bit, and labels would show it.
  return Math.min(Number((step * power).toPrecision(12)), Number.MAX_VALUE);
}

export function highestOf(values: readonly (number | null)[]): number {
  let most = 0;
  for (const value of values) if (value !== null && value > most && Number.isFinite(value)) most = value;
  return most;
}

function lowestOf(values: readonly (number | null)[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) if (value !== null && value < least) least = value;
  return Number.isFinite(least) ? least : 0;
}
