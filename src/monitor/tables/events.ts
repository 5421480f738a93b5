import { type Field, field, having, oneOf } from '../fields/field.js';
import { EVENT_KINDS, eventSeconds, type ServerEvent } from '../metrics/events/server-event.js';
import type { EventEntry } from './row.js';
import { table } from './table.js';

const EVENT_FIELDS: readonly Field<EventEntry>[] = [
  having(
    { json: { type: 'integer', minimum: 1 } },
    field('id', '', 'id', 'Number of the event, from 1 since tstop attached', ({ event }) => event.id),
  ),
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
    having(
      { widths: [8, 8, 8] },
      field('level', '', 'text', 'info, warn or critical', ({ event }) => event.level),
    ),
  ),
  having(
    { looked: 'word', json: { enum: EVENT_KINDS } },
    field(
      'kind',
      '',
      'text',
      'What happened: harakiri, crash, recycle, worker-reload, respawn, stuck, saturated and others',
      ({ event }) => event.kind,
    ),
  ),
  having(
    { json: { type: ['integer', 'null'], minimum: 1 } },
    field(
      'worker',
      'slot wid',
      'id',
      'Number of the worker; none where it is about the whole server',
      ({ event }) => event.slot,
    ),
  ),
  having(
    { tone: 'strong', looked: 'word' },
    field(
      'name',
      'about',
      'text',
      'What it is about, where that is no worker: a vassal, node, cache or daemon',
      ({ event }) => event.name,
    ),
  ),
  field(
    'duration_seconds',
    'dur',
    'seconds',
    'From the beginning to the end, or so far; of repeats from the first to the last; none for a moment',
    ({ event, nowMs }) => (isMoment(event) ? null : eventSeconds(event, nowMs)),
  ),
  having(
    { json: { type: 'boolean' } },
    field('ongoing', '', 'flag', 'Whether it still holds', ({ event }) => event.ongoing),
  ),
  having(
    { json: { type: 'number', minimum: 1 } },
    field('count', '', 'count', 'How many repeats the row stands for', ({ event }) => event.count),
  ),
  having(
    { looked: 'word', widths: [6, 7, 7] },
    field('method', '', 'text', 'Method of the request that it is about', ({ event }) => event.method),
  ),
  having(
    { looked: 'word', widths: [24, 44, 72] },
    field('uri', '', 'text', 'URI of the request that it is about', ({ event }) => event.uri),
  ),
  having(
    { looked: 'word', json: { type: 'string' } },
    field('text', '', 'text', 'What is known about it, in words', ({ event }) => event.text),
  ),
];

function isMoment(event: ServerEvent): boolean {
  return !event.ongoing && event.lastMs === event.beginMs;
}

export const EVENTS = table({
  kind: 'event',
  about: {
    all: 'What happened since tstop attached, oldest first',
    one: 'Something that happened to the server.',
  },
  entries: ({ events, sample }) => events.map((event) => ({ event, nowMs: sample.timeMs })),
  newestFirst: true,
  key: ({ event }) => `e${event.id}`,
  keysDiffer: true,
  name: () => null,
  fields: EVENT_FIELDS,
  columns: [
    ['begin_at', 'TIME', [8, 8, 8], 'right', 0],
    ['kind', 'EVENT', [13, 13, 13], 'left', 1],
    ['worker', 'WID', [4, 4, 4], 'left', 2],
    ['duration_seconds', 'FOR', [6, 6, 6], 'right', 4],
    ['count', 'TIMES', [5, 5, 5], 'right', 5],
    ['text', 'WHAT', [24, 44, 72], 'left', 3],
  ],
  firstSort: ['begin_at', true],
  quickSorts: { age: 'begin_at', id: 'worker' },
  snapshotFields: 'begin_at kind worker duration_seconds count text',
  empty: 'Nothing has happened',
});
