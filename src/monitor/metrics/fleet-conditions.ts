/** What holds of vassals and nodes at a sample and deserves an event for as long as it does. */
import { formatDuration } from '../text/format.js';
import type { Condition } from './event-conditions.js';
import { nameOf } from './fleet-news.js';
import type { RouterBody, VassalSample } from './fleet-samples.js';
import { blacklistedVassals } from './fleet-troubles.js';

export function vassalConditions(vassals: readonly VassalSample[], nowMs: number): readonly Condition[] {
  return blacklistedVassals(vassals, nowMs).map((vassal) => ({
    key: `blacklisted ${vassal.name}`,
    news: {
      kind: 'vassal-blacklisted',
      level: 'warn',
      slot: null,
      name: vassal.name,
      beginMs: nowMs,
      text: [vassal.name, ...blacklistFacts(vassal)].join(', '),
    },
  }));
}

export function nodeConditions({ nodes }: RouterBody, nowMs: number): readonly Condition[] {
  return nodes
    .filter(({ marked }) => marked === true)
    .map((node) => ({
      key: `dead ${node.key ?? ''}\0${node.name}`,
      news: {
        kind: 'node-dead',
        level: 'critical',
        slot: null,
        name: nameOf(node),
        beginMs: nowMs,
        text: `${nameOf(node)} gets no requests for now`,
      },
    }));
}

function blacklistFacts({ attempts, throttleSeconds }: VassalSample): readonly string[] {
  return [
    ...(attempts === null ? [] : [`attempt ${attempts}`]),
    ...(throttleSeconds === null ? [] : [`throttle ${formatDuration(throttleSeconds)}`]),
  ];
}
