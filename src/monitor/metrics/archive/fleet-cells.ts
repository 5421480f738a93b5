/* The bodies of emperors and routers, as they are kept. */
import {
  type EmperorFacts,
  type KeySample,
  type NodeSample,
  type PeerSample,
  ROUTERS,
  type RouterBody,
  VASSAL_STATES,
  type VassalSample,
} from '../sample/fleet-samples.js';
import { age, exact, flag, known, knownText, list, listOrNull, oneOf, rate, record, text } from './record.js';

export const emperorFacts = record<EmperorFacts>({
  monitors: list(knownText),
  isTyrant: flag,
  throttleSeconds: exact,
});

export const vassalSample = record<VassalSample>({
  name: knownText,
  pid: exact,
  state: oneOf(VASSAL_STATES),
  ready: flag,
  accepting: flag,
  loyal: flag,
  uptimeSeconds: age,
  respawns: exact,
  uid: exact,
  gid: exact,
  throttleSeconds: exact,
  attempts: exact,
  firstAttemptMs: exact,
  lastAttemptMs: exact,
  lastAttemptSeconds: age,
  startedAtMs: exact,
  lastRunMs: exact,
  lastLoyalMs: exact,
  lastAcceptingMs: exact,
  lastHeartbeatMs: exact,
  configChangedMs: exact,
  cursedAtMs: exact,
  zerg: flag,
  monitor: text,
  onDemand: text,
});

const key = record<KeySample>({
  key: knownText,
  nodes: known,
  nodesUp: known,
  requestsTotal: exact,
  requestsPerSecond: rate,
  inFlight: exact,
  cores: exact,
  txBytesPerSecond: rate,
  rxBytesPerSecond: rate,
  sniEnabled: flag,
});

const node = record<NodeSample>({
  key: text,
  name: knownText,
  requestsTotal: exact,
  requestsPerSecond: rate,
  txBytesPerSecond: rate,
  rxBytesPerSecond: rate,
  inFlight: exact,
  cores: exact,
  load: exact,
  weight: exact,
  failures: exact,
  lastCheckMs: exact,
  marked: flag,
  lastFailureMs: exact,
  modifier1: exact,
  modifier2: exact,
  pid: exact,
  uid: exact,
  gid: exact,
});

export const routerBody = record<RouterBody>({
  router: oneOf(ROUTERS),
  addresses: list(knownText),
  activeSessions: exact,
  cheap: flag,
  nodes: list(node),
  keys: listOrNull(key),
});

export const peerSample = record<PeerSample>({
  address: knownText,
  pid: exact,
  uid: exact,
  txBytesTotal: exact,
  rxBytesTotal: exact,
  droppedTotal: exact,
});
