/**
 * Going back to what was. The screen holds one moment, `past`; views, filters and selections stay as they are, readings
 * go on underneath. Moments are identified by the number of their sample, not by their time: clocks may be set.
 */
import { type KeptPlace, keptSamples, placeOf, recalled } from '../../metrics/archive/sample-archive.js';
import type { KeptSample } from '../../metrics/archive/segment.js';
import { formatClock } from '../../text/format.js';
import type { Model, Past } from '../model/model.js';
import { focusedTarget } from '../model/shown.js';
import { withNotice } from '../steps/notices.js';
import { suitedToTable } from '../table/suited-table.js';

/** The sample before the one on the screen, or (`by` 1) the one after it; after the newest comes the present. */
export function stepSample(model: Model, by: 1 | -1): Model {
  const { moments, at } = timeline(model);
  const index = at + by;
  if (index < 0) return withNotice(model, NOTHING_OLDER);
  if (index >= moments.length - 1) return backToLive(model);
  return travelTo(model, moments[index]);
}

const NOTHING_OLDER = 'Nothing older is kept';

/** As far back (`by` -1) or forward as it takes for a minute to pass, or to the end. */
export function stepMinute(model: Model, by: 1 | -1): Model {
  const { moments, at } = timeline(model);
  let index = at;
  for (let passedMs = 0; passedMs < MINUTE_MS && moments[index + by] !== undefined; index += by)
    passedMs += Math.max(0, by * ((moments[index + by]?.timeMs ?? 0) - (moments[index]?.timeMs ?? 0)));
  if (index === at && by === -1) return withNotice(model, NOTHING_OLDER);
  return index >= moments.length - 1 ? backToLive(model) : travelTo(model, moments[index]);
}

const MINUTE_MS = 60_000;

/** The sample in which something happened that is next to the one on the screen. */
export function stepEvent(model: Model, by: 1 | -1): Model {
  const { moments, at } = timeline(model);
  const found = by === 1 ? moments.slice(at + 1) : moments.slice(0, Math.max(0, at)).reverse();
  const moment = found.find(({ eventful }) => eventful);
  if (moment === undefined) return withNotice(model, `No ${by === 1 ? 'later' : 'earlier'} event is kept`);
  return travelTo(model, moment);
}

/** The kept sample nearest to that time; the newest is the present. */
export function goToTime(model: Model, timeMs: number): Model {
  const { moments } = timeline(model);
  const nearest = nearestTo(moments, timeMs);
  return nearest === moments.at(-1) ? backToLive(model) : arrivedAt(model, moments, nearest, timeMs);
}

/** The same for a time that the user named: the newest sample is held too, unless they meant now. */
export function goToNamedTime(model: Model, timeMs: number): Model {
  if (timeMs >= presentMs(model)) return backToLive(model);
  const { moments } = timeline(model);
  return arrivedAt(model, moments, nearestTo(moments, timeMs), timeMs);
}

/** The first kept sample that an event is in. It is held on the screen, even if it is the newest. */
export function goToEvent(model: Model, beginMs: number): Model {
  const { moments } = timeline(model);
  return arrivedAt(
    model,
    moments,
    moments.find(({ timeMs }) => timeMs >= beginMs) ?? moments.at(-1),
    beginMs,
  );
}

/** Of several (the clock was set back) the newest. */
function nearestTo(moments: readonly KeptSample[], timeMs: number): KeptSample | undefined {
  const distance = (moment: KeptSample) => Math.abs(moment.timeMs - timeMs);
  return moments.reduceRight<KeptSample | undefined>(
    (best, moment) => (best === undefined || distance(moment) < distance(best) ? moment : best),
    undefined,
  );
}

function arrivedAt(
  model: Model,
  moments: readonly KeptSample[],
  moment: KeptSample | undefined,
  timeMs: number,
): Model {
  const arrived = travelTo(model, moment);
  if (moment === undefined || moment !== moments[0] || timeMs >= moment.timeMs) return arrived;
  return withNotice(arrived, `Nothing older than ${clockOf(model, moment.timeMs)} is kept`);
}

function clockOf(model: Model, timeMs: number): string {
  return formatClock(timeMs, model.utcOffsetMinutes);
}

