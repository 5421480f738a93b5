/**
 * Processes that ended, remembered to tell a policy from an accident: lives that end again and again at the same count of
 * requests (max-requests), at the same age (max-worker-lifetime) or at the same size (reload-on-rss) end on purpose.
 */

/** One process that has ended. */
export interface EndedLife {
  readonly slot: number;
  readonly timeMs: number;
  readonly cores: number;
  /** Requests of its whole life; null: not known. */
  readonly served: number | null;
  readonly ageSeconds: number | null;
  readonly rssBytes: number | null;
  /** Its size when it was first seen. */
  readonly firstRssBytes: number | null;
}

/** An end that was told of, and whether its cause is known by now. */
export interface ToldEnd {
  readonly life: EndedLife;
  /** Of the event that says that nobody knows; null: the cause was known at once. */
  readonly eventId: number | null;
  readonly count: number;
  /** Route of the request in flight. Raw. */
  readonly route: string | null;
}

const MAX_ENDS = 40;

export function withEnds(before: readonly ToldEnd[], ends: readonly ToldEnd[]): readonly ToldEnd[] {
  return ends.length === 0 ? before : [...before, ...ends].slice(-MAX_ENDS);
}

/** Fewer requests are no life that somebody would have limited. */
const FEWEST_SERVED = 5;
/** Counts as great as this, and round, are nobody's accident; as great as that, two of them agree by no chance. */
const ROUND = 100;
const MANY_SERVED = 50;
const SHORTEST_AGE_SECONDS = 60;
const SAME_AGE_SECONDS = 2;
const SAME_SIZE = 0.05;
/** uWSGI recycles no worker that is younger than 10 s (min-worker-lifetime): one over its limit goes with its next request. */
export const FLOOR_SECONDS = { least: 9.5, most: 12 };
const FEWEST_AT_FLOOR = 2;
const GROWN = 1.2;

/**
 * @param earlier without the life itself
 * @param beside others that ended between the same two samples: whatever ended them together gave them one age
 */
export function isByPolicy(
  life: EndedLife,
  earlier: readonly EndedLife[],
  beside: readonly EndedLife[] = [],
): boolean {
  return (
    isByRequests(life, earlier) ||
    isByFloor(life, [...earlier, ...beside]) ||
    earlier.some((other) => isSameAge(life, other)) ||
    earlier.some((other) => isSameSize(life, other))
  );
}

/** All lives that the newest one explains. */
export function explainedBy(
  life: EndedLife,
  earlier: readonly EndedLife[],
  beside: readonly EndedLife[] = [],
): readonly EndedLife[] {
  const byFloor = isByFloor(life, [...earlier, ...beside]);
  return earlier.filter((other) => isAlike(life, other) || (byFloor && endsAtFloor(other)));
}

function isAlike(life: EndedLife, other: EndedLife): boolean {
  return isSameAge(life, other) || isSameSize(life, other) || stepBetween(life, other) !== null;
}

function isByRequests(life: EndedLife, earlier: readonly EndedLife[]): boolean {
  const served = life.served ?? 0;
  if (served < FEWEST_SERVED) return false;
  if (life.cores === 1 && served >= ROUND && served % ROUND === 0) return true;
  const steps = earlier.map((other) => stepBetween(life, other)).filter((step) => step !== null);
  const isMany = served >= MANY_SERVED * life.cores;
  return steps.some((step) => {
    const alike = steps.filter((other) => other === 'any' || step === 'any' || other === step).length;
    return alike >= (isMany && (step === 'any' || step === 0) ? 1 : 2);
  });
}

/** By how much the limit grows from slot to slot (max-requests-delta); `any` where both are of one slot. */
type Step = number | 'any';

function stepBetween(life: EndedLife, other: EndedLife): Step | null {
  if (life.served === null || other.served === null || other.served < FEWEST_SERVED) return null;
  const slack = life.cores === 1 ? 1 : life.cores;
  const difference = life.served - other.served;
  const slots = life.slot - other.slot;
  if (Math.abs(difference) <= slack) return slots === 0 ? 'any' : 0;
  if (slots === 0 || life.cores > 1) return null;
  const step = difference / slots;
  return Number.isInteger(step) && step > 0 && step <= life.served / 2 ? step : null;
}

/** A limit that workers reach while they are too young: they go at one age, and who has served fewer reaches it later. */
function isByFloor(life: EndedLife, earlier: readonly EndedLife[]): boolean {
  const atFloor = earlier.filter(endsAtFloor);
  if (atFloor.length < FEWEST_AT_FLOOR || [life, ...earlier].some(endsBelowFloor)) return false;
  const { served } = life;
  return endsAtFloor(life) || (served !== null && atFloor.every((other) => served < (other.served ?? 0)));
}

function endsAtFloor({ ageSeconds, served }: EndedLife): boolean {
  if (ageSeconds === null || (served ?? 0) < FEWEST_SERVED) return false;
  return ageSeconds >= FLOOR_SECONDS.least && ageSeconds <= FLOOR_SECONDS.most;
}

function endsBelowFloor({ ageSeconds }: EndedLife): boolean {
  return ageSeconds === null || ageSeconds < FLOOR_SECONDS.least;
}

function isSameAge(life: EndedLife, other: EndedLife): boolean {
  const [age, otherAge] = [life.ageSeconds ?? 0, other.ageSeconds ?? 0];
  return age >= SHORTEST_AGE_SECONDS && Math.abs(age - otherAge) <= SAME_AGE_SECONDS;
}

/** Sizes that are the same from the beginning on say nothing. */
function isSameSize(life: EndedLife, other: EndedLife): boolean {
  const [size, otherSize] = [life.rssBytes ?? 0, other.rssBytes ?? 0];
  if (size === 0 || Math.abs(size - otherSize) > SAME_SIZE * size) return false;
  return [life, other].every(
    ({ rssBytes, firstRssBytes }) => (rssBytes ?? 0) >= GROWN * (firstRssBytes ?? size),
  );
}
