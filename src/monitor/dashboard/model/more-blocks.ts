/** What a document holds beside its main table, as rows. */
import type { Entries, EntryRow, EntryRowOf } from '../../fields/row.js';
import type { MoreSection } from '../../fields/table-fields.js';
import type { Observed } from '../../metrics/observation.js';
import type { SampleBody } from '../../metrics/sample/sample.js';
import { uniqueKeys } from './row-keys.js';

/** In the order of their titles: what a server has only if somebody wanted it comes first. */
export const WORKERS_SECTIONS = [
  'caches',
  'spoolers',
  'crons',
  'daemons',
  'apps',
  'metrics',
  'legions',
  'locks',
] as const satisfies readonly MoreSection[];

const ROUTER_SECTIONS = ['keys'] as const satisfies readonly MoreSection[];

/** The sections that the document has. */
export function sectionsOf(observation: Observed | null): readonly MoreSection[] {
  const body = observation?.sample.body;
  if (body === undefined) return [];
  return possibleSections(body).filter((section) => listOf(body, section) !== null);
}

/** The sections that a document of this kind may have. */
export function possibleSections(body: SampleBody): readonly MoreSection[] {
  if (body.kind === 'workers') return WORKERS_SECTIONS;
  return body.kind === 'router' ? ROUTER_SECTIONS : [];
}

/** null: the document has no such section. */
export function sectionCount(observation: Observed | null, section: MoreSection): number | null {
  const body = observation?.sample.body;
  return body === undefined ? null : (listOf(body, section)?.length ?? null);
}

/** In the order of the document. */
export function sectionRows(body: SampleBody, section: MoreSection): readonly EntryRow[] {
  if (body.kind === 'router')
    return section === 'keys' ? keyed('key', body.router.keys, (key) => key.key) : [];
  if (body.kind !== 'workers') return [];
  const { apps, blocks } = body.workers;
  switch (section) {
    case 'caches':
      return keyed('cache', blocks.caches, (cache) => cache.name);
    case 'spoolers':
      return keyed('spooler', blocks.spoolers, (spooler) => spooler.directory);
    case 'crons':
      return keyed('cron', blocks.crons, (cron) => `${cron.spec} ${cron.command}`);
    case 'daemons':
      return keyed('daemon', blocks.daemons, (daemon) => daemon.command);
    case 'apps':
      return keyed('app', apps, (app) => `${app.modifier1} ${app.mountpoint}`);
    case 'metrics':
      return (blocks.metrics ?? []).map((entry) => ({ kind: 'metric', key: entry.name, entry }));
    case 'legions':
      return keyed('legion', blocks.legions, (legion) => legion.name);
    case 'locks':
      return keyed('lock', blocks.locks, (lock) => lock.name);
    case 'keys':
      return [];
  }
}

/** A server without workers loads no apps, and has no list of them. */
function listOf(body: SampleBody, section: MoreSection): readonly unknown[] | null {
  if (body.kind === 'router') return section === 'keys' ? body.router.keys : null;
  if (body.kind !== 'workers' || section === 'keys') return null;
  const { apps, blocks, workers } = body.workers;
  if (section === 'apps') return workers.length === 0 ? null : apps;
  return blocks[section];
}

function keyed<K extends keyof Entries>(
  kind: K,
  entries: readonly Entries[K][] | null,
  nameOf: (entry: Entries[K]) => string,
): readonly EntryRowOf<K>[] {
  const list = entries ?? [];
  const keys = uniqueKeys(list.map(nameOf));
  return list.map((entry, index) => ({ kind, key: keys[index] ?? '', entry }));
}
