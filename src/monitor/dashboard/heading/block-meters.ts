/* Summary of the blocks beside the workers, for very wide screens; only of blocks that are there. */
import type { BlockSamples, CacheSample, CronSample } from '../../metrics/sample/block-samples.js';
import { formatDuration, formatPercent } from '../../text/format.js';
import { clockOf, type Scene } from '../drawing/scene.js';
import { type Counter, counterGroup, type MeterGroup } from './meter-group.js';

/** null: the document has none of them. */
export function blockMeters(scene: Scene, blocks: BlockSamples): MeterGroup | null {
  const counters = [
    ...cacheCounter(blocks.caches ?? []),
    ...spoolerCounter(blocks),
    ...cronCounter(scene, blocks.crons ?? []),
  ];
  return counters.length === 0 ? null : counterGroup(counters, LEAST_CELLS);
}

/** Keeps its neighbours in place while numbers change. */
const LEAST_CELLS = 26;

/** Hits of all caches, lately if anything was looked up, else since the start. */
function cacheCounter(caches: readonly CacheSample[]): readonly Counter[] {
  if (caches.length === 0) return [];
  const recent = shareOf(caches, 'hitsPerSecond', 'missesPerSecond');
  const value = formatPercent(recent ?? shareOf(caches, 'hitsTotal', 'missesTotal'));
  const full = caches.filter(({ fullRatio }) => fullRatio === 1).length;
  const note = full === 0 ? 'hit' : `hit, ${full} full`;
  return [{ label: 'CACHE', value, tone: 'plain', note }];
}

function shareOf(
  caches: readonly CacheSample[],
  hits: 'hitsPerSecond' | 'hitsTotal',
  misses: 'missesPerSecond' | 'missesTotal',
): number | null {
  const hit = caches.reduce((sum, cache) => sum + (cache[hits] ?? 0), 0);
  const missed = caches.reduce((sum, cache) => sum + (cache[misses] ?? 0), 0);
  return hit + missed > 0 ? hit / (hit + missed) : null;
}

function spoolerCounter({ spoolers }: BlockSamples): readonly Counter[] {
  if (spoolers === null || spoolers.length === 0) return [];
  const running = spoolers.filter(({ state }) => state === 'running').length;
  const dead = spoolers.some(({ state }) => state === 'dead');
  const value = `${running}/${spoolers.length}`;
  return [
    { label: 'SPOOLER', value, tone: dead ? 'critical' : 'plain', note: dead ? 'one is dead' : 'running' },
  ];
}

function cronCounter(scene: Scene, crons: readonly CronSample[]): readonly Counter[] {
  if (crons.length === 0) return [];
  const next = crons.reduce<number | null>(
    (soonest, { nextRunMs }) => (nextRunMs === null ? soonest : Math.min(soonest ?? nextRunMs, nextRunMs)),
    null,
  );
  if (next === null) return [{ label: 'CRON', value: '-', tone: 'plain', note: 'next is not known' }];
  const wait = formatDuration(Math.max(0, (next - scene.shownAtMs) / 1000));
  return [
    { label: 'CRON', value: clockOf(scene, next).slice(0, 5), tone: 'plain', note: `next, in ${wait}` },
  ];
}
