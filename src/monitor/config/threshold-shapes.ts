/**
 * Thresholds by their names in the file (`busy_warn_ratio`) and in the program (`busyWarnRatio`). The unit at the end
 * of a name tells which numbers make sense; a warning is never above what is critical.
 */
import { DEFAULT_THRESHOLDS, type Thresholds } from '../metrics/thresholds.js';
import { number, type Shape, withAbout } from './shape.js';

export type ThresholdName = keyof Thresholds;

export const THRESHOLD_NAMES = Object.keys(DEFAULT_THRESHOLDS) as readonly ThresholdName[];

/** What numbers a threshold may have, by the unit in its name. */
export interface ThresholdLimits {
  readonly unit: 'ratio' | 'ratio-per-hour' | 'seconds' | 'count' | 'per-minute';
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export function thresholdLimits(name: ThresholdName): ThresholdLimits {
  if (name.endsWith('RatioPerHour')) return { unit: 'ratio-per-hour', min: 0, max: 100, whole: false };
  if (name.endsWith('Ratio')) return { unit: 'ratio', min: 0, max: 1, whole: false };
  if (name.endsWith('PerMinute')) return { unit: 'per-minute', min: 1, max: 1_000_000, whole: false };
  if (name.endsWith('Count')) return { unit: 'count', min: 1, max: 1_000_000, whole: true };
  return { unit: 'seconds', min: 0, max: 604_800, whole: false };
}

/** `busyWarnRatio` → `busy_warn_ratio`. */
export function thresholdKey(name: ThresholdName): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The critical value of a warning, the warning of a critical value; null for thresholds that come alone. */
export function twinOf(name: ThresholdName): ThresholdName | null {
  const twin = name.includes('Warn') ? name.replace('Warn', 'Critical') : name.replace('Critical', 'Warn');
  return THRESHOLD_NAMES.find((other) => other === twin && other !== name) ?? null;
}

/** The first warning that is above its critical value. */
export function crossedThreshold(thresholds: Thresholds): ThresholdName | null {
  return (
    THRESHOLD_NAMES.find((name) => {
      const twin = name.includes('Warn') ? twinOf(name) : null;
      return twin !== null && thresholds[name] > thresholds[twin];
    }) ?? null
  );
}

/** The usual ones, changed by those of a file. */
export function thresholdsWith(values: Readonly<Partial<Record<string, number>>>): Thresholds {
  const changed = THRESHOLD_NAMES.map((name) => [
    name,
    values[thresholdKey(name)] ?? DEFAULT_THRESHOLDS[name],
  ]);
  // Every name is there, and every value is a number.
  return Object.fromEntries(changed) as unknown as Thresholds;
}

export function thresholdShapes(): Readonly<Record<string, Shape<number>>> {
  return Object.fromEntries(
    THRESHOLD_NAMES.map((name) => {
      const { min, max, whole } = thresholdLimits(name);
      const shape = number({ min, max, ...(whole ? { whole } : {}) });
      return [thresholdKey(name), withAbout(`Usually ${DEFAULT_THRESHOLDS[name]}`, shape)];
    }),
  );
}
