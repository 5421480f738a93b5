import { eventSeconds, type ServerEvent } from '../metrics/events/server-event.js';
import { type Field, field, oneOf } from './field.js';

/** An event and the moment at which it is looked at. */
export interface EventEntry {
  readonly event: ServerEvent;
  readonly nowMs: number;
}

export const EVENT_FIELDS: readonly Field<EventEntry>[] = [
  field('id', '', 'id', 'Number of the event, from 1 since tstop attached', ({ event }) => event.id),
  field('begin_at', 'begin', 'time', 'When it happened first, or began', ({ event }) => event.beginMs),
  field(
    'last_at',
    'last',
    'time',
    'When it happened last, or ended; while it goes on, when it began',
    ({ event }) => event.lastMs,
  ),
  oneOf(
    'info warn critical',
    field('level', '', 'text', 'info, warn or critical', ({ event }) => event.level),
  ),
  field(
    'kind',
    '',
    'text',
    'What happened: harakiri, crash, recycle, worker-reload, respawn, stuck, saturated and others',
    ({ event }) => event.kind,
  ),
  field(
    'worker',
    'slot wid',
    'id',
    'Position of the worker, from 1; none where it is about the whole server',
    ({ event }) => event.slot,
  ),
  field(
    'name',
    'about',
    'text',
    'What it is about, where that is no worker: a vassal, node, cache or daemon',
    ({ event }) => event.name,
  ),
  field(
    'duration_seconds',
    'dur',
    'seconds',
    'From the beginning to the end, or so far; of repeats from the first to the last; none for a moment',
    ({ event, nowMs }) => (isMoment(event) ? null : eventSeconds(event, nowMs)),
  ),
  field('ongoing', '', 'flag', 'Whether it still holds', ({ event }) => event.ongoing),
  field('count', '', 'count', 'How many repeats the row stands for', ({ event }) => event.count),
  field('method', '', 'text', 'Method of the request that it is about', ({ event }) => event.method),
  field('uri', '', 'text', 'URI of the request that it is about', ({ event }) => event.uri),
  field('text', '', 'text', 'What is known about it, in words', ({ event }) => event.text),
];

function isMoment(event: ServerEvent): boolean {
  return !event.ongoing && event.lastMs === event.beginMs;
}
