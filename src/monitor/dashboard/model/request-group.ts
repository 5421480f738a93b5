import type { Model } from './model.js';
import type { RequestGroup } from './settings.js';

/** Next grouping of the requests, for `g`. */
export function cycleGroup(model: Model): Model {
  return withGroup(model, NEXT_GROUP[model.settings.requestGroup]);
}

export function withGroup(model: Model, requestGroup: RequestGroup): Model {
  return { ...model, settings: { ...model.settings, requestGroup } };
}

export const REQUEST_GROUPS: readonly RequestGroup[] = ['none', 'route', 'client', 'app', 'agent'];

const NEXT_GROUP: Readonly<Record<RequestGroup, RequestGroup>> = {
  none: 'route',
  route: 'client',
  client: 'app',
  app: 'agent',
  agent: 'none',
};
