import type { RouterDocument, SubscriptionStats } from '../../../stats/schema.js';
import { countOf, flagOf, growthOfReplaced, perSecond, sumOf } from '../sample/counters.js';
import type { KeySample, NodeSample } from '../sample/fleet-samples.js';

/**
 * The keys of a router, by name: the order of the document is that of a hash table. `nodes` are the subscribed ones, in
 * the order of the document.
 */
export function keySamples(
  before: RouterDocument | null,
  document: RouterDocument,
  nodes: readonly NodeSample[],
  seconds: number | null,
): readonly KeySample[] | null {
  if (document.subscriptions === null) return null;
  const earlier = new Map(before?.subscriptions?.map((subscription) => [subscription.key, subscription]));
  let from = 0;
  const keys = document.subscriptions.map((subscription) => {
    const own = nodes.slice(from, from + subscription.nodes.length);
    from += subscription.nodes.length;
    return keySample(subscription, earlier.get(subscription.key) ?? null, own, seconds);
  });
  return keys.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}

function keySample(
  subscription: SubscriptionStats,
  before: SubscriptionStats | null,
  nodes: readonly NodeSample[],
  seconds: number | null,
): KeySample {
  return {
    key: subscription.key,
    nodes: nodes.length,
    nodesUp: nodes.filter((node) => node.marked !== true).length,
    requestsTotal: countOf(subscription.hits),
    requestsPerSecond: perSecond(growthOfReplaced(before?.hits, subscription.hits), seconds),
    inFlight: sumOf(nodes, (node) => node.inFlight),
    cores: sumOf(nodes, (node) => node.cores),
    txBytesPerSecond: sumOf(nodes, (node) => node.txBytesPerSecond),
    rxBytesPerSecond: sumOf(nodes, (node) => node.rxBytesPerSecond),
    sniEnabled: flagOf(subscription.sni_enabled),
  };
}
