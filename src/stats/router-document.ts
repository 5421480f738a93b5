import type { NodeStats, RouterDocument, StaticNodeStats, SubscriptionStats } from './schema.js';
import { serverHeadFrom } from './server-head.js';
import {
  numberOrNull,
  recordsOrNull,
  textOrEmpty,
  textsIn,
  type Wire,
  type WireRecord,
} from './wire-values.js';

const ROUTERS = ['http', 'fastrouter', 'rawrouter', 'sslrouter'] as const;

type RouterName = RouterDocument['router'];

/** A router's document has no kind of its own: the list of its addresses is named after it. */
export function routerNameIn(wire: WireRecord): RouterName | null {
  return ROUTERS.find((name) => Array.isArray(wire[name])) ?? null;
}

export function routerDocumentFrom(
  wire: Wire<RouterDocument> & WireRecord,
  router: RouterName,
): RouterDocument {
  return {
    kind: 'router',
    ...serverHeadFrom(wire),
    router,
    addresses: textsIn(wire[router]),
    active_sessions: numberOrNull(wire.active_sessions),
    cheap: numberOrNull(wire.cheap),
    static_nodes: recordsOrNull(wire.static_nodes, staticNodeFrom),
    subscriptions: recordsOrNull(wire.subscriptions, subscriptionFrom),
  };
}

function staticNodeFrom(wire: Wire<StaticNodeStats>): StaticNodeStats {
  return {
    name: textOrEmpty(wire.name),
    hits: numberOrNull(wire.hits),
    grace: numberOrNull(wire.grace),
  };
}

function subscriptionFrom(wire: Wire<SubscriptionStats>): SubscriptionStats {
  return {
    key: textOrEmpty(wire.key),
    hits: numberOrNull(wire.hits),
    sni_enabled: numberOrNull(wire.sni_enabled),
    nodes: recordsOrNull(wire.nodes, nodeFrom) ?? [],
  };
}

function nodeFrom(wire: Wire<NodeStats>): NodeStats {
  return {
    name: textOrEmpty(wire.name),
    modifier1: numberOrNull(wire.modifier1),
    modifier2: numberOrNull(wire.modifier2),
    last_check: numberOrNull(wire.last_check),
    pid: numberOrNull(wire.pid),
    uid: numberOrNull(wire.uid),
    gid: numberOrNull(wire.gid),
    requests: numberOrNull(wire.requests),
    last_requests: numberOrNull(wire.last_requests),
    tx: numberOrNull(wire.tx),
    rx: numberOrNull(wire.rx),
    cores: numberOrNull(wire.cores),
    load: numberOrNull(wire.load),
    weight: numberOrNull(wire.weight),
    wrr: numberOrNull(wire.wrr),
    ref: numberOrNull(wire.ref),
    failcnt: numberOrNull(wire.failcnt),
    death_mark: numberOrNull(wire.death_mark),
  };
}
