/**
 * Thresholds by their names in the program (`busyWarnRatio`) and in the configuration (`busy_warn_ratio`). The unit at
 * the end of a name tells which numbers make sense; a warning is never above what is critical.
 */
import { DEFAULT_THRESHOLDS, type Thresholds } from '../../metrics/sample/thresholds.js';

export type ThresholdName = keyof Thresholds;

export const THRESHOLD_NAMES = Object.keys(DEFAULT_THRESHOLDS) as readonly ThresholdName[];

/** Range of a threshold, by the unit in its name. */
interface ThresholdLimits {
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
