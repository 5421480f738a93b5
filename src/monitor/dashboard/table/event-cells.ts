/* The drawn cells of the events: a mark for the level, kinds in words, durations that go on. */

import type { EventKind, ServerEvent } from '../../metrics/events/server-event.js';
import type { VisibleColumn } from '../../tables/columns/visible-columns.js';
import type { EntryRow } from '../../tables/row.js';
import { formatCount, formatDuration } from '../../text/format.js';
import type { Span, Tone } from '../drawing/frame.js';
import type { Glyphs } from '../drawing/glyphs.js';
import { type Scene, secondsSince, secondsUntilShown } from '../drawing/scene.js';
import { textCell } from '../drawing/text-cell.js';

/** Null for a cell that goes by its unit. */
export function eventCell(
  scene: Scene,
  row: EntryRow<'event'>,
  place: VisibleColumn,
): readonly Span[] | null {
  const { event } = row.entry;
  switch (place.column.field.name) {
    case 'kind':
      return timesCell(scene, place, eventTitle(scene, event), eventTone(event));
    case 'worker':
      return timesCell(scene, place, event.slot === null ? '' : `W${event.slot}`, 'strong');
    case 'duration_seconds':
      return durationCell(scene, row, place);
    case 'count':
      return timesCell(scene, place, event.count === 1 ? '' : `×${formatCount(event.count)}`, 'strong');
    default:
      return null;
  }
}

/** One character. */
export function eventMark(glyphs: Glyphs, kind: EventKind): string {
  return MARKS[kind](glyphs).slice(0, 1);
}

export function eventTone({ level }: ServerEvent): Tone {
  if (level === 'info') return 'plain';
  return level === 'warn' ? 'warn' : 'critical';
}

/** `✖ HARAKIRI`. */
export function eventTitle({ glyphs }: Scene, { kind }: ServerEvent): string {
  return `${MARKS[kind](glyphs)} ${WORDS[kind]}`;
}

/** Something that happened once has none. While there are no readings only the loss goes on. */
function durationCell(scene: Scene, { entry }: EntryRow<'event'>, place: VisibleColumn): readonly Span[] {
  const { event } = entry;
  if (event.ongoing) {
    const present = scene.model.past === null && event.kind === 'source-lost';
    const since = present ? secondsSince : secondsUntilShown;
    return timesCell(
      scene,
      place,
      `${formatDuration(since(scene, event.beginMs))}+`,
      event.level === 'info' ? 'strong' : 'critical',
    );
  }
  const seconds = (event.lastMs - event.beginMs) / 1000;
  return timesCell(scene, place, seconds > 0 ? formatDuration(seconds) : '', 'plain');
}

const lost = (glyphs: Glyphs): string => glyphs.lost;
const alarm = (glyphs: Glyphs): string => glyphs.critical;
const again = (glyphs: Glyphs): string => glyphs.again;
const ended = (glyphs: Glyphs): string => glyphs.ended;
const live = (glyphs: Glyphs): string => glyphs.live;

const MARKS: Readonly<Record<EventKind, (glyphs: Glyphs) => string>> = {
  attached: live,
  harakiri: lost,
  crash: lost,
  recycle: again,
  ended: ended,
  'worker-reload': again,
  respawn: again,
  stuck: alarm,
  stalled: alarm,
  saturated: alarm,
  'queue-full': alarm,
  'memory-growth': alarm,
  errors: alarm,
  'not-accepting': alarm,
  'not-serving': alarm,
  'no-app': alarm,
  'signals-wait': alarm,
  reload: again,
  'new-master': again,
  'source-lost': lost,
  'stats-slow': alarm,
  asked: live,
  'ask-failed': alarm,
  'vassal-new': live,
  'vassal-gone': ended,
  'vassal-respawn': again,
  'vassal-reload': again,
  'vassal-blacklisted': lost,
  'node-new': live,
  'node-gone': ended,
  'node-failed': alarm,
  'node-dead': lost,
  'key-gone': alarm,
  'daemon-restart': again,
  'cache-full': alarm,
};

const WORDS: Readonly<Record<EventKind, string>> = {
  attached: 'attached',
  harakiri: 'HARAKIRI',
  crash: 'CRASHED',
  recycle: 'recycled',
  ended: 'ended',
  'worker-reload': 'reloaded',
  respawn: 'respawned',
  stuck: 'STUCK',
  stalled: 'STALLED',
  saturated: 'SATURATED',
  'queue-full': 'QUEUE FULL',
  'memory-growth': 'MEMORY',
  errors: 'ERRORS',
  'not-accepting': 'NO ACCEPT',
  'not-serving': 'NOT SERVING',
  'no-app': 'NO APP',
  'signals-wait': 'SIGNALS',
  reload: 'full reload',
  'new-master': 'new master',
  'source-lost': 'LOST',
  'stats-slow': 'STATS SLOW',
  asked: 'asked',
  'ask-failed': 'ASK FAILED',
  'vassal-new': 'vassal new',
  'vassal-gone': 'vassal gone',
  'vassal-respawn': 'RESPAWNED',
  'vassal-reload': 'reloaded',
  'vassal-blacklisted': 'BLACKLISTED',
  'node-new': 'node new',
  'node-gone': 'node gone',
  'node-failed': 'NODE FAILED',
  'node-dead': 'NODE DEAD',
  'key-gone': 'NO NODE',
  'daemon-restart': 'DAEMON',
  'cache-full': 'CACHE FULL',
};

/** `×` is drawn as `x` where only ASCII is. */
function timesCell(scene: Scene, place: VisibleColumn, text: string, tone: Tone): readonly Span[] {
  return textCell(scene, place, scene.glyphs.ascii ? text.replace('×', 'x') : text, tone);
}
