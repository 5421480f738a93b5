/**
 * The rows of the main table in the order in which they are shown: filter, then sort, then tree. The order of equal
 * rows is the server's own, so that nothing moves without a reason.
 */
import type { Field } from '../../fields/field.js';
import { fieldNamed } from '../../fields/field-lookup.js';
import { filterPredicate } from '../../filter/match.js';
import type { Observed } from '../../metrics/observation.js';
import type { WorkerSample } from '../../metrics/sample/sample.js';
import type { CoreRow, Row, WorkerRow } from '../../tables/row.js';
import type { Table } from '../../tables/table.js';
import { type EntryTable, fieldsOf, TABLES, type TableKind } from '../../tables/tables.js';
import { coreKey, workerKey } from '../model/row-keys.js';
import type { TableState } from '../model/table-state.js';
import { sortedRows } from './row-order.js';

/** Settings that the rows depend on, besides the observation. */
type RowChoice = Pick<TableState, 'mode' | 'sortField' | 'descending' | 'filter' | 'folded' | 'hidesIdle'>;

/** `kind`: the table that is on the screen; one that the document does not have is empty. */
export function rowsFor(observation: Observed | null, kind: TableKind, choice: RowChoice): readonly Row[] {
  if (observation === null) return [];
  const arrange = arrangement(kind, choice);
  const { body } = observation.sample;
  if (kind === 'workers')
    return body.kind === 'workers' ? workerRows(body.workers.workers, choice, arrange) : [];
  return arrange.sort(entryRows(observation, kind).filter(arrange.matches));
}

export function sameRowChoice(a: RowChoice, b: RowChoice): boolean {
  return (
    a.mode === b.mode &&
    a.sortField === b.sortField &&
    a.descending === b.descending &&
    a.filter === b.filter &&
    a.folded === b.folded &&
    a.hidesIdle === b.hidesIdle
  );
}

interface Arrangement {
  readonly matches: (row: Row) => boolean;
  readonly sort: <R extends Row>(rows: readonly R[]) => readonly R[];
}

function arrangement(kind: TableKind, choice: RowChoice): Arrangement {
  const fields: readonly Field<Row>[] = fieldsOf(kind);
  const field = fieldNamed(fields, choice.sortField);
  const passes = filterPredicate(choice.filter, fields);
  return {
    matches: choice.hidesIdle ? (row) => !isIdle(row) && passes(row) : passes,
    sort: (rows) => sortedRows(rows, field, choice.descending),
  };
}

/** A core that is idle in a worker that is busy is idle; an unknown state is none. */
function isIdle(row: Row): boolean {
  if (row.kind === 'core') return IDLE.has(row.core.state);
  return row.kind === 'worker' && IDLE.has(row.worker.state);
}

const IDLE: ReadonlySet<string> = new Set(['idle', 'cheap']);

function entryRows(observation: Observed, kind: EntryTable): readonly Row[] {
  const { rows, newestFirst = false } = tableOf(kind);
  const all = rows(observation) ?? [];
  return newestFirst ? [...all].reverse() : all;
}

function tableOf(kind: EntryTable): Table {
  return TABLES[kind];
}

function workerRows(
  workers: readonly WorkerSample[],
  choice: RowChoice,
  arrange: Arrangement,
): readonly Row[] {
  switch (choice.mode) {
    case 'flat':
      return arrange.sort(workers.map(workerRow).filter(arrange.matches));
    case 'cores':
      return arrange.sort(workers.flatMap(coreRows).filter(arrange.matches));
    case 'tree':
      return treeRows(workers, choice.folded, arrange);
  }
}

/**
 * A worker stays if it matches or one of its cores does. Its cores stay if they match; where none does they all stay,
 * since the filter then asks for something that only workers have.
 */
function treeRows(
  workers: readonly WorkerSample[],
  folded: ReadonlySet<string>,
  arrange: Arrangement,
): readonly Row[] {
  const branches = new Map<Row, readonly CoreRow[]>();
  for (const worker of workers) {
    const row = workerRow(worker);
    const cores = coreRows(worker);
    const matching = cores.filter(arrange.matches);
    if (matching.length > 0) branches.set(row, matching);
    else if (arrange.matches(row)) branches.set(row, cores);
  }
  return arrange
    .sort([...branches.keys()])
    .flatMap((row) => (folded.has(row.key) ? [row] : [row, ...arrange.sort(branches.get(row) ?? [])]));
}

function workerRow(worker: WorkerSample): WorkerRow {
  return { kind: 'worker', key: workerKey(worker.slot), worker };
}

function coreRows(worker: WorkerSample): readonly CoreRow[] {
  return worker.cores.map((core, position) => ({
    kind: 'core',
    key: coreKey(worker.slot, position),
    worker,
    core,
  }));
}

/** As many as there is room for, without sorting the rest. */
export function oldestRequestRows(observation: Observed, most: number): readonly Row[] {
  return TABLES.requests.rows(observation, { from: 0, to: Math.max(0, most) }) ?? [];
}

export function newestEventRows(observation: Observed, most: number): readonly Row[] {
  const from = Math.max(0, observation.events.length - Math.max(0, most));
  return [...(TABLES.events.rows(observation, { from }) ?? [])].reverse();
}
