/**
 * The rows of the main table in the order in which they are shown: filter, then sort, then tree. The order of equal
 * rows is the server's own, so that nothing moves without a reason.
 */
import type { Field } from '../../fields/field.js';
import { fieldNamed } from '../../fields/field-lookup.js';
import type { CoreRow, Row, WorkerRow } from '../../fields/row.js';
import type { TableKind } from '../../fields/table-fields.js';
import { TABLE_FIELDS } from '../../fields/table-fields.js';
import { filterPredicate } from '../../filter/match.js';
import type { Observed } from '../../metrics/observation.js';
import type {
  NodeSample,
  PeerSample,
  RequestSample,
  SocketSample,
  VassalSample,
  WorkerSample,
} from '../../metrics/sample/sample.js';
import { sectionRows } from '../model/more-blocks.js';
import { coreKey, eventKey, requestKey, uniqueKeys, workerKey } from '../model/row-keys.js';
import type { TableState } from '../model/table-state.js';
import { sortedRows } from './row-order.js';

/** What the rows depend on, besides the observation. */
export type RowChoice = Pick<TableState, 'mode' | 'sortField' | 'descending' | 'filter' | 'folded'>;

/** `kind`: the table that is on the screen; one that the document does not have is empty. */
export function rowsFor(observation: Observed | null, kind: TableKind, choice: RowChoice): readonly Row[] {
  if (observation === null) return [];
  const arrange = arrangement(kind, choice);
  const { body } = observation.sample;
  if (kind === 'workers')
    return body.kind === 'workers' ? workerRows(body.workers.workers, choice, arrange) : [];
  return arrange.sort(rowsOfKind(observation, kind).filter(arrange.matches));
}

export function sameRowChoice(a: RowChoice, b: RowChoice): boolean {
  return (
    a.mode === b.mode &&
    a.sortField === b.sortField &&
    a.descending === b.descending &&
    a.filter === b.filter &&
    a.folded === b.folded
  );
}

interface Arrangement {
  readonly matches: (row: Row) => boolean;
  readonly sort: <R extends Row>(rows: readonly R[]) => readonly R[];
}

function arrangement(kind: keyof typeof TABLE_FIELDS, choice: RowChoice): Arrangement {
  const fields: readonly Field<Row>[] = TABLE_FIELDS[kind];
  const field = fieldNamed(fields, choice.sortField);
  return {
    matches: filterPredicate(choice.filter, fields),
    sort: (rows) => sortedRows(rows, field, choice.descending),
  };
}

function rowsOfKind(observation: Observed, kind: Exclude<TableKind, 'workers'>): readonly Row[] {
  const { body } = observation.sample;
  switch (kind) {
    case 'requests':
      return body.kind === 'workers' ? requestRows(body.workers.requests) : [];
    case 'sockets':
      return body.kind === 'workers' ? socketRows(body.workers.sockets) : [];
    case 'vassals':
      return body.kind === 'emperor' ? vassalRows(body.vassals) : [];
    case 'nodes':
      return body.kind === 'router' ? nodeRows(body.router.nodes) : [];
    case 'peers':
      return body.kind === 'tuntap' ? peerRows(body.peers) : [];
    case 'events':
      return eventRows(observation);
    case 'caches':
    case 'spoolers':
    case 'crons':
    case 'daemons':
    case 'apps':
    case 'metrics':
    case 'legions':
    case 'locks':
    case 'keys':
      return sectionRows(body, kind);
  }
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
export function oldestRequestRows({ sample: { body } }: Observed, most: number): readonly Row[] {
  return body.kind === 'workers' ? requestRows(body.workers.requests.slice(0, Math.max(0, most))) : [];
}

export function newestEventRows(observation: Observed, most: number): readonly Row[] {
  return eventRows({ ...observation, events: most > 0 ? observation.events.slice(-most) : [] });
}

function requestRows(requests: readonly RequestSample[]): readonly Row[] {
  const keys = uniqueKeys(requests.map(requestKey));
  return requests.map((request, index) => ({ kind: 'request', key: keys[index] ?? '', request }));
}

/** Newest first, which also orders what has happened at the same moment. */
function eventRows({ events, sample }: Observed): readonly Row[] {
  const rows = events.map(
    (event): Row => ({ kind: 'event', key: eventKey(event), entry: { event, nowMs: sample.timeMs } }),
  );
  return rows.reverse();
}

function socketRows(sockets: readonly SocketSample[]): readonly Row[] {
  const keys = uniqueKeys(sockets.map((socket) => socket.name));
  return sockets.map((socket, index) => ({ kind: 'socket', key: keys[index] ?? socket.name, socket }));
}

function vassalRows(vassals: readonly VassalSample[]): readonly Row[] {
  const keys = uniqueKeys(vassals.map((vassal) => vassal.name));
  return vassals.map((vassal, index) => ({ kind: 'vassal', key: keys[index] ?? vassal.name, vassal }));
}

function nodeRows(nodes: readonly NodeSample[]): readonly Row[] {
  const keys = uniqueKeys(nodes.map((node) => `${node.key ?? ''} ${node.name}`));
  return nodes.map((node, index) => ({ kind: 'node', key: keys[index] ?? node.name, node }));
}

function peerRows(peers: readonly PeerSample[]): readonly Row[] {
  const keys = uniqueKeys(peers.map((peer) => peer.address));
  return peers.map((peer, index) => ({ kind: 'peer', key: keys[index] ?? peer.address, peer }));
}
