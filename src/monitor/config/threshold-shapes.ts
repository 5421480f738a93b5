/** The thresholds of the configuration file. */
import { THRESHOLD_ABOUT } from '../dashboard/setup/threshold-entry.js';
import {
  THRESHOLD_NAMES,
  type ThresholdName,
  thresholdKey,
  thresholdLimits,
  twinOf,
} from '../dashboard/setup/threshold-names.js';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../metrics/sample/thresholds.js';
import { number, type Shape, withAbout } from './shape.js';

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
      return [
        thresholdKey(name),
        withAbout(`${capital(THRESHOLD_ABOUT[name])}; usually ${DEFAULT_THRESHOLDS[name]}`, shape),
      ];
    }),
  );
}

function capital(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase());
}
