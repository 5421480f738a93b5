/**
 * How often a server is asked. From start to start of a read it is the interval in the settings (or 100 ms in fast
 * mode), but never so short that reading and understanding it take more than a tenth of it: a monitor must not be the
 * load it shows, neither on the server nor here.
 */
import type { Observation } from '../../metrics/observation.js';
import type { Reading } from '../../metrics/sample/reading.js';
import type { Effect } from '../model/effect.js';
import type { Model } from '../model/model.js';
import { withNotice } from './notices.js';
import type { Step } from './step.js';

interface Pace {
  /** From now to the next read. */
  readonly afterMs: number;
  /** The interval, where it had to be made longer than the user asked for. */
  readonly slowedToMs: number | null;
}

export function paceAfter(model: Model, previous: Observation | null, reading: Reading): Pace {
  switch (reading.protocol) {
    case 'raw':
    case 'http':
      return pollingPace(wantedIntervalMs(model), previous, spentMs(model, reading));
    case 'websocket':
      return { afterMs: 0, slowedToMs: null };
    case 'file':
    case 'stdin':
      return { afterMs: recordedSpacingMs(model, previous, reading), slowedToMs: null };
  }
}

/** Until now: the time of the connection, and what it took to parse the reply. */
function spentMs(model: Model, reading: Reading): number {
  return reading.durationMs + Math.max(0, model.nowMs - reading.receivedAtMs);
}

/** 0.5, 1, 2, 4 and then every 5 seconds; `failures` counts from 1. */
export function retryAfterMs(failures: number): number {
  return Math.min(5000, 500 * 2 ** Math.min(failures - 1, 10));
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
const GREATEST_SHARE = 0.1;
const SLOWEST_MS = 60_000;
const RECORDED_SPACING_MS = { least: 20, most: 5000 };

/** The first read may have had to find out the protocol: that time says nothing about the next ones. */
function pollingPace(wantedMs: number, previous: Observation | null, spentMs: number): Pace {
  const allowedMs = previous === null ? 0 : Math.min(SLOWEST_MS, Math.ceil(spentMs / GREATEST_SHARE));
  const intervalMs = Math.max(wantedMs, allowedMs);
  return {
    afterMs: Math.max(0, intervalMs - spentMs),
    slowedToMs: intervalMs > wantedMs ? intervalMs : null,
  };
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

export function formatInterval(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}
