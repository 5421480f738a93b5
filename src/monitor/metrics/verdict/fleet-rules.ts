/** Verdicts on the processes in front of or above servers: emperors, routers, tuntap. */

import { formatDuration } from '../../text/format.js';
import type { ObservationMemory } from '../carried/observation-memory.js';
import { nameOf } from '../events/fleet-news.js';
import { blacklistedVassals, failingNodes, keysWithoutNode } from '../fleet/troubles.js';
import type { Reading } from '../sample/reading.js';
import type { NodeSample, PeerSample, RouterBody, VassalSample } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import type { VerdictRule } from './rule.js';

interface Common {
  readonly nowMs: number;
  readonly memory: ObservationMemory;
  readonly reading: Reading;
  readonly thresholds: Thresholds;
}

interface EmperorContext extends Common {
  readonly vassals: readonly VassalSample[];
}

interface RouterContext extends Common {
  readonly router: RouterBody;
}

interface PeersContext extends Common {
  readonly peers: readonly PeerSample[];
}

export const EMPEROR_RULES: readonly VerdictRule<EmperorContext>[] = [
  {
    id: 'blacklisted',
    state: 'BLACKLISTED',
    level: 'warn',
    when: (context) => blacklisted(context).length > 0,
    facts: (context) => [
      `${blacklisted(context).length} of ${context.vassals.length} vassals blacklisted`,
      ...blacklisted(context).map(blacklistFact),
    ],
  },
  {
    id: 'starting',
    state: 'STARTING',
    level: 'warn',
    when: (context) => slowStarters(context).length > 0,
    facts: (context) =>
      slowStarters(context).map(
        (vassal) => `${vassal.name} not accepting for ${formatDuration(vassal.uptimeSeconds)}`,
      ),
  },
  {
    id: 'no-vassals',
    state: 'NO VASSALS',
    level: 'ok',
    when: ({ vassals }) => vassals.every((vassal) => vassal.state === 'blacklisted'),
    facts: () => [],
  },
  {
    id: 'ok',
    state: 'OK',
    level: 'ok',
    when: () => true,
    facts: ({ vassals }) => {
      const accepting = vassals.filter((vassal) => vassal.state === 'accepting').length;
      const waiting = vassals.filter((vassal) => vassal.state === 'on-demand').length;
      const facts = [`${accepting} of ${vassals.length} vassals accepting`];
      return waiting === 0 ? facts : [...facts, `${waiting} on demand`];
    },
  },
];

export const ROUTER_RULES: readonly VerdictRule<RouterContext>[] = [
  {
    id: 'no-node',
    state: 'NO NODE',
    level: 'critical',
    when: (context) => unserved(context).length > 0,
    facts: (context) => [
      ...unserved(context).map((key) => `no node serves ${key}`),
      ...failing(context).map((node) => `${node.name} given up`),
      sessionsFact(context),
    ],
  },
  {
    id: 'no-nodes',
    state: 'NO NODES',
    level: 'warn',
    when: (context) => expectsNodes(context) && context.router.nodes.length === 0,
    facts: (context) => [sessionsFact(context)],
  },
  {
    id: 'failing',
    state: 'NODES FAILING',
    level: 'warn',
    when: (context) => failing(context).length > 0,
    facts: (context) => [
      `${failing(context).length} of ${context.router.nodes.length} nodes failing`,
      ...failing(context).map(failureFact),
      sessionsFact(context),
    ],
  },
  {
    id: 'ok',
    state: 'OK',
    level: 'ok',
    when: () => true,
    facts: (context) => {
      const { nodes } = context.router;
      const sessions = sessionsFact(context);
      return expectsNodes(context)
        ? [`${nodes.length} node${nodes.length === 1 ? '' : 's'}`, sessions]
        : [sessions];
    },
  },
];

export const PEER_RULES: readonly VerdictRule<PeersContext>[] = [
  {
    id: 'ok',
    state: 'OK',
    level: 'ok',
    when: () => true,
    facts: ({ peers }) => [`${peers.length} peer${peers.length === 1 ? '' : 's'}`],
  },
];

function blacklisted({ vassals, nowMs }: EmperorContext): readonly VassalSample[] {
  return blacklistedVassals(vassals, nowMs);
}

/** `broken.ini attempt 7, throttle 3s`. */
function blacklistFact({ name, attempts, throttleSeconds }: VassalSample): string {
  const throttle = throttleSeconds === null ? '' : `, throttle ${formatDuration(throttleSeconds)}`;
  return `${name} attempt ${attempts ?? '?'}${throttle}`;
}

/** `127.0.0.1:8401 of app.example.com given up`. */
function failureFact(node: NodeSample): string {
  return node.marked === true ? `${nameOf(node)} given up` : `${nameOf(node)} not reached`;
}

function slowStarters({ vassals, thresholds }: EmperorContext): readonly VassalSample[] {
  return vassals.filter(
    (vassal) => vassal.state === 'starting' && (vassal.uptimeSeconds ?? 0) >= thresholds.startWarnSeconds,
  );
}

/** A plain router in front of its own instance lists no nodes at all. */
function expectsNodes({ reading }: RouterContext): boolean {
  const { document } = reading;
  return document.kind === 'router' && (document.subscriptions !== null || document.static_nodes !== null);
}

function failing({ router, nowMs }: RouterContext): readonly NodeSample[] {
  return failingNodes(router.nodes, nowMs);
}

function unserved({ router, memory, nowMs }: RouterContext): readonly string[] {
  return keysWithoutNode(router, memory.keysGone, nowMs);
}

function sessionsFact({ router }: RouterContext): string {
  const sessions = router.activeSessions ?? 0;
  return `${sessions} session${sessions === 1 ? '' : 's'}`;
}
