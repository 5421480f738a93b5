import type { CoreSample, WorkerSample } from '../metrics/sample/sample.js';
import { type Field, type FieldValue, field, type Unit } from './field.js';
import type { CoreRow, WorkerRow } from './row.js';

/** What a worker and a core tell each in its own way; a core tells nothing unless said. */
export function entry(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  ofWorker: (worker: WorkerSample) => FieldValue,
  ofCore: (core: CoreSample) => FieldValue = () => null,
): Field<WorkerRow | CoreRow> {
  return field(name, aliases, unit, about, (row) =>
    row.kind === 'core' ? ofCore(row.core) : ofWorker(row.worker),
  );
}

/** True of the process, and so of each of its cores. */
export function ofProcess(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  ofWorker: (worker: WorkerSample) => FieldValue,
): Field<WorkerRow | CoreRow> {
  return field(name, aliases, unit, about, (row) => ofWorker(row.worker));
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
