/* The bodies of emperors and routers. */
import type { NodeSample, PeerSample, RouterBody, SampleBody, VassalSample } from '../sample.js';
import type { CellReader, CellWriter } from './cells.js';

type FleetBody = Exclude<SampleBody, { readonly kind: 'workers' }>;

const KINDS = ['emperor', 'router', 'tuntap'] as const satisfies readonly FleetBody['kind'][];
const VASSAL_STATES = [
  'accepting',
  'starting',
  'on-demand',
  'cursed',
  'blacklisted',
] as const satisfies readonly VassalSample['state'][];
const ROUTERS = [
  'http',
  'fastrouter',
  'rawrouter',
  'sslrouter',
] as const satisfies readonly RouterBody['router'][];

export function writeFleetBody(cells: CellWriter, body: FleetBody): void {
  cells.choice(body.kind, KINDS);
  switch (body.kind) {
    case 'emperor':
      cells.list(body.vassals, (vassal) => writeVassal(cells, vassal));
      break;
    case 'router':
      writeRouter(cells, body.router);
      break;
    case 'tuntap':
      cells.list(body.peers, (peer) => writePeer(cells, peer));
  }
}

export function readFleetBody(cells: CellReader): FleetBody {
  const kind = cells.choice<FleetBody['kind']>(KINDS);
  switch (kind) {
    case 'emperor':
      return { kind, vassals: cells.list(() => readVassal(cells)) };
    case 'router':
      return { kind, router: readRouter(cells) };
    case 'tuntap':
      return { kind, peers: cells.list(() => readPeer(cells)) };
  }
}

function writeVassal(cells: CellWriter, vassal: VassalSample): void {
  cells.text(vassal.name);
  cells.exact(vassal.pid);
  cells.choice(vassal.state, VASSAL_STATES);
  cells.flag(vassal.ready);
  cells.flag(vassal.accepting);
  cells.flag(vassal.loyal);
  cells.age(vassal.uptimeSeconds);
  cells.exact(vassal.respawns);
  cells.exact(vassal.uid);
  cells.exact(vassal.gid);
  cells.exact(vassal.throttleSeconds);
  cells.exact(vassal.attempts);
  cells.exact(vassal.lastAttemptMs);
  cells.text(vassal.monitor);
  cells.text(vassal.onDemand);
}

function readVassal(cells: CellReader): VassalSample {
  return {
    name: cells.text() ?? '',
    pid: cells.exact(),
    state: cells.choice<VassalSample['state']>(VASSAL_STATES),
    ready: cells.flag(),
    accepting: cells.flag(),
    loyal: cells.flag(),
    uptimeSeconds: cells.age(),
    respawns: cells.exact(),
    uid: cells.exact(),
    gid: cells.exact(),
    throttleSeconds: cells.exact(),
    attempts: cells.exact(),
    lastAttemptMs: cells.exact(),
    monitor: cells.text(),
    onDemand: cells.text(),
  };
}

function writeRouter(cells: CellWriter, router: RouterBody): void {
  cells.choice(router.router, ROUTERS);
  cells.list(router.addresses, (address) => cells.text(address));
  cells.exact(router.activeSessions);
  cells.flag(router.cheap);
  cells.list(router.nodes, (node) => writeNode(cells, node));
}

function readRouter(cells: CellReader): RouterBody {
  return {
    router: cells.choice<RouterBody['router']>(ROUTERS),
    addresses: cells.list(() => cells.text() ?? ''),
    activeSessions: cells.exact(),
    cheap: cells.flag(),
    nodes: cells.list(() => readNode(cells)),
  };
}

function writeNode(cells: CellWriter, node: NodeSample): void {
  cells.text(node.key);
  cells.text(node.name);
  cells.exact(node.requestsTotal);
  cells.rate(node.requestsPerSecond);
  cells.rate(node.txBytesPerSecond);
  cells.rate(node.rxBytesPerSecond);
  cells.exact(node.inFlight);
  cells.exact(node.cores);
  cells.exact(node.load);
  cells.exact(node.weight);
  cells.exact(node.failures);
  cells.exact(node.lastCheckMs);
  cells.flag(node.marked);
}

function readNode(cells: CellReader): NodeSample {
  return {
    key: cells.text(),
    name: cells.text() ?? '',
    requestsTotal: cells.exact(),
    requestsPerSecond: cells.rate(),
    txBytesPerSecond: cells.rate(),
    rxBytesPerSecond: cells.rate(),
    inFlight: cells.exact(),
    cores: cells.exact(),
    load: cells.exact(),
    weight: cells.exact(),
    failures: cells.exact(),
    lastCheckMs: cells.exact(),
    marked: cells.flag(),
  };
}

function writePeer(cells: CellWriter, peer: PeerSample): void {
  cells.text(peer.address);
  cells.exact(peer.pid);
  cells.exact(peer.uid);
  cells.exact(peer.txBytesTotal);
  cells.exact(peer.rxBytesTotal);
  cells.exact(peer.droppedTotal);
}

function readPeer(cells: CellReader): PeerSample {
  return {
    address: cells.text() ?? '',
    pid: cells.exact(),
    uid: cells.exact(),
    txBytesTotal: cells.exact(),
    rxBytesTotal: cells.exact(),
    droppedTotal: cells.exact(),
  };
}
