import type { Model } from './model.js';
import { type RequestGroup, SETTINGS } from './setting-table.js';

/** Next grouping of the requests, for `g`. */
export function cycleGroup(model: Model): Model {
  return withGroup(model, SETTINGS.requestGroup.next(model.settings.requestGroup, 1) ?? 'none');
}

export function withGroup(model: Model, requestGroup: RequestGroup): Model {
  return { ...model, settings: { ...model.settings, requestGroup } };
}
