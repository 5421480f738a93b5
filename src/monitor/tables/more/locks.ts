import { type Field, field, having } from '../../fields/field.js';
import type { LockSample } from '../../metrics/sample/block-samples.js';
import { block } from '../table.js';

const LOCK_FIELDS: readonly Field<LockSample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field(
      'name',
      'lock',
      'text',
      'Name of the lock; user 0 and up are those of uwsgi.lock()',
      (lock) => lock.name,
    ),
  ),
  having(
    { tone: 'dim', looked: 'search' },
    field(
      'pid',
      '',
      'id',
      'Process that holds it, as far as uWSGI knows: it notes who took a lock a moment later, and a reader that lets go hides the others',
      (lock) => lock.pid,
    ),
  ),
  having(
    { looked: 'word' },
    field('holder', 'who', 'text', 'Who that is: a worker, the master, a spooler', (lock) => lock.holder),
  ),
  having(
    { grain: 'age' },
    field(
      'held_seconds',
      'age held',
      'seconds',
      'For how long every look found it with that process',
      (lock) => lock.heldSeconds,
    ),
  ),
];

export const LOCKS = block({
  kind: 'lock',
  about: { all: 'Locks', one: 'A lock.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.blocks.locks : null),
  key: (lock) => lock.name,
  name: (lock) => lock.name,
  fields: LOCK_FIELDS,
  columns: [
    ['name', 'LOCK', [36, 48, 60], 'left', 0],
    ['holder', 'HELD BY', [16, 18, 18], 'left', 1],
    ['pid', 'PID', [7, 7, 7], 'right', 3],
    ['held_seconds', 'FOR', [6, 6, 6], 'right', 2],
  ],
  firstSort: ['held_seconds', true],
  quickSorts: { age: 'held_seconds', id: 'name' },
  snapshotFields: 'name holder pid held_seconds',
  empty: 'The stats list no locks: set the option locks',
  note: 'The holder of a lock is a hint: uWSGI notes it a moment later, and a reader that lets go hides the other readers.',
  option: 'locks',
  of: 'workers',
});
