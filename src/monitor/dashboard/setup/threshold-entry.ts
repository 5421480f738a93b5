/** Thresholds as people read and type them: `70%`, `10s`, `10%/h`, `3`. */
import { DEFAULT_THRESHOLDS, type Thresholds } from '../../metrics/sample/thresholds.js';
import {
  THRESHOLD_NAMES,
  type ThresholdName,
  thresholdKey,
  thresholdLimits,
  twinOf,
} from './threshold-names.js';

interface ThresholdEntry {
  readonly threshold: ThresholdName;
  /** As in the configuration, its unit at the end. */
  readonly name: string;
  readonly value: string;
  /** The usual one. */
  readonly initial: string;
  readonly about: string;
}

export function thresholdEntries(thresholds: Thresholds): readonly ThresholdEntry[] {
  return THRESHOLD_NAMES.map((threshold) => ({
    threshold,
    name: thresholdKey(threshold),
    value: formatThreshold(threshold, thresholds[threshold]),
    initial: formatThreshold(threshold, DEFAULT_THRESHOLDS[threshold]),
    about: THRESHOLD_ABOUT[threshold],
  }));
}

export function formatThreshold(name: ThresholdName, value: number): string {
  switch (thresholdLimits(name).unit) {
    case 'ratio':
      return `${rounded(value * 100)}%`;
    case 'ratio-per-hour':
      return `${rounded(value * 100)}%/h`;
    case 'seconds':
      return `${rounded(value)}s`;
    case 'per-minute':
      return `${rounded(value)}/min`;
    case 'count':
      return String(value);
  }
}

/** A threshold with a new value, or what is wrong with the text. */
export function withThreshold(
  thresholds: Thresholds,
  name: ThresholdName,
  text: string,
): Thresholds | string {
  const value = parseThreshold(name, text.trim());
  if (typeof value === 'string') return value;
  const twin = twinOf(name);
  if (twin === null) return { ...thresholds, [name]: value };
  const [warning, critical] = name.includes('Warn') ? [value, thresholds[twin]] : [thresholds[twin], value];
  if (warning <= critical) return { ...thresholds, [name]: value };
  const limit = `${thresholdKey(twin)}, which is ${formatThreshold(twin, thresholds[twin])}`;
  return name.includes('Warn') ? `A warning above ${limit}` : `Critical below ${limit}`;
}

/** `70%`, `70` and `0.7` are the same; so are `90`, `90s` and `1.5m`. */
function parseThreshold(name: ThresholdName, text: string): number | string {
  const { unit, min, max, whole } = thresholdLimits(name);
  const { pattern, example } = FORMS[unit];
  const match = pattern.exec(text);
  if (match?.[1] === undefined) return `Not a value: write ${example}`;
  const value = Number(match[1]) * factorOf(unit, Number(match[1]), match[2]);
  if (whole && !Number.isInteger(value)) return 'Not a whole number';
  if (value < min) return `The smallest value is ${formatThreshold(name, min)}`;
  if (value > max) return `The largest value is ${formatThreshold(name, max)}`;
  return Number(value.toPrecision(12));
}

const FORMS: Readonly<Record<Unit, { pattern: RegExp; example: string }>> = {
  ratio: { pattern: /^(\d+(?:\.\d+)?|\.\d+)(%)?$/, example: '70% or 0.7' },
  'ratio-per-hour': { pattern: /^(\d+(?:\.\d+)?|\.\d+)(%)?(?:\/h)?$/, example: '10%/h or 0.1' },
  seconds: { pattern: /^(\d+(?:\.\d+)?|\.\d+)(s|m|h)?$/, example: '10s or 2m' },
  count: { pattern: /^(\d+)$/, example: '3' },
  'per-minute': { pattern: /^(\d+(?:\.\d+)?|\.\d+)(?:\/min)?$/, example: '1/min' },
};

/** A bare number from 1 on is a percentage: 7000 % is never meant. */
function factorOf(unit: Unit, number: number, suffix: string | undefined): number {
  const isRatio = unit === 'ratio' || unit === 'ratio-per-hour';
  if (suffix === undefined) return isRatio && number >= 1 ? 0.01 : 1;
  return FACTORS[suffix] ?? 1;
}

type Unit = ReturnType<typeof thresholdLimits>['unit'];

const FACTORS: Readonly<Record<string, number>> = { '%': 0.01, s: 1, m: 60, h: 3600 };

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** Value that each is compared with. */
export const THRESHOLD_ABOUT: Readonly<Record<ThresholdName, string>> = {
  busyWarnRatio: 'threads busy, 10 s mean',
  busyCriticalRatio: 'threads busy, 10 s mean',
  queueWarnRatio: 'fullness of the listen queue',
  queueCriticalRatio: 'fullness of the listen queue',
  requestWarnSeconds: 'age of the oldest request',
  requestCriticalSeconds: 'age of the oldest request; the worker is called stuck',
  startWarnSeconds: 'a worker that does not take requests yet',
  startCriticalSeconds: 'a worker that does not take requests yet',
  stallSeconds: 'idle although requests wait',
  harakiriWindowSeconds: 'kills by harakiri are counted within this time',
  harakiriWarnCount: 'workers killed by harakiri',
  harakiriCriticalCount: 'workers killed by harakiri',
  exceptionsWarnRatio: 'requests that ended in an exception',
  exceptionsCriticalRatio: 'requests that ended in an exception',
  leftWarnRatio: 'clients that left before their answer',
  crashesWarnPerMinute: 'workers that crashed',
  crashesCriticalPerMinute: 'workers that crashed',
  memoryWarnRatioPerHour: 'steady growth of a worker',
  memoryCriticalRatioPerHour: 'steady growth of a worker',
};
