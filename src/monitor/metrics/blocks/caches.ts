import type { CacheStats } from '../../../stats/master-blocks.js';
import type { CacheSample } from '../sample/block-samples.js';
import { countOf, growth, millisecondsOf, perSecond } from '../sample/counters.js';

export function cacheSamples(
  caches: readonly CacheStats[],
  before: readonly CacheStats[] | null,
  seconds: number | null,
): readonly CacheSample[] {
  const earlier = new Map(before?.map((cache) => [cache.name, cache]));
  return caches.map((cache) => cacheSample(cache, earlier.get(cache.name) ?? null, seconds));
}

function cacheSample(cache: CacheStats, before: CacheStats | null, seconds: number | null): CacheSample {
  const hits = growth(before?.hits, cache.hits);
  const misses = growth(before?.miss, cache.miss);
  const items = countOf(cache.items);
  const itemsLimit = limitOf(cache);
  const hitsTotal = countOf(cache.hits);
  const missesTotal = countOf(cache.miss);
  return {
    name: cache.name,
    items,
    itemsLimit,
    fullRatio:
      items === null || itemsLimit === null || itemsLimit <= 0 ? null : Math.min(1, items / itemsLimit),
    hitsTotal,
    missesTotal,
    hitRatio: shareOf(hitsTotal, missesTotal),
    recentHitRatio: shareOf(hits, misses),
    hitsPerSecond: perSecond(hits, seconds),
    missesPerSecond: perSecond(misses, seconds),
    fullTotal: countOf(cache.full),
    fullPerSecond: perSecond(growth(before?.full, cache.full), seconds),
    memoryBytes: productOf(countOf(cache.blocks), countOf(cache.blocksize)),
    blockBytes: countOf(cache.blocksize),
    keyBytes: countOf(cache.keysize),
    hash: cache.hash,
    hashSize: countOf(cache.hashsize),
    lastModifiedMs: millisecondsOf(cache.last_modified_at),
  };
}

/** Item 0 is uWSGI's own: a cache of 20 items is full with 19. */
function limitOf(cache: CacheStats): number | null {
  const items = countOf(cache.max_items);
  return items === null ? null : Math.max(0, items - 1);
}

function shareOf(hits: number | null, misses: number | null): number | null {
  if (hits === null || misses === null || hits + misses === 0) return null;
  return hits / (hits + misses);
}

function productOf(count: number | null, bytes: number | null): number | null {
  return count === null || bytes === null ? null : countOf(count * bytes);
}
