/** Ends of processes as they were told, and what later ones teach of them. */
import { routeOfRequest } from '../routes/route-of.js';
import type { WorkerSample } from '../sample/sample.js';
import { bySlot } from '../sample/slots.js';
import { type EndedLife, explainedBy, type ToldEnd, withEnds } from './ended-lives.js';
import type { Respawn } from './respawn-cause.js';
import { type ServerEvent, withRecycled } from './server-event.js';
import { spawnsBetween } from './told-end.js';

/** `events` tells of the newest ends; those of before that a policy explains by now become recycling. */
export function endsTold(
  events: readonly ServerEvent[],
  before: readonly ToldEnd[],
  respawns: readonly Respawn[],
): { readonly told: readonly ServerEvent[]; readonly ends: readonly ToldEnd[] } {
  const known = before.map(({ life }) => life);
  const recycled = respawns.filter(({ cause }) => cause === 'recycle');
  const besides = (life: EndedLife) => respawns.flatMap((one) => (one.life === life ? [] : one.life));
  const explained = new Set(recycled.flatMap(({ life }) => explainedBy(life, known, besides(life))));
  const idsOf = (isExplained: boolean) =>
    before.flatMap(({ eventId, life }) => (explained.has(life) === isExplained ? (eventId ?? []) : []));
  // A row that stands for several ends needs a cause for all of them.
  const open = new Set(idsOf(false));
  const ids = new Set(idsOf(true).filter((id) => !open.has(id)));
  const news = respawns.filter(({ cause }) => cause === 'ended' || cause === 'recycle');
  return {
    told: withRecycled(events, ids),
    ends: withEnds(
      before.map((end) => (explained.has(end.life) ? { ...end, eventId: null } : end)),
      news.map((respawn) => toldEnd(events, respawn)),
    ),
  };
}

function toldEnd(events: readonly ServerEvent[], { cause, slot, life, loss, before, now }: Respawn): ToldEnd {
  const event = events.findLast((one) => one.kind === 'ended' && one.slot === slot);
  return {
    life,
    eventId: cause === 'ended' ? (event?.id ?? null) : null,
    count: spawnsBetween(before, now),
    route: loss.oldest === null ? null : routeOfRequest(loss.oldest),
  };
}

/** A worker may be met without a process before its next one is there: as it was when it had one. */
export function goneNow(
  known: readonly WorkerSample[],
  before: readonly WorkerSample[],
  now: readonly WorkerSample[],
): readonly WorkerSample[] {
  const dead = now.filter(({ state }) => state === 'dead');
  if (dead.length === 0) return NOBODY;
  const last = bySlot([...known, ...before.filter(({ state }) => state !== 'dead')]);
  return dead.flatMap((worker) => {
    const kept = last.get(worker.slot);
    if (kept === undefined) return [];
    // Other processes came and went since then, and are told of with this sample: the next one follows those.
    return (worker.respawns ?? 0) > (kept.respawns ?? 0) ? [worker] : [kept];
  });
}

const NOBODY: readonly WorkerSample[] = [];
