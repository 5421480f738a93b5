import type { Effect } from '../model/effect.js';
import type { Model } from '../model/model.js';

/** What became of the model, and what the runtime must do about it. */
export type Step = readonly [model: Model, effects: readonly Effect[]];

export function quietly(model: Model): Step {
  return [model, []];
}
