import type { Thresholds } from '../metrics/thresholds.js';
import type { Model } from './model.js';
import { focusedTarget } from './shown.js';
import { quietly, type Step } from './step.js';

/** Judged by them is what is read from now on; so that it is seen at once, the next reading comes now. */
export function withThresholds(model: Model, thresholds: Thresholds): Step {
  const next = { ...model, settings: { ...model.settings, thresholds } };
  if (focusedTarget(model)?.connection.phase !== 'live') return quietly(next);
  return [next, [{ kind: 'schedule-read', target: model.focus, afterMs: 0 }]];
}
