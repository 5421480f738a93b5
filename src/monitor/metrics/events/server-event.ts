/**
 * Events of a server since tstop attached, as a list of values. Repeats are merged into the existing row,
 * so that a crash loop is one line with a count and not a thousand lines.
 */
export interface ServerEvent {
  /** Ascending, unique since attach. */
  readonly id: number;
  readonly kind: EventKind;
  readonly level: EventLevel;
  /** The worker's slot; null: the server as a whole. */
  readonly slot: number | null;
  /** Subject other than a worker: a vassal, a node, a cache, a daemon. Raw. */
  readonly name: string | null;
  readonly beginMs: number;
  /** When it last happened; for what has a duration, when it ended, or when it last began while it goes on. */
  readonly lastMs: number;
  readonly ongoing: boolean;
  /** 1, or how many repeats this row stands for. */
  readonly count: number;
  /** Facts for people, of the newest repeat. Raw: holds the server's text. */
  readonly text: string;
  /** The request that it is about. Raw. */
  readonly method: string | null;
  readonly uri: string | null;
}

/** In the order of the JSON Schema. */
export const EVENT_KINDS = [
  'attached',
  'harakiri',
  'crash',
  /** Ended by a signal from outside. */
  'killed',
  'recycle',
  /** A process that ended, for a reason that the stats do not tell. */
  'ended',
  'worker-reload',
  /** A new process after a harakiri, or as the user asked. */
  'respawn',
  'stuck',
  'stalled',
  'saturated',
  'queue-full',
  'memory-growth',
  /** More requests raise than should. */
  'errors',
  /** A worker starts for long, or is not started again. */
  'not-accepting',
  /** Connections wait, and none is served. */
  'not-serving',
  /** The code did not load: every answer is an error. */
  'no-app',
  /** uwsgi signals that nobody handles. */
  'signals-wait',
  /** The master started over under its old process id. */
  'reload',
  'new-master',
  'source-lost',
  /** The stats took long to come. */
  'stats-slow',
  /** The user asked something of the server; goes on until the stats show that it was done. */
  'asked',
  'ask-failed',
  'vassal-new',
  'vassal-gone',
  /** A new process in the place of one that ended. */
  'vassal-respawn',
  'vassal-reload',
  'vassal-blacklisted',
  'node-new',
  'node-gone',
  /** The router could not reach it. */
  'node-failed',
  /** The router has given it up for now. */
  'node-dead',
  /** The last node of a key went. */
  'key-gone',
  'daemon-restart',
  /** A cache that had no room for something. */
  'cache-full',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

export type EventLevel = 'info' | 'warn' | 'critical';

/** An event before it has its place in the list. */
export interface EventNews {
  readonly kind: EventKind;
  readonly level: EventLevel;
  readonly slot: number | null;
  readonly beginMs: number;
  readonly text: string;
  readonly method?: string | null;
  readonly uri?: string | null;
  readonly name?: string | null;
}

export const MAX_EVENTS = 1000;
/** Repeats within this time of the last are one row. */
const MERGED_MS = 5 * 60_000;
/** Bounds what a thousand events can hold. */
const MAX_TEXT = 1024;

/** Something that happened at one moment. Only the newest rows are looked at for one to merge with. */
export function withHappened(events: readonly ServerEvent[], news: EventNews): readonly ServerEvent[] {
  return withNews(events, news, { ongoing: false, mergedMs: MERGED_MS });
}

/** Something that holds from `beginMs` on until `withEnded`. */
export function withBegun(events: readonly ServerEvent[], news: EventNews): readonly ServerEvent[] {
  return withNews(events, news, { ongoing: true, mergedMs: MERGED_MS });
}

export function withEnded(events: readonly ServerEvent[], id: number, endMs: number): readonly ServerEvent[] {
  return events.map((event) =>
    event.id === id ? { ...event, ongoing: false, lastMs: Math.max(event.beginMs, endMs) } : event,
  );
}

/** A warning that became critical says so in its row; it never goes back. */
export function withRaised(
  events: readonly ServerEvent[],
  id: number,
  news: EventNews,
): readonly ServerEvent[] {
  return events.map((event) =>
    event.id === id ? { ...event, level: worse(event.level, news.level), text: clipped(news.text) } : event,
  );
}

/** Marks an apparent trouble as in order. A merged row keeps the level of its other events. */
export function withExcused(
  events: readonly ServerEvent[],
  id: number,
  text: string,
): readonly ServerEvent[] {
  return events.map((event) =>
    event.id === id && event.count === 1 ? { ...event, level: 'info', text } : event,
  );
}

/** Ends that nobody could explain turned out to be a policy, when they came again. */
export function withRecycled(
  events: readonly ServerEvent[],
  ids: ReadonlySet<number>,
): readonly ServerEvent[] {
  return events.map((event) =>
    ids.has(event.id) && event.kind === 'ended'
      ? { ...event, kind: 'recycle', level: 'info', text: withoutDoubt(event.text) }
      : event,
  );
}

function withoutDoubt(text: string): string {
  return text.replace(/, cause unknown(?:;.*)?$/, '');
}

/** Seconds from the beginning to the end, or to now while it goes on. */
export function eventSeconds(event: ServerEvent, nowMs: number): number {
  return Math.max(0, (event.ongoing ? nowMs : event.lastMs) - event.beginMs) / 1000;
}

function withNews(
  events: readonly ServerEvent[],
  news: EventNews,
  { ongoing, mergedMs }: { readonly ongoing: boolean; readonly mergedMs: number },
): readonly ServerEvent[] {
  const same = events.findLast((event) => isRepeat(event, news));
  if (same !== undefined && !same.ongoing && news.beginMs - same.lastMs <= mergedMs) {
    const merged: ServerEvent = {
      ...same,
      level: worse(same.level, news.level),
      lastMs: Math.max(same.lastMs, news.beginMs),
      ongoing,
      count: same.count + 1,
      text: clipped(news.text),
    };
    return [...events.filter((event) => event !== same), merged];
  }
  return [...bounded(events), eventOf(events, news, ongoing)];
}

function isRepeat(event: ServerEvent, news: EventNews): boolean {
  return (
    event.kind === news.kind &&
    event.slot === news.slot &&
    event.name === clippedOrNull(news.name) &&
    event.uri === clippedOrNull(news.uri) &&
    (!isNamedByText(news) || event.text === clipped(news.text))
  );
}

/** Of several queues, and of several things that were asked for, each is its own. */
function isNamedByText({ kind, slot }: EventNews): boolean {
  return kind === 'asked' || kind === 'ask-failed' || (kind === 'queue-full' && slot === null);
}

function eventOf(events: readonly ServerEvent[], news: EventNews, ongoing: boolean): ServerEvent {
  return {
    id: events.reduce((greatest, event) => Math.max(greatest, event.id), 0) + 1,
    kind: news.kind,
    level: news.level,
    slot: news.slot,
    name: clippedOrNull(news.name),
    beginMs: news.beginMs,
    lastMs: news.beginMs,
    ongoing,
    count: 1,
    text: clipped(news.text),
    method: clippedOrNull(news.method),
    uri: clippedOrNull(news.uri),
  };
}

/** Room for one more: the oldest go first, what is going on last. */
function bounded(events: readonly ServerEvent[]): readonly ServerEvent[] {
  if (events.length < MAX_EVENTS) return events;
  const oldest = events.find((event) => !event.ongoing) ?? events[0];
  return events.filter((event) => event !== oldest);
}

const RANK: Readonly<Record<EventLevel, number>> = { info: 0, warn: 1, critical: 2 };

function worse(left: EventLevel, right: EventLevel): EventLevel {
  return RANK[right] > RANK[left] ? right : left;
}

function clipped(text: string): string {
  return text.slice(0, MAX_TEXT);
}

function clippedOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : clipped(text);
}
