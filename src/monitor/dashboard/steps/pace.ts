/**
 * Pace of the reads. From start to start of a read it is the interval in the settings (or 100 ms in fast
 * mode). It grows only for work: a monitor must not be the load it shows, neither on the server nor here. To wait is no
 * work. A master that is busy with something else, and a network that is far, are exactly when one must not look away.
 */
import type { Observation } from '../../metrics/observation.js';
import type { Reading, ReadingTime } from '../../metrics/sample/reading.js';
import type { Effect } from '../model/effect.js';
import type { Model, ReadWork } from '../model/model.js';
import { formatInterval } from '../model/setting-table.js';
import { withNotice } from './notices.js';
import type { Step } from './step.js';

interface Pace {
  /** From now to the next read. */
  readonly afterMs: number;
  /** The interval, where it had to be made longer than the user asked for. */
  readonly slowedToMs: number | null;
  /** Costs by which the next reading is paced. */
  readonly work: readonly ReadWork[];
}

/** `takingInMs`: how long the last reading kept this process busy after it was parsed. */
export function paceAfter(
  model: Model,
  before: { readonly observation: Observation | null; readonly work: readonly ReadWork[] },
  reading: Reading,
  takingInMs: number,
): Pace {
  switch (reading.protocol) {
    case 'raw':
    case 'http':
      return pollingPace(wantedIntervalMs(model), before, reading, takingInMs);
    case 'websocket':
      return { afterMs: 0, slowedToMs: null, work: [] };
    case 'file':
    case 'stdin':
      return { afterMs: recordedSpacingMs(model, before.observation, reading), slowedToMs: null, work: [] };
  }
}

export function wantedIntervalMs(model: Model): number {
  return model.fast ? FAST_INTERVAL_MS : model.settings.intervalMs;
}

export function toggleFast(model: Model): Step {
  return paced({ ...model, fast: !model.fast });
}

/** The next longer (`by` 1) or shorter of the usual intervals. */
export function changeInterval(model: Model, by: 1 | -1): Step {
  const now = wantedIntervalMs(model);
  const steps = by === 1 ? INTERVALS_MS : [...INTERVALS_MS].reverse();
  const intervalMs = steps.find((step) => (step - now) * by > 0) ?? now;
  return withInterval(model, intervalMs);
}

export function withInterval(model: Model, intervalMs: number): Step {
  return paced({ ...model, fast: false, settings: { ...model.settings, intervalMs } });
}

const FAST_INTERVAL_MS = 100;
const INTERVALS_MS: readonly number[] = [100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 30_000, 60_000];
/** Of the time, how often each kind of work may fill it: a tenth, a half. */
const COMPUTING_TIMES = 10;
const TRANSFER_TIMES = 2;
const SLOWEST_MS = 60_000;
/** So many readings are looked at, and so many make a habit. */
const KEPT_WORK = 5;
const HABIT = 3;
/** Without a habit the interval grows at most so many times. */
const MOST_AT_ONCE = 3;
/** uWSGI takes 3 to 20 ns for a byte of its reply; what it took longer to begin was no work on it. */
const WRITING_MS_PER_BYTE = 50e-6;
const RECORDED_SPACING_MS = { least: 20, most: 5000 };

/** The first read may have had to find out the protocol: that time says nothing about the next ones. */
function pollingPace(
  wantedMs: number,
  { observation, work: earlier }: Parameters<typeof paceAfter>[1],
  reading: Reading,
  takingInMs: number,
): Pace {
  const time = reading.time ?? NO_TIME;
  const work = observation === null ? [] : [...earlier, workOf(reading, time, takingInMs)].slice(-KEPT_WORK);
  const intervalMs = Math.max(wantedMs, allowedMs(wantedMs, work));
  return {
    afterMs: Math.max(0, intervalMs - reading.durationMs - time.parseMs),
    slowedToMs: intervalMs > wantedMs ? intervalMs : null,
    work,
  };
}

const NO_TIME: ReadingTime = { connectMs: 0, waitMs: 0, transferMs: 0, parseMs: 0 };

function workOf(
  { bytes }: Reading,
  { waitMs, transferMs, parseMs }: ReadingTime,
  takingInMs: number,
): ReadWork {
  const writingMs = Math.min(waitMs, bytes * WRITING_MS_PER_BYTE);
  return { computingMs: writingMs + parseMs + takingInMs, transferMs };
}

/** One reading that was slow is an accident, and two may be; the median of the last ones is none, and one fast one ends it. */
function allowedMs(wantedMs: number, work: readonly ReadWork[]): number {
  const byWork = Math.max(
    COMPUTING_TIMES * usual(work.map(({ computingMs }) => computingMs)),
    TRANSFER_TIMES * usual(work.map(({ transferMs }) => transferMs)),
  );
  const most = work.length < HABIT ? MOST_AT_ONCE * wantedMs : SLOWEST_MS;
  return Math.min(most, SLOWEST_MS, Math.ceil(byWork));
}

function usual(times: readonly number[]): number {
  const sorted = [...times].sort((left, right) => left - right);
  return Math.min(sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, times.at(-1) ?? 0);
}

/** Recordings are shown at the pace at which they were made, as far as the last two samples tell. */
function recordedSpacingMs(model: Model, previous: Observation | null, reading: Reading): number {
  if (previous === null) return Math.min(model.settings.intervalMs, RECORDED_SPACING_MS.most);
  const spacing = reading.receivedAtMs - previous.sample.timeMs;
  return Math.max(RECORDED_SPACING_MS.least, Math.min(spacing, RECORDED_SPACING_MS.most));
}

/** Tells the new pace and lets the servers that answer feel it at once. */
function paced(model: Model): Step {
  const intervalMs = wantedIntervalMs(model);
  const effects = model.targets.flatMap((target, index): readonly Effect[] =>
    target.connection.phase === 'live' ? [{ kind: 'schedule-read', target: index, afterMs: intervalMs }] : [],
  );
  return [withNotice(model, `Reading every ${formatInterval(intervalMs)}`), effects];
}
