import type { TableKind } from '../fields/table-fields.js';
import type { Observation } from '../metrics/observation.js';
import type { SampleBody } from '../metrics/sample.js';
import type { Model, Target, ViewName } from './model.js';

/** What the screen shows: the frozen observation while paused, else the newest; null before the first reading. */
export function shownObservation(model: Model): Observation | null {
  return model.paused?.observation ?? focusedTarget(model)?.observation ?? null;
}

export function focusedTarget(model: Model): Target | null {
  return model.targets[model.focus] ?? null;
}

/** What the first table lists; workers until the first reading says otherwise. */
export function tableKind(observation: Observation | null): TableKind {
  return observation === null ? 'workers' : KIND_OF_BODY[observation.sample.body.kind];
}

/** The table on the screen: a server with workers has several, each a view; the others have the one. */
export function shownTable(model: Model): TableKind {
  const kind = tableKind(shownObservation(model));
  return kind === 'workers' ? model.view : kind;
}

/** The views that there is something to show in, in the order of their tabs. */
export function viewsOf(observation: Observation | null): readonly ViewName[] {
  return tableKind(observation) === 'workers' ? VIEW_NAMES : MAIN_VIEW_ONLY;
}

const VIEW_NAMES: readonly ViewName[] = ['workers', 'requests', 'sockets', 'events'];
const MAIN_VIEW_ONLY: readonly ViewName[] = ['workers'];

const KIND_OF_BODY: Readonly<Record<SampleBody['kind'], TableKind>> = {
  workers: 'workers',
  emperor: 'vassals',
  router: 'nodes',
  tuntap: 'peers',
};
