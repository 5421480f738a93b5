import type { Observed } from '../../metrics/observation.js';
import type { SampleBody } from '../../metrics/sample/sample.js';
import type { MoreSection, TableKind } from '../../tables/tables.js';
import type { ViewName } from '../keys/view-name.js';
import type { Model, Target } from './model.js';
import { sectionsOf } from './more-blocks.js';
import type { Details, StackLook } from './worker-look.js';

/** The observation on the screen: a moment in the past, else the newest; null before the first reading. */
export function shownObservation(model: Model): Observed | null {
  return model.past?.observation ?? focusedTarget(model)?.observation ?? null;
}

/** The screen shows the past, and keys have their meaning there. */
export function isInPast(model: Model): boolean {
  return model.past !== null;
}

/** The panel about a worker is on the screen, and so may ask questions. */
export function isDetailsShown(model: Model): model is Model & { readonly details: Details } {
  return model.details !== null && shownTable(model) === 'workers';
}

export function focusedTarget(model: Model): Target | null {
  return model.targets[model.focus] ?? null;
}

/** The newest stacks of the focused server, and the question that is open. */
export function stackOf(model: Model): StackLook | null {
  return focusedTarget(model)?.stack ?? null;
}

/** Nothing may be asked of the focused server. */
export function isReadonly(model: Model): boolean {
  return focusedTarget(model)?.server.readonly ?? false;
}

type MainTable = Extract<TableKind, 'workers' | 'vassals' | 'nodes' | 'peers'>;

/** Kind of the first table; workers until the first reading says otherwise. */
export function tableKind(observation: Observed | null): MainTable {
  return observation === null ? 'workers' : KIND_OF_BODY[observation.sample.body.kind];
}

/** The table on the screen: each view is one, and each section of More. */
export function shownTable(model: Model): TableKind {
  const kind = tableKind(shownObservation(model));
  if (model.view === 'more') return openSectionOf(model);
  if (model.view === 'workers' || model.view === 'history') return kind;
  return model.view;
}

/** The charts stand above the workers as they were at the moment that the screen shows. */
export function tableOfView(view: ViewName): Exclude<ViewName, 'history'> {
  return view === 'history' ? 'workers' : view;
}

/** The section of More that is open, or would be. */
export function openSectionOf(model: Model): MoreSection {
  const { section } = model.more;
  return section ?? sectionsOf(shownObservation(model))[0] ?? 'caches';
}

/** The views that there is something to show in, in the order of their tabs. */
export function viewsOf(observation: Observed | null): readonly ViewName[] {
  const kind = tableKind(observation);
  const views = VIEWS_OF_KIND[kind];
  return kind === 'workers' || sectionsOf(observation).length > 0 ? views : views.filter((v) => v !== 'more');
}

const VIEWS_OF_KIND: Readonly<Record<MainTable, readonly ViewName[]>> = {
  workers: ['workers', 'requests', 'sockets', 'history', 'events', 'more'],
  vassals: ['workers', 'events'],
  nodes: ['workers', 'events', 'more'],
  peers: ['workers', 'events'],
};

const KIND_OF_BODY: Readonly<Record<SampleBody['kind'], MainTable>> = {
  workers: 'workers',
  emperor: 'vassals',
  router: 'nodes',
  tuntap: 'peers',
};
