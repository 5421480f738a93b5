/* The bodies of emperors and routers. */
import type {
  EmperorFacts,
  KeySample,
  NodeSample,
  PeerSample,
  RouterBody,
  SampleBody,
  VassalSample,
} from '../sample/sample.js';
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
      writeEmperor(cells, body.emperor);
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
      return { kind, emperor: readEmperor(cells), vassals: cells.list(() => readVassal(cells)) };
    case 'router':
      return { kind, router: readRouter(cells) };
    case 'tuntap':
      return { kind, peers: cells.list(() => readPeer(cells)) };
  }
}

function writeEmperor(cells: CellWriter, emperor: EmperorFacts): void {
  cells.list(emperor.monitors, (monitor) => cells.text(monitor));
  cells.flag(emperor.isTyrant);
  cells.exact(emperor.throttleSeconds);
}

function readEmperor(cells: CellReader): EmperorFacts {
  return {
    monitors: cells.list(() => cells.text() ?? ''),
    isTyrant: cells.flag(),
    throttleSeconds: cells.exact(),
  };
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
  cells.exact(vassal.firstAttemptMs);
  cells.exact(vassal.lastAttemptMs);
  cells.age(vassal.lastAttemptSeconds);
  cells.exact(vassal.startedAtMs);
  cells.exact(vassal.lastRunMs);
  cells.exact(vassal.lastLoyalMs);
  cells.exact(vassal.lastAcceptingMs);
  cells.exact(vassal.lastHeartbeatMs);
  cells.exact(vassal.configChangedMs);
  cells.exact(vassal.cursedAtMs);
  cells.flag(vassal.zerg);
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
    firstAttemptMs: cells.exact(),
    lastAttemptMs: cells.exact(),
    lastAttemptSeconds: cells.age(),
    startedAtMs: cells.exact(),
    lastRunMs: cells.exact(),
    lastLoyalMs: cells.exact(),
    lastAcceptingMs: cells.exact(),
    lastHeartbeatMs: cells.exact(),
    configChangedMs: cells.exact(),
    cursedAtMs: cells.exact(),
    zerg: cells.flag(),
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
  cells.flag(router.keys !== null);
  cells.list(router.keys ?? [], (key) => writeKey(cells, key));
}

function readRouter(cells: CellReader): RouterBody {
  return {
    router: cells.choice<RouterBody['router']>(ROUTERS),
    addresses: cells.list(() => cells.text() ?? ''),
    activeSessions: cells.exact(),
    cheap: cells.flag(),
    nodes: cells.list(() => readNode(cells)),
    keys: readKeys(cells),
  };
}

function readKeys(cells: CellReader): readonly KeySample[] | null {
  const isTold = cells.flag() === true;
  const keys = cells.list(() => readKey(cells));
  return isTold ? keys : null;
}

function writeKey(cells: CellWriter, key: KeySample): void {
  cells.text(key.key);
  cells.exact(key.nodes);
  cells.exact(key.nodesUp);
  cells.exact(key.requestsTotal);
  cells.rate(key.requestsPerSecond);
  cells.exact(key.inFlight);
  cells.exact(key.cores);
  cells.rate(key.txBytesPerSecond);
  cells.rate(key.rxBytesPerSecond);
  cells.flag(key.sniEnabled);
}

function readKey(cells: CellReader): KeySample {
  return {
    key: cells.text() ?? '',
    nodes: cells.known(),
    nodesUp: cells.known(),
    requestsTotal: cells.exact(),
    requestsPerSecond: cells.rate(),
    inFlight: cells.exact(),
    cores: cells.exact(),
    txBytesPerSecond: cells.rate(),
    rxBytesPerSecond: cells.rate(),
    sniEnabled: cells.flag(),
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
  cells.exact(node.lastFailureMs);
  cells.exact(node.modifier1);
  cells.exact(node.modifier2);
  cells.exact(node.pid);
  cells.exact(node.uid);
  cells.exact(node.gid);
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
    lastFailureMs: cells.exact(),
    modifier1: cells.exact(),
    modifier2: cells.exact(),
    pid: cells.exact(),
    uid: cells.exact(),
    gid: cells.exact(),
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
