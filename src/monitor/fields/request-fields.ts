import type { RequestSample } from '../metrics/sample/sample.js';
import { type Field, field } from './field.js';
import type { CoreRow, WorkerRow } from './row.js';

/**
 * Requests in flight. The other request variables (headers, cookies) are no fields: whoever writes them redacts them.
 */
export const REQUEST_FIELDS: readonly Field<RequestSample>[] = [
  field(
    'worker',
    'slot wid',
    'id',
    'Position of the worker that serves it, from 1',
    (request) => request.slot,
  ),
  field('core', '', 'id', 'Core (thread or async core) within the worker', (request) => request.core),
  field('pid', '', 'id', 'Process that serves it', (request) => request.pid),
  field(
    'age_seconds',
    'age',
    'seconds',
    'How long it has been running, corrected for clock differences; whole seconds of the server clock',
    (request) => request.ageSeconds,
  ),
  field(
    'started_at',
    'started',
    'time',
    'When it began, by the server clock',
    (request) => request.startedAtMs,
  ),
  field('method', '', 'text', 'Request method', (request) => request.method),
  field('uri', '', 'text', 'URI as received, query included', (request) => request.uri),
  field(
    'client',
    '',
    'text',
    'Address of the peer that the server saw; behind a proxy that is the proxy',
    (request) => request.client,
  ),
  field('host', '', 'text', 'Host header as the client sent it', (request) => request.host),
  field(
    'user_agent',
    'ua',
    'text',
    'User-Agent header as the client sent it',
    (request) => request.userAgent,
  ),
  field('app', '', 'text', 'App that serves it (SCRIPT_NAME)', (request) => request.app),
];

/** What a row of the main table is busy with: its oldest request in flight. */
export function requestOf(row: WorkerRow | CoreRow): RequestSample | null {
  return row.kind === 'core' ? row.core.now : row.worker.now;
}

/** `GET /cart`; null when neither is known. */
export function requestLine(request: RequestSample | null): string | null {
  if (request === null) return null;
  const parts = [request.method, request.uri].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}
