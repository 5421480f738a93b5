import type { Model, Target } from './model.js';

/** The model with that changed of one target. */
export function withTarget(model: Model, index: number, change: Partial<Target>): Model {
  const targets = model.targets.map((target, at) => (at === index ? { ...target, ...change } : target));
  return { ...model, targets };
}
