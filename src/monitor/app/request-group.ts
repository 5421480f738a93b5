import type { Model, RequestGroup } from './model.js';

/** What `g` goes round, below the requests. */
export function cycleGroup(model: Model): Model {
  const requestGroup = NEXT_GROUP[model.settings.requestGroup];
  return { ...model, settings: { ...model.settings, requestGroup } };
}

const NEXT_GROUP: Readonly<Record<RequestGroup, RequestGroup>> = {
  none: 'route',
  route: 'client',
  client: 'app',
  app: 'agent',
  agent: 'none',
};
