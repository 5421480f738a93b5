/**
 * A recording played back: the screen goes through the past by itself, at a speed. Whatever else moves it there, a key or a
 * click, holds it.
 */
import { placeOf } from '../../metrics/archive/sample-archive.js';
import { endedObservation } from '../../metrics/ended-observation.js';
import type { Model } from '../model/model.js';
import type { Recorded, ReplayWish } from '../model/replay.js';
import { focusedTarget } from '../model/shown.js';
import { withTarget } from '../model/targets.js';
import { withNotice } from '../steps/notices.js';
import { quietly, type Step } from '../steps/step.js';
import { suitedToTable } from '../table/suited-table.js';
import { parseMoment } from './moment.js';
import { backToLive, goToNamedTime, presentMs, timeline, travelTo } from './time-travel.js';

/** The dashboard with the recording in the place of a server. */
export function withRecording(model: Model, { archive, newest }: Recorded, { speed, at }: ReplayWish): Model {
  const ended = suitedToTable(
    model,
    withTarget(model, 0, {
      archive,
      observation: endedObservation(newest),
      connection: { phase: 'ended', sinceMs: model.nowMs, failure: null },
    }),
  );
  const held = { ...ended, replay: { speed, cursorMs: null, tickedMs: model.nowMs } };
  if (at === null) return playing(fromBeginning(held));
  const moment = parseMoment(at, presentMs(held), model.utcOffsetMinutes);
  return moment.ok ? goToNamedTime(held, moment.timeMs) : held;
}

/** Plays on, from the beginning where the end was reached, or holds. */
export function togglePlaying(model: Model): Model {
  const { replay } = model;
  if (replay === null) return model;
  if (replay.cursorMs !== null) return { ...model, replay: { ...replay, cursorMs: null } };
  return playing(model.past === null ? fromBeginning(model) : model);
}

/** `by` 1: slower, -1: faster, like the interval of readings. */
export function changeSpeed(model: Model, by: 1 | -1): Model {
  const { replay } = model;
  if (replay === null) return model;
  const speed = by === 1 ? Math.max(SLOWEST, replay.speed / 2) : Math.min(FASTEST, replay.speed * 2);
  return withNotice({ ...model, replay: { ...replay, speed } }, `Replay at ${speedText(speed)}`);
}

export const SLOWEST = 1 / 8;
export const FASTEST = 4096;

/** `4x`, `1/2x` */
export function speedText(speed: number): string {
  return speed >= 1 ? `${Number(speed.toFixed(2))}x` : `1/${Number((1 / speed).toFixed(2))}x`;
}

/** At a tick: the moment that is due now. Time in which nothing was recorded is skipped. */
export function played(before: Model): Model {
  if (before.replay === null || before.replay.cursorMs === null) return before;
  // However long the program was stopped meanwhile.
  const passedMs = Math.max(0, Math.min(before.nowMs - before.replay.tickedMs, LONGEST_TICK_MS));
  const replay = { ...before.replay, cursorMs: before.replay.cursorMs, tickedMs: before.nowMs };
  const model = { ...before, replay };
  const { moments, at } = timeline(model);
  const next = moments[at + 1];
  if (next === undefined) return { ...model, replay: { ...replay, cursorMs: null } };
  const wanted = replay.cursorMs + passedMs * replay.speed;
  const isGap = Math.abs(next.timeMs - replay.cursorMs) > LONGEST_STILL_MS;
  const cursorMs = isGap ? next.timeMs : wanted;
  let index = at;
  while (isDue(moments[index + 1]?.timeMs, moments[index]?.timeMs ?? 0, cursorMs)) index += 1;
  const moved = { ...model, replay: { ...replay, cursorMs } };
  if (index === at) return moved;
  if (index >= moments.length - 1) return backToLive({ ...moved, replay: { ...replay, cursorMs: null } });
  const moment = moments[index];
  // A clock that was set back takes the recording with it.
  const settled = {
    ...moved,
    replay: { ...replay, cursorMs: Math.min(cursorMs, (moment?.timeMs ?? 0) + LONGEST_STILL_MS) },
  };
  return travelTo(settled, moment);
}

const LONGEST_STILL_MS = 60_000;
const LONGEST_TICK_MS = 2000;

function isDue(nextMs: number | undefined, beforeMs: number, cursorMs: number): boolean {
  return nextMs !== undefined && (nextMs <= cursorMs || nextMs < beforeMs);
}

/** A step through time by the user holds the recording where they went. */
export function heldWhereMoved(before: Model, after: Model): Model {
  const { replay } = after;
  const moved = replay !== null && before.past !== after.past && replay === before.replay;
  return moved && replay.cursorMs !== null ? { ...after, replay: { ...replay, cursorMs: null } } : after;
}

/** Everything that the archive holds, and the newest sample. */
export function saveRecording(model: Model): Step {
  if (model.replay !== null) return quietly(withNotice(model, 'This is a recording already'));
  const target = focusedTarget(model);
  if (target === null || target.observation === null)
    return quietly(withNotice(model, 'Nothing to write yet: nothing has been read'));
  const { total } = placeOf(target.archive, target.archive.next);
  const writing = withNotice(model, `Writing ${total} samples to a recording…`);
  return [writing, [{ kind: 'save-recording', target: model.focus }]];
}

function fromBeginning(model: Model): Model {
  return travelTo(model, timeline(model).moments[0]);
}

function playing(model: Model): Model {
  const { replay, past } = model;
  return replay === null
    ? model
    : { ...model, replay: { ...replay, cursorMs: past?.timeMs ?? null, tickedMs: model.nowMs } };
}
