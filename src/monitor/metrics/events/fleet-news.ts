/** Events of vassals and nodes between two samples of the same emperor or router. Raw: names are the server's. */
import { formatCount } from '../../text/format.js';
import { nodeKey } from '../fleet/router.js';
import type { NodeSample, RouterBody, VassalSample } from '../sample/fleet-samples.js';
import type { Sample } from '../sample/sample.js';
import type { EventKind, EventLevel, EventNews } from './server-event.js';

export function fleetNews(before: Sample | null, { body, timeMs }: Sample): readonly EventNews[] {
  if (before === null) return [];
  if (body.kind === 'emperor' && before.body.kind === 'emperor')
    return vassalsNews(before.body.vassals, body.vassals, timeMs);
  if (body.kind === 'router' && before.body.kind === 'router')
    return routerNews(before.body.router, body.router, timeMs);
  return [];
}

function vassalsNews(
  before: readonly VassalSample[],
  now: readonly VassalSample[],
  nowMs: number,
): readonly EventNews[] {
  const earlier = new Map(before.map((vassal) => [vassal.name, vassal]));
  const names = new Set(now.map(({ name }) => name));
  const gone = before.filter(({ name, state }) => !names.has(name) && state !== 'blacklisted');
  return [
    ...gone.map(({ name }) => news('vassal-gone', 'info', name, `${name} removed`, nowMs)),
    ...now.flatMap((vassal) => vassalNews(earlier.get(vassal.name) ?? null, vassal, nowMs)),
  ];
}

/** One that waits in the blacklist has news of its own. */
function vassalNews(before: VassalSample | null, now: VassalSample, nowMs: number): readonly EventNews[] {
  const { name } = now;
  if (now.state === 'blacklisted' || before?.state === 'blacklisted') return [];
  if (before === null) return [news('vassal-new', 'info', name, `${name} added`, nowMs)];
  if (before.pid !== null && now.pid !== null && before.pid !== now.pid) {
    return [news('vassal-respawn', 'warn', name, `${name}: ${before.pid} → ${now.pid}`, nowMs)];
  }
  const reloaded = now.pid === before.pid && (now.respawns ?? 0) > (before.respawns ?? now.respawns ?? 0);
  return reloaded ? [news('vassal-reload', 'info', name, `${name}: its configuration changed`, nowMs)] : [];
}

function routerNews(before: RouterBody, now: RouterBody, nowMs: number): readonly EventNews[] {
  const earlier = new Map(before.nodes.map((node) => [nodeKey(node), node]));
  const listed = new Set(now.nodes.map(nodeKey));
  const keys = new Set(now.keys?.map(({ key }) => key));
  const gone = before.nodes.filter((node) => !listed.has(nodeKey(node)));
  const keysGone = (before.keys ?? []).filter(({ key }) => !keys.has(key));
  return [
    ...gone.map((node) => news('node-gone', 'info', nameOf(node), `${nameOf(node)} left`, nowMs)),
    ...keysGone.map(({ key }) => news('key-gone', 'warn', key, `${key} has no node any more`, nowMs)),
    ...now.nodes.flatMap((node) => nodeNews(earlier.get(nodeKey(node)) ?? null, node, nowMs)),
  ];
}

function nodeNews(before: NodeSample | null, now: NodeSample, nowMs: number): readonly EventNews[] {
  const name = nameOf(now);
  if (before === null) return [news('node-new', 'info', name, `${name} subscribed`, nowMs)];
  const failed = (now.failures ?? 0) - (before.failures ?? now.failures ?? 0);
  if (failed <= 0) return [];
  const times = failed === 1 ? '' : ` ${formatCount(failed)} times`;
  return [news('node-failed', 'warn', name, `${name} could not be reached${times}`, nowMs)];
}

/** `127.0.0.1:8401 of app.example.com`. */
export function nameOf({ name, key }: NodeSample): string {
  return key === null ? name : `${name} of ${key}`;
}

function news(kind: EventKind, level: EventLevel, name: string, text: string, beginMs: number): EventNews {
  return { kind, level, slot: null, name, beginMs, text };
}
