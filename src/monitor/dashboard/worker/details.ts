/**
 * The panel about one worker: that of the selected row, whichever that is. Enter opens it, and goes inside to choose a
 * core; Esc goes the same way back. It belongs to the view of the workers.
 */
import type { ServerEvent } from '../../metrics/events/server-event.js';
import type { CoreSample, RequestSample, WorkerSample } from '../../metrics/sample/sample.js';
import { goToEvent } from '../history/time-travel.js';
import type { ActionName } from '../keys/keymap.js';
import type { Model } from '../model/model.js';
import { isDetailsShown, shownTable } from '../model/shown.js';
import { openRequest, openSelected } from '../requests/request-detail.js';
import { copied } from '../steps/clipboard.js';
import { withNotice } from '../steps/notices.js';
import { quietly, type Step } from '../steps/step.js';
import { selectedRow } from '../table/selection.js';
import { showView } from '../table/views.js';

/** The worker of the selected row. */
export function selectedWorker(model: Model): WorkerSample | null {
  const row = selectedRow(model);
  return row?.kind === 'worker' || row?.kind === 'core' ? row.worker : null;
}

/** The core that keys are about: the one chosen in the panel, that of a core's row, else that of the oldest request. */
export function chosenCore(model: Model): CoreSample | null {
  const worker = selectedWorker(model);
  if (worker === null) return null;
  const row = selectedRow(model);
  if (isDetailsShown(model) && model.details.inside) return worker.cores[model.details.core] ?? null;
  return row?.kind === 'core' ? row.core : oldestCore(worker);
}

/** Enter on any row: an event leads to its moment; the panel about a worker stands below the table of the workers only. */
export function openRow(model: Model): Model {
  const row = selectedRow(model);
  if (row?.kind === 'event') return openEvent(model, row.entry.event);
  if (shownTable(model) !== 'workers') return openSelected(model);
  return openDetails(model.view === 'history' ? showView({ ...model, details: null }, 'workers') : model);
}

/** The first table as it was then, at the worker that the event is about. */
function openEvent(model: Model, { beginMs, slot }: ServerEvent): Model {
  const there = showView(goToEvent(model, beginMs), 'workers');
  return slot === null ? there : { ...there, table: { ...there.table, selected: `w${slot}`, follow: false } };
}

/** Enter on a worker or a core: the panel; once it is open, inside it; on a core, its request. */
function openDetails(model: Model): Model {
  const worker = selectedWorker(model);
  if (worker === null) return model;
  const { details } = model;
  if (details === null)
    return { ...model, details: { inside: false, core: placeOf(model, worker), process: null } };
  const decided = details.inside || selectedRow(model)?.kind === 'core' || worker.cores.length < 2;
  if (decided) return openCoreRequest(model);
  return { ...model, details: { ...details, inside: true, core: placeOf(model, worker) } };
}

/** One step out; null if there is nothing to leave. */
export function leaveDetails(model: Model): Model | null {
  if (!isDetailsShown(model)) return null;
  return { ...model, details: model.details.inside ? { ...model.details, inside: false } : null };
}

/** Inside the panel, what moves goes through the cores; null: the action is not for the panel. */
export function moveInDetails(model: Model, action: ActionName): Model | null {
  if (!isDetailsShown(model) || !model.details.inside) return null;
  const worker = selectedWorker(model);
  const move = MOVES[action];
  if (worker === null || move === undefined) return null;
  const places = orderedCores(worker);
  const at = move(places.indexOf(model.details.core));
  return chooseCore(model, places[Math.max(0, Math.min(at, places.length - 1))] ?? 0);
}

/** The places of a worker's cores as the panel lists them: the oldest request first, then those at rest. */
export function orderedCores({ cores }: WorkerSample): readonly number[] {
  const age = (place: number): number => (cores[place]?.now == null ? -1 : (cores[place]?.ageSeconds ?? 0));
  return cores.map((_, place) => place).sort((a, b) => age(b) - age(a));
}

/** By place; the nearest there is. */
export function chooseCore(model: Model, core: number): Model {
  const worker = selectedWorker(model);
  if (model.details === null || worker === null) return model;
  const place = Math.max(0, Math.min(core, worker.cores.length - 1));
  return { ...model, details: { ...model.details, inside: true, core: place } };
}

export function copyCoreRequest(model: Model): Step {
  const request = chosenRequest(model);
  return request === null ? quietly(withNotice(model, NOTHING)) : copied(model, request.uri, 'URI');
}

/** Another row: its worker's panel begins anew. Cores may have become fewer. */
export function settledDetails(before: Model, after: Model): Model {
  const { details } = after;
  if (details === null) return after;
  const worker = selectedWorker(after);
  if (worker?.slot !== selectedWorker(before)?.slot)
    return {
      ...after,
      details: { inside: false, core: worker === null ? 0 : placeOf(after, worker), process: null },
    };
  if (worker === null || details.core < worker.cores.length) return after;
  return { ...after, details: { ...details, core: Math.max(0, worker.cores.length - 1) } };
}

function openCoreRequest(model: Model): Model {
  const request = chosenRequest(model);
  return request === null ? withNotice(model, NOTHING) : openRequest(model, request);
}

const NOTHING = 'There is no request on this core now';

function chosenRequest(model: Model): RequestSample | null {
  const core = chosenCore(model);
  return core === null ? (selectedWorker(model)?.now ?? null) : core.now;
}

const PAGE = 5;
const MOVES: Readonly<Partial<Record<ActionName, (at: number) => number>>> = {
  up: (at) => at - 1,
  down: (at) => at + 1,
  'page-up': (at) => at - PAGE,
  'page-down': (at) => at + PAGE,
  first: () => 0,
  last: () => Number.MAX_SAFE_INTEGER,
};

function placeOf(model: Model, worker: WorkerSample): number {
  const row = selectedRow(model);
  const core = row?.kind === 'core' ? row.core : oldestCore(worker);
  return core === null ? 0 : Math.max(0, worker.cores.indexOf(core));
}

function oldestCore({ cores, now }: WorkerSample): CoreSample | null {
  return cores.find((core) => core.now !== null && core.now === now) ?? cores[0] ?? null;
}
