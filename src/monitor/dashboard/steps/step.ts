import type { Effect } from '../model/effect.js';
import type { Model } from '../model/model.js';

/** The new model, and effects for the runtime. */
export type Step = readonly [model: Model, effects: readonly Effect[]];

export function quietly(model: Model): Step {
  return [model, []];
}
