import type { FieldValue } from '../../fields/field.js';
import { SERVER_FIELDS } from '../../fields/server-fields.js';
import type { EmperorFacts, Sample, SampleBody } from '../../metrics/sample/sample.js';
import type { CoreRow } from '../../tables/row.js';
import type { Secrets } from '../../text/redact.js';
import { CORE_FIELDS } from '../core-fields.js';
import type { FieldHead } from '../dictionary.js';
import { fieldHeadsOf } from '../dictionary.js';
import { environOf } from '../environ.js';
import { isoTime, jsonValue, rounded } from '../json-value.js';
import { coreRowsOf, type Part, type PartRow, partsOf } from '../parts.js';
import { isForOneTable } from '../selection.js';
import type { Snapshot } from '../snapshot.js';
import { BLOCK_VIEWS, mainViewOf, type TableView } from '../views.js';

/** Also in `tstop-1.schema.json`; a change that breaks readers makes it `tstop/2`. */
export const SCHEMA_NAME = 'tstop/1';

type JsonObject = Readonly<Record<string, unknown>>;

/** The document that the schema describes. Keys of rows are the dictionary's field names. */
export function jsonDocument(snapshot: Snapshot, secrets: Secrets): JsonObject {
  const { sample } = snapshot.observation;
  const parts = partsOf(snapshot, viewsFor(snapshot), { ...secrets, defaultFields: namesOf });
  return {
    schema: SCHEMA_NAME,
    time: isoTime(sample.timeMs),
    interval_seconds: jsonValue(sample.intervalSeconds, 'seconds'),
    target: targetObject(snapshot),
    verdict: verdictObject(snapshot),
    ...(sample.body.kind === 'emperor' ? { emperor: emperorObject(sample.body.emperor) } : {}),
    ...(sample.body.kind === 'router' ? { router: routerObject(sample.body.router) } : {}),
    ...Object.fromEntries(parts.flatMap((part) => partEntries(part, secrets))),
  };
}

/** Fields written at the top level instead of under `totals`. */
export const HEAD_FIELDS: ReadonlySet<string> = new Set(SERVER_FIELDS.map(({ name }) => name));

/** Cores stand inside their workers, so `all` has no need of a list of them. */
const EVERY_VIEW: readonly TableView[] = [
  'overview',
  'sockets',
  'workers',
  'apps',
  'requests',
  'routes',
  ...BLOCK_VIEWS,
  'vassals',
  'nodes',
  'keys',
  'peers',
  'events',
];

function viewsFor({ selection, observation }: Snapshot): readonly TableView[] {
  if (selection.view !== null && selection.view !== 'all') return [selection.view];
  return isForOneTable(selection) ? [mainViewOf(observation.sample)] : EVERY_VIEW;
}

/** All of them but `now`, which repeats the method and the URI. */
function namesOf(view: TableView): readonly string[] {
  return fieldHeadsOf(view)
    .map((field) => field.name)
    .filter((name) => name !== 'now');
}

function targetObject({ address, observation }: Snapshot): JsonObject {
  const { server, reading, body, timeMs } = observation.sample;
  const { startedAtMs } = server;
  return {
    address,
    kind: KIND_NAME[body.kind === 'router' ? body.router.router : body.kind],
    version: server.version,
    pid: server.pid,
    uid: server.uid,
    gid: server.gid,
    cwd: server.cwd,
    started_at: isoTime(startedAtMs),
    uptime_seconds:
      startedAtMs === null ? null : jsonValue(Math.max(0, timeMs - startedAtMs) / 1000, 'seconds'),
    protocol: reading.protocol,
    bytes: reading.bytes,
    read_seconds: rounded(reading.durationMs / 1000, 6),
    repaired: reading.repaired,
    time_is_newest: reading.timeIsNewest,
  };
}

const KIND_NAME: Readonly<Record<Exclude<SampleBody['kind'], 'router'> | RouterName, string>> = {
  workers: 'uwsgi',
  emperor: 'emperor',
  http: 'http-router',
  fastrouter: 'fastrouter',
  rawrouter: 'rawrouter',
  sslrouter: 'sslrouter',
  tuntap: 'tuntap-router',
};

type RouterBody = Extract<Sample['body'], { kind: 'router' }>['router'];
type RouterName = RouterBody['router'];

function verdictObject({ observation }: Snapshot): JsonObject {
  const { state, level, sinceMs, facts } = observation.verdict;
  return { state: state.toLowerCase(), level, since: isoTime(sinceMs), text: facts.join('; ') };
}

function emperorObject({ monitors, isTyrant, throttleSeconds }: EmperorFacts): JsonObject {
  return { monitors, tyrant: isTyrant, throttle_seconds: throttleSeconds };
}

function routerObject(router: RouterBody): JsonObject {
  return { addresses: router.addresses, active_sessions: router.activeSessions, cheap: router.cheap };
}

/** The totals are one row; a filter may have left it out. */
function partEntries(part: Part, secrets: Secrets): readonly (readonly [string, unknown])[] {
  const rows = part.rows.map((row) => rowObject(part.fields, row, secrets));
  if (part.view !== 'overview') return [[part.view, rows]];
  return rows.map((totals) => ['totals', withoutHead(totals)]);
}

function withoutHead(totals: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(totals).filter(([name]) => !HEAD_FIELDS.has(name)));
}

/** The time is the document's own. */
function rowObject(fields: readonly FieldHead[], row: PartRow, secrets: Secrets): JsonObject {
  const entries = fields.map((field, index) => [field.name, entryValue(field, row, index, secrets)] as const);
  return Object.fromEntries(entries.filter(([name]) => name !== 'time'));
}

function entryValue(field: FieldHead, row: PartRow, index: number, secrets: Secrets): unknown {
  const { subject } = row;
  if (subject !== null && 'vars' in subject) {
    if (field.name === 'environ') return environOf(subject, secrets);
  } else if (subject?.kind === 'worker' && field.name === 'cores') {
    return subject.worker.coresTotal === null ? null : coreRowsOf(subject.worker).map(coreObject);
  }
  return jsonValue(row.cells[index] ?? null, field.unit);
}

/** Within its worker a core needs neither the slot nor the process id. */
function coreObject(row: CoreRow): JsonObject {
  return Object.fromEntries(
    NESTED_CORE_FIELDS.map((field): [string, FieldValue] => [
      field.name,
      jsonValue(field.value(row), field.unit),
    ]),
  );
}

const NOT_NESTED: ReadonlySet<string> = new Set(['slot', 'pid', 'now']);
const NESTED_CORE_FIELDS = CORE_FIELDS.filter((field) => !NOT_NESTED.has(field.name));