/** Reference of "ago": now, or the newest sample of a recording. */
export function presentMs(model: Model): number {
  const newest = focusedTarget(model)?.observation?.sample;
  const isRecorded =
    model.replay !== null || newest?.reading.protocol === 'file' || newest?.reading.protocol === 'stdin';
  return isRecorded && newest !== undefined ? newest.timeMs : model.nowMs;
}

export function backToLive(model: Model): Model {
  return model.past === null ? model : suitedToTable(model, { ...model, past: null });
}

/** Freezes the newest sample, or goes on with the present. */
export function togglePause(model: Model): Model {
  if (model.past !== null) return backToLive(model);
  const target = focusedTarget(model);
  if (target === null || target.observation === null) return withNotice(model, 'Nothing to freeze yet');
  const { observation, archive } = target;
  const { timeMs } = observation.sample;
  return { ...model, past: { timeMs, observation, sequence: archive.next, pausedSinceMs: model.nowMs } };
}

/** The place of the moment on the screen among those that are kept; null before the first reading. */
export function samplePlace(model: Model): KeptPlace | null {
  const target = focusedTarget(model);
  if (target === null || target.observation === null) return null;
  return placeOf(target.archive, model.past?.sequence ?? target.archive.next);
}

interface Timeline {
  /** Oldest first; the last one is the present. */
  readonly moments: readonly KeptSample[];
  /** Index of the moment on the screen, or where it was if it is not kept any more. */
  readonly at: number;
}

export function timeline(model: Model): Timeline {
  const target = focusedTarget(model);
  if (target === null || target.observation === null) return { moments: [], at: 0 };
  const { archive, observation } = target;
  const { timeMs } = observation.sample;
  const eventful = observation.events !== archive.newest?.events;
  const moments = [...keptSamples(archive), { sequence: archive.next, timeMs, eventful }];
  const shown = model.past?.sequence ?? archive.next;
  return {
    moments,
    at: Math.max(
      0,
      moments.findLastIndex(({ sequence }) => sequence <= shown),
    ),
  };
}

export function travelTo(model: Model, moment: KeptSample | undefined): Model {
  const target = focusedTarget(model);
  if (moment === undefined || target === null) return withNotice(model, NOTHING_OLDER);
  const { archive, observation: newest } = target;
  const observation =
    moment.sequence === archive.next ? newest : recalled(archive, moment.sequence, newest?.history ?? []);
  if (observation === null) return withNotice(model, 'That sample is no longer kept', 'error');
  const past: Past = { timeMs: moment.timeMs, observation, sequence: moment.sequence, pausedSinceMs: null };
  return suitedToTable(model, { ...model, past });
}

/** Selectable spans of the charts, in seconds. */
export const CHART_SPANS: readonly number[] = [120, 300, 900, 1800, 3600, 7200];

/** Until the user chooses, charts grow with the known time, up to here, instead of being mostly blank. */
const MOST_BY_ITSELF = 900;

/** Current span of the charts. */
export function chartSpanSeconds(model: Model): number {
  const { chartSpanSeconds: chosen } = model.settings;
  if (chosen !== null) return chosen;
  const history = focusedTarget(model)?.observation?.history ?? [];
  const knownSeconds = ((history.at(-1)?.timeMs ?? 0) - (history[0]?.timeMs ?? 0)) / 1000;
  return CHART_SPANS.find((span) => span >= Math.min(knownSeconds, MOST_BY_ITSELF)) ?? MOST_BY_ITSELF;
}

/** `by` 1: more time, -1: less; stays within what there is. */
export function zoomed(model: Model, by: 1 | -1): Model {
  const span = chartSpanSeconds(model);
  const next =
    by > 0
      ? CHART_SPANS.find((candidate) => candidate > span)
      : CHART_SPANS.findLast((candidate) => candidate < span);
  if (next === undefined) return model;
  return { ...model, settings: { ...model.settings, chartSpanSeconds: next } };
}

/** The charts choose their span by the known time again. */
export function zoomedByItself(model: Model): Model {
  return { ...model, settings: { ...model.settings, chartSpanSeconds: null } };
}
