/**
 * A chain reload replaces every worker once, in order, the next as soon as the last has come back. The stats show one
 * process after the other that ended for no reason; together they are one reload.
 */
import type { ToldEnd } from './ended-lives.js';
import type { Outcomes } from './recent-troubles.js';
import { type EventNews, type ServerEvent, withHappened } from './server-event.js';

export interface ChainReload {
  readonly beginMs: number;
  /** When the last of them was replaced. */
  readonly lastMs: number;
  /** 1 to so many have been replaced. */
  readonly replaced: number;
  /** Requests of the half minute before it began. */
  readonly before: Outcomes;
}

/** The next goes when the last accepts: only loading the application lies between. */
const NEXT_MS = 20_000;
/** Two in order are chance. */
const FEWEST = 3;
const PEACEFUL: ReadonlySet<string> = new Set(['recycle', 'ended', 'reload']);

interface Replaced {
  readonly slot: number;
  readonly cause: string;
  readonly loss: { readonly kind: string };
}

interface ChainFacts {
  readonly respawns: readonly Replaced[];
  readonly workers: number;
  readonly outcomes: Outcomes;
  readonly nowMs: number;
}

/** null: none is under way, nor was one lately. */
export function nextChain(
  before: ChainReload | null,
  { respawns, workers, outcomes, nowMs }: ChainFacts,
): ChainReload | null {
  const known = before !== null && nowMs - before.lastMs <= NEXT_MS ? before : null;
  if (respawns.length === 0) return known;
  if (!respawns.every((one) => isPeaceful(one, workers))) return null;
  const slots = respawns.map(({ slot }) => slot).sort((a, b) => a - b);
  const from = known === null || slots[0] === 1 ? 0 : known.replaced;
  if (slots.some((slot, index) => slot !== from + index + 1)) return null;
  const replaced = from + slots.length;
  if (from > 0 && known !== null) return { ...known, lastMs: nowMs, replaced };
  if (
    slots.length > 1 &&
    !(slots.length <= Math.ceil(workers / 2) && respawns.every(({ loss }) => loss.kind === 'none'))
  )
    return null;
  return { beginMs: nowMs, lastMs: nowMs, replaced, before: outcomes };
}

/** A chain waits for the requests of each worker; two that went in order with requests in flight prove nothing. */
function isPeaceful({ cause, loss }: Replaced, workers: number): boolean {
  if (!PEACEFUL.has(cause) || loss.kind === 'certain') return false;
  return workers >= FEWEST || cause !== 'ended' || loss.kind !== 'possible';
}

/** Ends that turned out to be part of a chain are explained. */
export function endsInChain(ends: readonly ToldEnd[], { beginMs }: ChainReload): readonly ToldEnd[] {
  return ends.map((end) => (end.life.timeMs >= beginMs ? { ...end, eventId: null } : end));
}

export function isChainReload(chain: ChainReload | null, workers: number): chain is ChainReload {
  // Whatever goes at one moment is no chain.
  return (
    chain !== null && chain.lastMs > chain.beginMs && chain.replaced >= Math.min(FEWEST, Math.max(2, workers))
  );
}

/** One row for all of it, in the place of the rows of its workers. */
export function withChain(
  events: readonly ServerEvent[],
  chain: ChainReload,
  workers: number,
): readonly ServerEvent[] {
  const text =
    chain.replaced >= workers
      ? `chain reload, all ${workers} workers one after the other`
      : `chain reload, ${chain.replaced} of ${workers} workers so far`;
  const row = events.find(({ kind, lastMs }) => kind === 'worker-reload' && lastMs >= chain.beginMs);
  const others = events.filter((event) => !isPartOf(event, chain));
  if (row !== undefined) {
    return others.map((event) => (event.id === row.id ? { ...event, text, lastMs: chain.lastMs } : event));
  }
  const news: EventNews = { kind: 'worker-reload', level: 'info', slot: null, beginMs: chain.beginMs, text };
  return withHappened(others, news);
}

function isPartOf({ kind, slot, count, beginMs }: ServerEvent, chain: ChainReload): boolean {
  const isEnd = kind === 'recycle' || kind === 'ended' || kind === 'respawn';
  const isIn = slot !== null && slot <= chain.replaced && beginMs >= chain.beginMs && beginMs <= chain.lastMs;
  return isEnd && count === 1 && isIn;
}
