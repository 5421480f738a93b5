/** Lasting conditions of vassals and nodes: each has an event for as long as it holds. */
import { formatCount, formatDuration } from '../../text/format.js';
import { blacklistedVassals } from '../fleet/troubles.js';
import type { RouterBody, VassalSample } from '../sample/fleet-samples.js';
import type { Condition } from './condition.js';
import { nameOf } from './fleet-news.js';

export function vassalConditions(vassals: readonly VassalSample[], nowMs: number): readonly Condition[] {
  return gathered(blacklistedVassals(vassals, nowMs), 'vassals', (vassal) => ({
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
  const dead = nodes.filter(({ marked }) => marked === true);
  return gathered(dead, 'nodes', (node) => ({
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

/** More than anybody would read one by one are one condition, as long as they are so many. */
const MOST_ALONE = 50;

function gathered<T>(
  things: readonly T[],
  word: string,
  conditionOf: (thing: T) => Condition,
): readonly Condition[] {
  const [first] = things;
  if (first === undefined || things.length <= MOST_ALONE) return things.map(conditionOf);
  const { news } = conditionOf(first);
  const text = `${formatCount(things.length)} ${word}, the first: ${news.text}`;
  return [{ key: `many ${news.kind}`, news: { ...news, name: null, text } }];
}

function blacklistFacts({ attempts, throttleSeconds }: VassalSample): readonly string[] {
  return [
    ...(attempts === null ? [] : [`attempt ${attempts}`]),
    ...(throttleSeconds === null ? [] : [`throttle ${formatDuration(throttleSeconds)}`]),
  ];
}
