/** Events of daemons and caches between two samples of the same life of a server. */
import { formatCount } from '../../text/format.js';
import type { CacheSample, DaemonSample } from '../sample/block-samples.js';
import type { Sample } from '../sample/sample.js';
import type { EventNews } from './server-event.js';

export function blockNews(
  before: Sample | null,
  { body, timeMs, intervalSeconds }: Sample,
): readonly EventNews[] {
  if (body.kind !== 'workers' || before?.body.kind !== 'workers') return [];
  const daemons = before.body.workers.blocks.daemons ?? [];
  return [
    ...(body.workers.blocks.daemons ?? []).flatMap((daemon, index) =>
      daemonNews(daemons[index] ?? null, daemon, timeMs),
    ),
    ...(body.workers.blocks.caches ?? []).flatMap((cache) => cacheNews(cache, intervalSeconds, timeMs)),
  ];
}

function daemonNews(before: DaemonSample | null, now: DaemonSample, nowMs: number): readonly EventNews[] {
  if (before === null || before.command !== now.command || now.restarts <= before.restarts) return [];
  const pids = before.pid === null ? `${now.pid ?? '?'}` : `${before.pid} → ${now.pid ?? '?'}`;
  const text = `${pids}, ${now.command}`;
  return [{ kind: 'daemon-restart', level: 'warn', slot: null, name: now.command, beginMs: nowMs, text }];
}

function cacheNews(cache: CacheSample, seconds: number | null, nowMs: number): readonly EventNews[] {
  const refused = Math.round((cache.fullPerSecond ?? 0) * (seconds ?? 0));
  if (refused <= 0) return [];
  const inserts = `${formatCount(refused)} insert${refused === 1 ? '' : 's'}`;
  const text = `${cache.name}: no room for ${inserts}`;
  return [{ kind: 'cache-full', level: 'warn', slot: null, name: cache.name, beginMs: nowMs, text }];
}
