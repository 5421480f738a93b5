import { APP_FIELDS } from '../fields/app-fields.js';
import { CACHE_FIELDS } from '../fields/cache-fields.js';
import { CRON_FIELDS } from '../fields/cron-fields.js';
import { DAEMON_FIELDS } from '../fields/daemon-fields.js';
import { EVENT_FIELDS } from '../fields/event-fields.js';
import { type Field, field } from '../fields/field.js';
import { KEY_FIELDS } from '../fields/key-fields.js';
import { LEGION_FIELDS } from '../fields/legion-fields.js';
import { LOCK_FIELDS } from '../fields/lock-fields.js';
import { METRIC_FIELDS } from '../fields/metric-fields.js';
import { NODE_FIELDS } from '../fields/node-fields.js';
import { OVERVIEW_FIELDS } from '../fields/overview-fields.js';
import { PEER_FIELDS } from '../fields/peer-fields.js';
import { REQUEST_FIELDS } from '../fields/request-fields.js';
import { ROUTE_FIELDS } from '../fields/route-fields.js';
import { SOCKET_FIELDS } from '../fields/socket-fields.js';
import { SPOOLER_FIELDS } from '../fields/spooler-fields.js';
import { VASSAL_FIELDS } from '../fields/vassal-fields.js';
import { WORKER_FIELDS } from '../fields/worker-fields.js';
import { CORE_FIELDS } from './core-fields.js';
import type { TableView } from './views.js';

/** A field of whatever row, its accessor out of reach: enough to choose, check and title it. */
export type FieldHead = Field<never>;

/**
 * Fields that are no number of a row. `time` stands in every view, so that lines of several readings can be told
 * apart; `environ` holds the request variables, which have to be redacted first. `parts.ts` gives both their values.
 */
export const TIME: FieldHead = field('time', '', 'time', 'When the reading arrived', () => null);
export const ENVIRON: FieldHead = field(
  'environ',
  'vars',
  'text',
  'All request variables as a JSON object; cookies and other secrets are [redacted] unless --reveal',
  () => null,
);

/** Everything that `--fields` and `--sort` may name in a view, in order. */
export function fieldHeadsOf(view: TableView): readonly FieldHead[] {
  if (view === 'overview') return OVERVIEW_FIELDS;
  if (view === 'requests') return [TIME, ...REQUEST_FIELDS, ENVIRON];
  return [TIME, ...OTHER_FIELDS[view]];
}

const OTHER_FIELDS: Readonly<Record<Exclude<TableView, 'overview' | 'requests'>, readonly FieldHead[]>> = {
  workers: WORKER_FIELDS.filter((field) => field.name !== 'core'),
  cores: CORE_FIELDS,
  routes: ROUTE_FIELDS,
  sockets: SOCKET_FIELDS,
  apps: APP_FIELDS,
  caches: CACHE_FIELDS,
  spoolers: SPOOLER_FIELDS,
  crons: CRON_FIELDS,
  daemons: DAEMON_FIELDS,
  metrics: METRIC_FIELDS,
  legions: LEGION_FIELDS,
  locks: LOCK_FIELDS,
  events: EVENT_FIELDS,
  vassals: VASSAL_FIELDS,
  nodes: NODE_FIELDS,
  keys: KEY_FIELDS,
  peers: PEER_FIELDS,
};
