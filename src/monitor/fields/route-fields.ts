import type { RouteShare } from '../metrics/routes/routes.js';
import { type Field, field, having } from './field.js';

/** Sampled: what is said of requests that began and ended between two readings is nothing. */
export const ROUTE_FIELDS: readonly Field<RouteShare>[] = [
  field(
    'route',
    '',
    'text',
    'Method and path, numbers and UUIDs folded to :id, query dropped',
    (share) => share.group,
  ),
  field('in_flight', 'in now', 'count', 'Requests at the moment of the reading', (share) => share.inFlight),
  field('seen', '', 'count', 'Requests that were in flight at some reading', (share) => share.seen),
  having(
    { grain: 'age' },
    field('oldest_seconds', 'oldest age', 'seconds', 'Oldest age seen', (share) => share.oldestSeconds),
  ),
  field(
    'mean_age_seconds',
    'mean',
    'seconds',
    'Mean age at the readings, of requests in flight; not their response time',
    (share) => share.meanAgeSeconds,
  ),
  having(
    { json: { type: ['number', 'null'], minimum: 0, maximum: 1 } },
    field(
      'busy_ratio',
      'share busy',
      'ratio',
      'Share of all the time that was spent in requests, as sampled over the last five minutes',
      (share) => share.busyShare,
    ),
  ),
];
