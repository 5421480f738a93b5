import { type Field, field, having } from '../fields/field.js';
import { requestLine, requestOf } from './requests.js';
import type { CoreRow, WorkerRow } from './row.js';

/** The request that a worker or core is busy with. */
export const WORKER_REQUEST_FIELDS: readonly Field<WorkerRow | CoreRow>[] = [
  having(
    { looked: 'word', widths: [6, 7, 7] },
    field(
      'method',
      '',
      'text',
      'Request method of the oldest request in flight',
      (row) => requestOf(row)?.method ?? null,
    ),
  ),
  having(
    { looked: 'word', widths: [24, 44, 72] },
    field(
      'uri',
      '',
      'text',
      'URI of the oldest request in flight, query included',
      (row) => requestOf(row)?.uri ?? null,
    ),
  ),
  having(
    { looked: 'search' },
    field(
      'client',
      '',
      'text',
      'Client address of the oldest request in flight',
      (row) => requestOf(row)?.client ?? null,
    ),
  ),
  having(
    { looked: 'search' },
    field(
      'host',
      '',
      'text',
      'Host header of the oldest request in flight',
      (row) => requestOf(row)?.host ?? null,
    ),
  ),
  having(
    { widths: [6, 10, 12] },
    field(
      'app',
      '',
      'text',
      'App (SCRIPT_NAME) of the oldest request in flight',
      (row) => requestOf(row)?.app ?? null,
    ),
  ),
  having(
    { looked: 'word' },
    field('now', '', 'text', 'Method and URI of the oldest request in flight', (row) =>
      requestLine(requestOf(row)),
    ),
  ),
];
