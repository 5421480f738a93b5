/** First check of every action: may anything be asked of the server on the screen, and which process is it? */
import type { Observation } from '../../metrics/observation.js';
import type { WorkerSample } from '../../metrics/sample/sample.js';
import type { Control, WorkerProcess } from '../model/control.js';
import type { ControlSubject } from '../model/effect.js';
import type { Model, Target } from '../model/model.js';
import { slotOf } from '../model/row-keys.js';
import { focusedTarget, isReadonly } from '../model/shown.js';
import { selectedRow } from '../table/selection.js';

/** The server of the screen, with what it is now: not what the screen shows while it is frozen. */
export interface Subject {
  readonly target: Target;
  readonly observation: Observation;
  readonly workers: readonly WorkerSample[];
}

type SubjectFound =
  | { readonly ok: true; readonly subject: Subject }
  /** One sentence for people. */
  | { readonly ok: false; readonly reason: string };

export function subjectOf(model: Model): SubjectFound {
  if (isReadonly(model)) return refused('Actions are off: tstop was started with --readonly');
  if (model.past !== null)
    return refused('Actions need the live view, but the screen shows the past: return to the present first');
  const target = focusedTarget(model);
  const observation = target?.observation ?? null;
  if (target === null || observation === null) return refused('Nothing has been read from the server yet');
  const { body, reading } = observation.sample;
  if (reading.protocol === 'file' || reading.protocol === 'stdin' || target.connection.phase === 'ended')
    return refused('A recording cannot be asked for anything');
  if (body.kind !== 'workers') return refused('Only servers with workers can be asked for something');
  if (target.acting?.phase === 'asking') return refused(`${target.acting.ask.label}: still being asked`);
  return { ok: true, subject: { target, observation, workers: body.workers.workers } };
}

/** Facts by which the rim makes sure that it is still the same server. */
export function controlSubject({ observation, workers }: Subject): ControlSubject {
  const { pid, product, version } = observation.sample.server;
  return { pid, product, version, workers: processesOf(workers).map((worker) => worker.pid) };
}

/** Findings about another process do not apply to this one. */
export function currentControl({ target, observation }: Subject): Control | null {
  const { control } = target;
  const master = control?.signals.master ?? null;
  if (control === null || master === null || master.pid === observation.sample.server.pid) return control;
  const signals = { ...control.signals, master: null, problem: 'the server has another process now' };
  return { ...control, signals };
}

type ChosenWorkers =
  | { readonly ok: true; readonly workers: readonly WorkerProcess[]; readonly slots: readonly number[] }
  | { readonly ok: false; readonly reason: string };

/** The one that was open, else the tagged ones that are on the list, else that of the selected worker or request. */
export function chosenWorkers(model: Model, subject: Subject): ChosenWorkers {
  const slots = chosenSlots(model);
  if (slots === null) return refused('the tagged rows are filtered out');
  if (subject.target.connection.phase === 'lost') return { ok: true, workers: [], slots };
  const workers = processesOf(subject.workers).filter(({ slot }) => slots.includes(slot));
  return { ok: true, workers, slots };
}

/** In their own order. Null: there are tags, but on none of the rows. */
function chosenSlots(model: Model): readonly number[] | null {
  const { overlay } = model;
  if (overlay?.kind === 'action-menu' && overlay.slot !== null) return [overlay.slot];
  const { tagged } = model.table;
  const rows = model.rows.filter(({ key }) => tagged.has(key));
  if (tagged.size > 0 && rows.length === 0) return null;
  const selected = selectedRow(model);
  const chosen = rows.length > 0 || selected === null ? rows : [selected];
  const slots = chosen.flatMap((row) => (row.kind === 'request' ? row.entry.slot : (slotOf(row) ?? [])));
  return [...new Set(slots)].sort((a, b) => a - b);
}

function processesOf(workers: readonly WorkerSample[]): readonly WorkerProcess[] {
  return workers.flatMap(({ slot, pid }) => (pid === null || pid <= 1 ? [] : [{ slot, pid }]));
}

function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}
