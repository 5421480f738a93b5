/** Verdicts on what stands before or above servers: emperors, routers, tuntap. */
import type { Reading } from '../sources/source.js';
import { formatDuration } from '../text/format.js';
import type { ObservationMemory } from './memory.js';
import { nodeKey } from './router.js';
import type { NodeSample, PeerSample, RouterBody, VassalSample } from './sample.js';
import type { Thresholds } from './thresholds.js';
import type { VerdictRule } from './verdict-rule.js';

interface Common {
  readonly nowMs: number;
  readonly memory: ObservationMemory;
  readonly reading: Reading;
  readonly thresholds: Thresholds;
}

export interface EmperorContext extends Common {
  readonly vassals: readonly VassalSample[];
}

export interface RouterContext extends Common {
  readonly router: RouterBody;
}

export interface PeersContext extends Common {
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
      ...blacklisted(context).map((vassal) => `${vassal.name} attempt ${vassal.attempts ?? '?'}`),
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
      ...failing(context).map((node) => node.name),
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

/** After this long past its throttle time a vassal is not being tried any more: it was removed, only its entry stays. */
const RETRY_SLACK_SECONDS = 30;

/** Waiting for the next try, trying again or failing again: the entry goes when the vassal has served a request. */
function blacklisted({ vassals, nowMs }: EmperorContext): readonly VassalSample[] {
  return vassals.filter((vassal) => {
    if (vassal.state === 'starting' || vassal.state === 'cursed') return (vassal.attempts ?? 0) > 0;
    const giveUpSeconds = (vassal.throttleSeconds ?? 0) + RETRY_SLACK_SECONDS;
    return (
      vassal.state === 'blacklisted' &&
      (vassal.lastAttemptMs === null || nowMs - vassal.lastAttemptMs < giveUpSeconds * 1000)
    );
  });
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

/** `failcnt` is never taken back, so only growth while we watch counts. */
const FAILURE_SHOWN_MS = 60_000;

function failing({ router, memory, nowMs }: RouterContext): readonly NodeSample[] {
  return router.nodes.filter((node) => {
    const failedAtMs = memory.nodeFailures.get(nodeKey(node)) ?? null;
    return node.marked === true || (failedAtMs !== null && nowMs - failedAtMs < FAILURE_SHOWN_MS);
  });
}

function sessionsFact({ router }: RouterContext): string {
  const sessions = router.activeSessions ?? 0;
  return `${sessions} session${sessions === 1 ? '' : 's'}`;
}
