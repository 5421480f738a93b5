import { type Field, field, having } from '../fields/field.js';
import type { RequestSample } from '../metrics/sample/sample.js';
import type { CoreRow, WorkerRow } from './row.js';
import { table } from './table.js';

/**
 * Requests in flight. The other request variables (headers, cookies) are no fields: whoever writes them redacts them.
 */
export const REQUEST_FIELDS: readonly Field<RequestSample>[] = [
  field('worker', 'slot wid', 'id', 'Number of the worker that serves it', (request) => request.slot),
  field('core', '', 'id', 'Core (thread or async core) within the worker', (request) => request.core),
  having(
    { tone: 'dim', looked: 'search' },
    field('pid', '', 'id', 'Process that serves it', (request) => request.pid),
  ),
  having(
    { tone: 'age', grain: 'age' },
    field(
      'age_seconds',
      'age',
      'seconds',
      'How long it has been running, corrected for clock differences; whole seconds of the server clock',
      (request) => request.ageSeconds,
    ),
  ),
  field(
    'started_at',
    'started',
    'time',
    'When it began, by the server clock',
    (request) => request.startedAtMs,
  ),
  having(
    { looked: 'word', widths: [6, 7, 7] },
    field('method', '', 'text', 'Request method', (request) => request.method),
  ),
  having(
    { looked: 'word', widths: [24, 44, 72] },
    field('uri', '', 'text', 'URI as received, query included', (request) => request.uri),
  ),
  having(
    { looked: 'search' },
    field(
      'client',
      '',
      'text',
      'Address of the peer that the server saw; behind a proxy that is the proxy',
      (request) => request.client,
    ),
  ),
  having(
    { looked: 'search' },
    field('host', '', 'text', 'Host header as the client sent it', (request) => request.host),
  ),
  field(
    'user_agent',
    'ua',
    'text',
    'User-Agent header as the client sent it',
    (request) => request.userAgent,
  ),
  having(
    { widths: [6, 10, 12] },
    field('app', '', 'text', 'App that serves it (SCRIPT_NAME)', (request) => request.app),
  ),
];

/** The oldest request in flight of a row of the main table. */
export function requestOf(row: WorkerRow | CoreRow): RequestSample | null {
  return row.kind === 'core' ? row.core.now : row.worker.now;
}

/** `GET /cart`; null when neither is known. */
export function requestLine(request: RequestSample | null): string | null {
  if (request === null) return null;
  const parts = [request.method, request.uri].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}

/** A core serves one request after the other: when it was first seen distinguishes them. */
export function requestKey({ slot, core, firstSeenMs }: RequestSample): string {
  return `w${slot}.${core}@${firstSeenMs}`;
}

export const REQUESTS = table({
  kind: 'request',
  about: { all: 'Requests in flight, the oldest first', one: 'A request in flight.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.requests : null),
  key: requestKey,
  name: () => null,
  fields: REQUEST_FIELDS,
  columns: [
    ['worker', 'W.C', [6, 6, 6], 'right', 0],
    ['age_seconds', 'AGE', [5, 5, 5], 'right', 1],
    ['method', 'METHOD', [6, 7, 7], 'left', 3],
    ['uri', 'URI', [24, 44, 72], 'left', 2],
    ['client', 'CLIENT', [14, 15, 15], 'left', 4],
    ['host', 'HOST', [16, 18, 24], 'left', 6, 'HOST', 1],
    ['pid', 'PID', [6, 7, 7], 'right', 7, 'PID', 2],
    ['user_agent', 'USER AGENT', [16, 16, 28], 'left', 8, 'AGENT', 2],
    ['app', 'APP', [6, 10, 12], 'left', 5],
  ],
  firstSort: ['age_seconds', true],
  quickSorts: { age: 'age_seconds', id: 'worker' },
  snapshotFields: 'age_seconds worker core pid method client host uri',
  empty: 'No request is in flight',
});
