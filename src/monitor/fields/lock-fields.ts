import type { LockSample } from '../metrics/sample/block-samples.js';
import { type Field, field } from './field.js';

export const LOCK_FIELDS: readonly Field<LockSample>[] = [
  field(
    'name',
    'lock',
    'text',
    'Name of the lock; user 0 and up are those of uwsgi.lock()',
    (lock) => lock.name,
  ),
  field(
    'pid',
    '',
    'id',
    'Process that holds it, as far as uWSGI knows: it notes who took a lock a moment later, and a reader that lets go hides the others',
    (lock) => lock.pid,
  ),
  field('holder', 'who', 'text', 'Who that is: a worker, the master, a spooler', (lock) => lock.holder),
  field(
    'held_seconds',
    'age held',
    'seconds',
    'For how long every look found it with that process',
    (lock) => lock.heldSeconds,
  ),
];
