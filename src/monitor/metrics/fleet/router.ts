import type { NodeStats, RouterDocument, StaticNodeStats } from '../../../stats/schema.js';
import {
  countOf,
  flagOf,
  growthOfReplaced,
  idOf,
  millisecondsOf,
  perSecond,
  pidOf,
} from '../sample/counters.js';
import type { NodeSample, RouterBody } from '../sample/fleet-samples.js';
import { keySamples } from './router-keys.js';

/**
 * A router and its backends. A node that left and subscribed again starts a new record with all counters at 0, and a
 * node that was not there before has all of its counts since; `before` is null where there is nothing to compare with.
 */
export function routerBody(
  before: RouterDocument | null,
  document: RouterDocument,
  seconds: number | null,
  nowMs: number,
): RouterBody {
  const earlier = subscribedNodes(before);
  const subscribed = (document.subscriptions ?? []).flatMap(({ key, nodes }) =>
    nodes.map((node) =>
      subscribedNode(key, node, earlier.get(nodeKey({ key, name: node.name })) ?? null, seconds),
    ),
  );
  const earlierFixed = new Map(before?.static_nodes?.map((node) => [node.name, node]));
  const fixed = (document.static_nodes ?? []).map((node) =>
    staticNode(node, earlierFixed.get(node.name) ?? null, seconds, nowMs),
  );
  return {
    router: document.router,
    addresses: document.addresses,
    activeSessions: countOf(document.active_sessions),
    cheap: flagOf(document.cheap),
    nodes: [...subscribed, ...fixed],
    keys: keySamples(before, document, subscribed, seconds),
  };
}

/** With the times at which their failures were last seen to grow, which only watching shows. */
export function withFailures(router: RouterBody, failures: ReadonlyMap<string, number>): RouterBody {
  if (failures.size === 0) return router;
  const nodes = router.nodes.map((node) => ({
    ...node,
    lastFailureMs: failures.get(nodeKey(node)) ?? null,
  }));
  return { ...router, nodes };
}

/**
 * Local times at which the failures of a node were last seen to grow, by key and name. Nodes that left are forgotten:
 * where they come and go all day, nobody else would.
 */
export function nextNodeFailures(
  known: ReadonlyMap<string, number>,
  before: readonly NodeSample[],
  now: readonly NodeSample[],
  nowMs: number,
): ReadonlyMap<string, number> {
  const earlier = new Map(before.map((node) => [nodeKey(node), node.failures]));
  const failures = new Map<string, number>();
  for (const node of now) {
    const key = nodeKey(node);
    const hasFailed = (node.failures ?? 0) > (earlier.get(key) ?? Number.POSITIVE_INFINITY);
    const failedAtMs = hasFailed ? nowMs : known.get(key);
    if (failedAtMs !== undefined) failures.set(key, failedAtMs);
  }
  return failures;
}

/** Identity of a node. */
export function nodeKey(node: { readonly key: string | null; readonly name: string }): string {
  return `${node.key ?? ''}\0${node.name}`;
}

function subscribedNodes(document: RouterDocument | null): ReadonlyMap<string, NodeStats> {
  const entries = (document?.subscriptions ?? []).flatMap(({ key, nodes }) =>
    nodes.map((node): [string, NodeStats] => [nodeKey({ key, name: node.name }), node]),
  );
  return new Map(entries);
}

function subscribedNode(
  key: string,
  node: NodeStats,
  before: NodeStats | null,
  seconds: number | null,
): NodeSample {
  return {
    key,
    name: node.name,
    requestsTotal: countOf(node.requests),
    requestsPerSecond: perSecond(growthOfReplaced(before?.requests, node.requests), seconds),
    txBytesPerSecond: perSecond(growthOfReplaced(before?.tx, node.tx), seconds),
    rxBytesPerSecond: perSecond(growthOfReplaced(before?.rx, node.rx), seconds),
    inFlight: countOf(node.ref),
    cores: countOf(node.cores),
    load: countOf(node.load),
    weight: countOf(node.weight),
    failures: countOf(node.failcnt),
    lastCheckMs: millisecondsOf(node.last_check),
    marked: flagOf(node.death_mark),
    lastFailureMs: null,
    modifier1: countOf(node.modifier1),
    modifier2: countOf(node.modifier2),
    pid: pidOf(node.pid),
    // A node without credentials is told as root's.
    uid: pidOf(node.pid) === null ? null : idOf(node.uid),
    gid: pidOf(node.pid) === null ? null : idOf(node.gid),
  };
}

/** A failed static node is left out for this long (--http-gracetime and the like). */
const GRACE_MS = 30_000;

function staticNode(
  node: StaticNodeStats,
  before: StaticNodeStats | null,
  seconds: number | null,
  nowMs: number,
): NodeSample {
  const failedAtMs = millisecondsOf(node.grace);
  return {
    key: null,
    name: node.name,
    requestsTotal: countOf(node.hits),
    requestsPerSecond: perSecond(growthOfReplaced(before?.hits, node.hits), seconds),
    txBytesPerSecond: null,
    rxBytesPerSecond: null,
    inFlight: null,
    cores: null,
    load: null,
    weight: null,
    failures: null,
    lastCheckMs: null,
    marked: node.grace === null ? null : failedAtMs !== null && nowMs - failedAtMs < GRACE_MS,
    lastFailureMs: null,
    modifier1: null,
    modifier2: null,
    pid: null,
    uid: null,
    gid: null,
  };
}
