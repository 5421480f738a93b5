import type { Thresholds } from '../../metrics/sample/thresholds.js';
import type { Model } from '../model/model.js';
import { focusedTarget } from '../model/shown.js';
import { quietly, type Step } from '../steps/step.js';

/** Judged by them is what is read from now on; so that it is seen at once, the next reading comes now. */
export function withThresholds(model: Model, thresholds: Thresholds): Step {
  const next = { ...model, settings: { ...model.settings, thresholds } };
  if (focusedTarget(model)?.connection.phase !== 'live') return quietly(next);
  return [next, [{ kind: 'schedule-read', target: model.focus, afterMs: 0 }]];
}
