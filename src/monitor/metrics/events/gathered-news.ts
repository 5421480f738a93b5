/** Many things of a kind at one moment are one event: a router that starts hears of all its nodes at once. */
import { formatCount } from '../../text/format.js';
import type { EventNews } from './server-event.js';

const MOST_ALONE = 10;

export function gatheredNews(news: readonly EventNews[]): readonly EventNews[] {
  if (news.length <= MOST_ALONE) return news;
  const kinds = new Map<string, EventNews[]>();
  for (const one of news) {
    const same = kinds.get(one.kind);
    if (same === undefined) kinds.set(one.kind, [one]);
    else same.push(one);
  }
  return [...kinds.values()].flatMap((same) => (same.length <= MOST_ALONE ? same : [together(same)]));
}

function together(same: readonly EventNews[]): EventNews {
  const [first] = same;
  if (first === undefined) throw new Error('nothing to gather');
  return { ...first, name: null, text: `${formatCount(same.length)} at once, the first: ${first.text}` };
}
