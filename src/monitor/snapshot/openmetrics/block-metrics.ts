/*
 * Metrics of caches under the names of uwsgi_exporter, to which counters add the `_total` that the format asks for and
 * the exporter forgot, and of tstop's own of what the exporter does not know.
 */
import type {
  CacheSample,
  CronSample,
  DaemonSample,
  LegionSample,
  LockSample,
  MetricSample,
  SpoolerSample,
} from '../../metrics/sample/block-samples.js';
import type { KeySample } from '../../metrics/sample/sample.js';
import type { Labels, MetricFamily } from './metric-text.js';

export function cacheMetrics(caches: readonly CacheSample[]): readonly MetricFamily[] {
  const of = maker(caches, ({ name }) => ({ name }));
  return [
    of('uwsgi_cache_hits_total', 'Keys that were found.', (cache) => cache.hitsTotal),
    of('uwsgi_cache_misses_total', 'Keys that were not found.', (cache) => cache.missesTotal),
    of('uwsgi_cache_full_total', 'Inserts that found the cache full.', (cache) => cache.fullTotal),
    of('uwsgi_cache_items', 'Items in the cache.', (cache) => cache.items),
    of('uwsgi_cache_max_items', "Items of the cache, one of them uWSGI's own.", ({ itemsLimit }) =>
      itemsLimit === null ? null : itemsLimit + 1,
    ),
    of('tstop_cache_memory_bytes', 'Memory reserved for values.', (cache) => cache.memoryBytes),
  ];
}

export function spoolerMetrics(spoolers: readonly SpoolerSample[]): readonly MetricFamily[] {
  const numbered = spoolers.map((spooler, index) => ({ spooler, index }));
  const of = maker(numbered, ({ spooler, index }) => ({ spooler: spooler.directory, process: index + 1 }));
  return [
    of('tstop_spooler_tasks_total', 'Tasks that were run.', ({ spooler }) => spooler.tasksTotal),
    of('tstop_spooler_running', 'Whether it is inside a task.', ({ spooler }) =>
      spooler.state === null ? null : spooler.state === 'running',
    ),
    of('tstop_spooler_respawns_total', 'Times that it was started again.', ({ spooler }) => spooler.respawns),
  ];
}

export function cronMetrics(crons: readonly CronSample[]): readonly MetricFamily[] {
  const of = maker(crons, ({ command, spec }) => ({ command, schedule: spec ?? '' }));
  return [
    of('tstop_cron_running', 'Whether the command runs.', (cron) => cron.state === 'running'),
    of('tstop_cron_age_seconds', 'How long the present run has been going on.', (c) => c.ageSeconds),
  ];
}

export function daemonMetrics(daemons: readonly DaemonSample[]): readonly MetricFamily[] {
  const of = maker(daemons, ({ command }) => ({ command }));
  return [
    of('tstop_daemon_running', 'Whether the daemon runs.', ({ state }) =>
      state === null ? null : state === 'running',
    ),
  ];
}

export function lockMetrics(locks: readonly LockSample[]): readonly MetricFamily[] {
  const of = maker(locks, ({ name }) => ({ lock: name }));
  return [of('tstop_lock_held', 'Whether somebody holds the lock.', (lock) => lock.pid !== null)];
}

export function legionMetrics(legions: readonly LegionSample[]): readonly MetricFamily[] {
  const of = maker(legions, ({ name }) => ({ legion: name }));
  return [
    of('tstop_legion_lord', 'Whether this node is the lord.', ({ state }) => state === 'lord'),
    of('tstop_legion_members', 'Other nodes that are heard of.', (l) => l.members?.length ?? null),
  ];
}

/** The server's own metrics, by name: they are too many and too different for names of their own. */
export function valueMetrics(metrics: readonly MetricSample[]): readonly MetricFamily[] {
  const of = maker(metrics, ({ name, type }) => ({ metric: name, type: type ?? '' }));
  return [of('tstop_metric_value', 'Value of a metric of uWSGI.', (metric) => metric.value)];
}

export function keyMetrics(keys: readonly KeySample[]): readonly MetricFamily[] {
  const of = maker(keys, ({ key }) => ({ key }));
  return [
    of('tstop_key_requests_total', 'Requests for the key.', (key) => key.requestsTotal),
    of('tstop_key_nodes', 'Nodes that subscribed to the key.', (key) => key.nodes),
    of('tstop_key_nodes_up', 'Nodes that the router has not given up.', (key) => key.nodesUp),
  ];
}

function maker<T>(subjects: readonly T[], labels: (subject: T) => Labels) {
  return (name: string, help: string, value: (subject: T) => number | boolean | null): MetricFamily => ({
    name,
    type: name.endsWith('_total') ? 'counter' : 'gauge',
    help,
    series: subjects.map((subject) => ({ labels: labels(subject), value: value(subject) })),
  });
}
