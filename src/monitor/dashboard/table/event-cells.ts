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
  return glyphs[LOOKS[kind][0]].slice(0, 1);
}

export function eventTone({ level }: ServerEvent): Tone {
  if (level === 'info') return 'plain';
  return level === 'warn' ? 'warn' : 'critical';
}

/** `✖ HARAKIRI`. */
export function eventTitle({ glyphs }: Scene, { kind }: ServerEvent): string {
  const [mark, word] = LOOKS[kind];
  return `${glyphs[mark]} ${word}`;
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

type MarkName = 'lost' | 'critical' | 'again' | 'ended' | 'live';

/** A mark and a word for each kind, in capitals where it is trouble. */
const LOOKS: Readonly<Record<EventKind, readonly [mark: MarkName, word: string]>> = {
  attached: ['live', 'attached'],
  harakiri: ['lost', 'HARAKIRI'],
  crash: ['lost', 'CRASHED'],
  killed: ['lost', 'KILLED'],
  recycle: ['again', 'recycled'],
  ended: ['ended', 'ended'],
  'worker-reload': ['again', 'reloaded'],
  respawn: ['again', 'respawned'],
  stuck: ['critical', 'STUCK'],
  stalled: ['critical', 'STALLED'],
  saturated: ['critical', 'SATURATED'],
  'queue-full': ['critical', 'QUEUE FULL'],
  'memory-growth': ['critical', 'MEMORY'],
  errors: ['critical', 'ERRORS'],
  'not-accepting': ['critical', 'NO ACCEPT'],
  'not-serving': ['critical', 'NOT SERVING'],
  'no-app': ['critical', 'NO APP'],
  'signals-wait': ['critical', 'SIGNALS'],
  reload: ['again', 'full reload'],
  'new-master': ['again', 'new master'],
  'source-lost': ['lost', 'LOST'],
  'stats-slow': ['critical', 'STATS SLOW'],
  asked: ['live', 'asked'],
  'ask-failed': ['critical', 'ASK FAILED'],
  'vassal-new': ['live', 'vassal new'],
  'vassal-gone': ['ended', 'vassal gone'],
  'vassal-respawn': ['again', 'RESPAWNED'],
  'vassal-reload': ['again', 'reloaded'],
  'vassal-blacklisted': ['lost', 'BLACKLISTED'],
  'node-new': ['live', 'node new'],
  'node-gone': ['ended', 'node gone'],
  'node-failed': ['critical', 'NODE FAILED'],
  'node-dead': ['lost', 'NODE DEAD'],
  'key-gone': ['critical', 'NO NODE'],
  'daemon-restart': ['again', 'DAEMON'],
  'cache-full': ['critical', 'CACHE FULL'],
};

/** `×` is drawn as `x` where only ASCII is. */
function timesCell(scene: Scene, place: VisibleColumn, text: string, tone: Tone): readonly Span[] {
  return textCell(scene, place, scene.glyphs.ascii ? text.replace('×', 'x') : text, tone);
}
