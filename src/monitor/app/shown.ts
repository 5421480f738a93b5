import type { TableKind } from '../fields/table-fields.js';
import type { Observed } from '../metrics/observation.js';
import type { SampleBody } from '../metrics/sample.js';
import type { Details, Model, Target, ViewName } from './model.js';

/** What the screen shows: a moment in the past, else the newest; null before the first reading. */
export function shownObservation(model: Model): Observed | null {
  return model.past?.observation ?? focusedTarget(model)?.observation ?? null;
}

/** Whether keys mean what they mean in the past. */
export function isInPast(model: Model): boolean {
  return model.past !== null;
}

/** Whether the panel about a worker is on the screen, and so may ask questions. */
export function isDetailsShown(model: Model): model is Model & { readonly details: Details } {
  return model.details !== null && shownTable(model) === 'workers';
}

export function focusedTarget(model: Model): Target | null {
  return model.targets[model.focus] ?? null;
}

/** What the first table lists; workers until the first reading says otherwise. */
export function tableKind(observation: Observed | null): TableKind {
  return observation === null ? 'workers' : KIND_OF_BODY[observation.sample.body.kind];
}

/** The table on the screen: a server with workers has several, each a view; the others have the one. */
export function shownTable(model: Model): TableKind {
  const kind = tableKind(shownObservation(model));
  return kind === 'workers' ? tableOfView(model.view) : kind;
}

/** The charts stand above the workers as they were at the moment that the screen shows. */
export function tableOfView(view: ViewName): Exclude<ViewName, 'history'> {
  return view === 'history' ? 'workers' : view;
}

/** The views that there is something to show in, in the order of their tabs. */
export function viewsOf(observation: Observed | null): readonly ViewName[] {
  return tableKind(observation) === 'workers' ? VIEW_NAMES : MAIN_VIEW_ONLY;
}

const VIEW_NAMES: readonly ViewName[] = ['workers', 'requests', 'sockets', 'history', 'events'];
const MAIN_VIEW_ONLY: readonly ViewName[] = ['workers'];

const KIND_OF_BODY: Readonly<Record<SampleBody['kind'], TableKind>> = {
  workers: 'workers',
  emperor: 'vassals',
  router: 'nodes',
  tuntap: 'peers',
};
