import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortedRows } from '../../../../src/monitor/dashboard/table/row-order.js';
import { fieldNamed } from '../../../../src/monitor/fields/field-lookup.js';
import type { WorkerRow } from '../../../../src/monitor/tables/row.js';
import { WORKER_FIELDS } from '../../../../src/monitor/tables/worker-fields.js';
import { at, capturedWorkers, readingOf, watch, workersOf } from '../../metrics/readings.js';

const NOW_MS = 1_795_354_000_000;

/** One row for each age; null: idle. */
function rowsAged(...ages: readonly (number | null)[]): readonly WorkerRow[] {
  const [observation] = watch([readingOf(capturedWorkers('plain-4x2-idle'), NOW_MS)]);
  assert.ok(observation !== undefined);
  const worker = at(workersOf(observation).workers, 0);
  return ages.map((ageSeconds, index) => ({
    kind: 'worker',
    key: `w${index + 1}`,
    worker: { ...worker, slot: index + 1, ageSeconds },
  }));
}

function slotsByAge(rows: readonly WorkerRow[]): readonly number[] {
  const age = fieldNamed(WORKER_FIELDS, 'age');
  return sortedRows(rows, age, true).map((row) => (row.kind === 'worker' ? row.worker.slot : 0));
}

test('workers with short requests keep their places from look to look', () => {
  assert.deepEqual(slotsByAge(rowsAged(0.1, null, 0.9, 0.3)), [1, 2, 3, 4]);
  assert.deepEqual(slotsByAge(rowsAged(null, 0.7, 0.2, null)), [1, 2, 3, 4]);
});

test('what takes its time stands on top, the oldest first', () => {
  assert.deepEqual(slotsByAge(rowsAged(0.1, 3, null, 38)), [4, 2, 1, 3]);
});
