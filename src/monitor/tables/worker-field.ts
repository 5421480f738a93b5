import { type Field, type FieldValue, field, having, type Unit } from '../fields/field.js';
import type { CoreSample, WorkerSample } from '../metrics/sample/sample.js';
import type { CoreRow, WorkerRow } from './row.js';

/** A field that workers and cores read in different ways; without `ofCore` it is counted by process. */
export function entry(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  ofWorker: (worker: WorkerSample) => FieldValue,
  ofCore?: (core: CoreSample) => FieldValue,
): Field<WorkerRow | CoreRow> {
  if (ofCore === undefined) {
    const ofWorkers = field(name, aliases, unit, about, (row: WorkerRow | CoreRow) =>
      row.kind === 'core' ? null : ofWorker(row.worker),
    );
    return having({ ofCores: false }, ofWorkers);
  }
  return field(name, aliases, unit, about, (row) =>
    row.kind === 'core' ? ofCore(row.core) : ofWorker(row.worker),
  );
}

/** True of the process, and so of each of its cores, whose rows need not repeat it. */
export function ofProcess(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  ofWorker: (worker: WorkerSample) => FieldValue,
): Field<WorkerRow | CoreRow> {
  const ofRow = field(name, aliases, unit, about, (row: WorkerRow | CoreRow) => ofWorker(row.worker));
  return having({ ofCores: false }, ofRow);
}

/** Counted by core; a worker has the sum of what its cores tell. */
export function summed(
  name: string,
  aliases: string,
  about: string,
  ofCore: (core: CoreSample) => number | null,
): Field<WorkerRow | CoreRow> {
  return entry(name, aliases, 'count', about, (worker) => sumOf(worker.cores.map(ofCore)), ofCore);
}

function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Mean of what is known; null when nothing is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const sum = sumOf(values);
  return sum === null ? null : sum / values.filter((value) => value !== null).length;
}
