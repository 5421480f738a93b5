import type { TableKind } from '../fields/table-fields.js';
import type { Observation } from '../metrics/observation.js';
import type { SampleBody } from '../metrics/sample.js';
import type { Model, Target } from './model.js';

/** What the screen shows: the frozen observation while paused, else the newest; null before the first reading. */
export function shownObservation(model: Model): Observation | null {
  return model.paused?.observation ?? focusedTarget(model)?.observation ?? null;
}

export function focusedTarget(model: Model): Target | null {
  return model.targets[model.focus] ?? null;
}

/** What the main table lists; workers until the first reading says otherwise. */
export function tableKind(observation: Observation | null): TableKind {
  return observation === null ? 'workers' : KIND_OF_BODY[observation.sample.body.kind];
}

const KIND_OF_BODY: Readonly<Record<SampleBody['kind'], TableKind>> = {
  workers: 'workers',
  emperor: 'vassals',
  router: 'nodes',
  tuntap: 'peers',
};
