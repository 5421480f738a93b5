import { type Field, field, having } from '../../fields/field.js';
import type { CacheSample } from '../../metrics/sample/block-samples.js';
import { block, words } from '../table.js';

const CACHE_FIELDS: readonly Field<CacheSample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field('name', 'cache', 'text', 'Name of the cache', (cache) => cache.name),
  ),
  field('items', '', 'count', 'Items in it now', (cache) => cache.items),
  field(
    'items_limit',
    'max_items max',
    'count',
    'Items that fit: one less than max_items, because uWSGI keeps one for itself',
    (cache) => cache.itemsLimit,
  ),
  having(
    { json: { type: ['number', 'null'], minimum: 0, maximum: 1 } },
    field('full_ratio', 'full', 'ratio', 'Items as a share of what fits', (cache) => cache.fullRatio),
  ),
  field('hits_total', 'hits', 'count', 'Keys that were found, since the server started', (c) => c.hitsTotal),
  field(
    'misses_total',
    'misses miss',
    'count',
    'Keys that were not found, since the server started; looking before an update counts too',
    (cache) => cache.missesTotal,
  ),
  having(
    { json: { type: ['number', 'null'], minimum: 0, maximum: 1 } },
    field('hit_ratio', 'hit', 'ratio', 'Share of hits since the server started', (cache) => cache.hitRatio),
  ),
  having(
    { json: { type: ['number', 'null'], minimum: 0, maximum: 1 } },
    field(
      'recent_hit_ratio',
      'recent',
      'ratio',
      'Share of hits in the last interval; unknown when nothing was looked up in it',
      (cache) => cache.recentHitRatio,
    ),
  ),
  field(
    'hits_per_second',
    'rps',
    'per_second',
    'Hits per second in the last interval',
    (c) => c.hitsPerSecond,
  ),
  field(
    'misses_per_second',
    'missrate',
    'per_second',
    'Misses per second in the last interval',
    (cache) => cache.missesPerSecond,
  ),
  having(
    { tone: 'trouble' },
    field(
      'refused_total',
      'refused',
      'count',
      'Inserts that found the cache full, since the server started',
      (cache) => cache.fullTotal,
    ),
  ),
  field(
    'refused_per_second',
    '',
    'per_second',
    'Inserts that found the cache full per second in the last interval',
    (cache) => cache.fullPerSecond,
  ),
  field(
    'memory_bytes',
    'mem',
    'bytes',
    'Memory reserved for values, used or not',
    (cache) => cache.memoryBytes,
  ),
  field(
    'block_bytes',
    'blocksize',
    'bytes',
    'Size of a block: no value is longer',
    (cache) => cache.blockBytes,
  ),
  field('key_bytes', 'keysize', 'bytes', 'Longest key that fits', (cache) => cache.keyBytes),
  field('hash', '', 'text', 'Hash function of the keys', (cache) => cache.hash),
  field('hash_size', 'hashsize', 'count', 'Slots of the hash table', (cache) => cache.hashSize),
  field(
    'last_modified_at',
    'modified',
    'time',
    'When it was last changed; told only for caches with lastmod=1',
    (cache) => cache.lastModifiedMs,
  ),
];

export const CACHES = block({
  kind: 'cache',
  about: { all: 'Caches', one: 'A cache.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.blocks.caches : null),
  key: (cache) => cache.name,
  name: (cache) => cache.name,
  fields: CACHE_FIELDS,
  columns: [
    ['name', 'CACHE', [14, 28, 40], 'left', 0],
    ['items', 'ITEMS/MAX', [11, 13, 13], 'right', 1],
    ['full_ratio', 'FULL', [10, 16, 20], 'left', 5],
    ['hits_total', 'HITS', [6, 6, 6], 'right', 3],
    ['misses_total', 'MISS', [6, 6, 6], 'right', 4],
    ['hit_ratio', 'HIT%', [5, 5, 5], 'right', 2],
    ['recent_hit_ratio', 'NOW%', [5, 5, 5], 'right', 6],
    ['hits_per_second', 'HIT/s', [5, 6, 6], 'right', 9, 'HIT/s', 1],
    ['misses_per_second', 'MISS/s', [6, 6, 6], 'right', 10, 'MIS/s', 1],
    ['refused_total', 'REFUSED', [7, 7, 7], 'right', 7],
    ['memory_bytes', 'MEM', [5, 6, 6], 'right', 8],
    ['block_bytes', 'BLOCK', [6, 6, 6], 'right', 11, 'BLOCK', 1],
    ['last_modified_at', 'CHANGED', [8, 8, 8], 'right', 12, 'CHANGED', 2],
  ],
  firstSort: ['name', false],
  quickSorts: {
    busy: 'full_ratio',
    memory: 'memory_bytes',
    id: 'name',
    rps: 'hits_per_second',
    errors: 'refused_total',
  },
  snapshotFields: words(
    'name items items_limit full_ratio hits_total',
    'misses_total hit_ratio recent_hit_ratio refused_total memory_bytes',
  ),
  empty: 'The stats list no caches: set the option cache2',
  note: 'uWSGI keeps one item of each cache for itself: one of 20 is full with 19. Lookups before an update count as hits and misses.',
  option: 'cache2',
  of: 'workers',
});
