import type { Sample, WorkersBody } from '../../metrics/sample/sample.js';
import type { Layout, Snapshot } from '../snapshot.js';
import type { ViewName } from '../views.js';
import {
  cacheMetrics,
  cronMetrics,
  daemonMetrics,
  keyMetrics,
  legionMetrics,
  lockMetrics,
  spoolerMetrics,
  valueMetrics,
} from './block-metrics.js';
import { emperorMetrics, routerMetrics } from './gateway-metrics.js';
import { type MetricFamily, metricText } from './metric-text.js';
import { serverMetrics } from './server-metrics.js';
import { appMetrics, coreMetrics, socketMetrics, workerMetrics } from './worker-metrics.js';

/*
 * OpenMetrics for Prometheus. Where uwsgi_exporter has a metric, name, labels and meaning are the same, so that its
 * dashboards keep working; what only tstop knows is named `tstop_…`. Cores, the server's own metrics and locks are many,
 * and off unless asked for with `--view cores` and so on, or `--view all`.
 */

export function renderOpenMetrics(snapshot: Snapshot, _layout: Layout): string {
  const { view } = snapshot.selection;
  const families = [
    UP,
    ...groupsOf(snapshot).flatMap((group) => (isWanted(group.view, view) ? group.families() : [])),
  ];
  return exposition(families, snapshot.address);
}

/** Metrics for a server that could not be read, so that a stale file does not go on saying that it is up. */
export function openMetricsDown(address: string): string {
  return exposition([{ ...UP, series: [{ labels: {}, value: 0 }] }], address);
}

function exposition(families: readonly MetricFamily[], address: string): string {
  return `${metricText(families, { stats_uri: address })}# EOF\n`;
}

const UP: MetricFamily = {
  name: 'uwsgi_up',
  type: 'gauge',
  help: 'Whether the stats could be read.',
  series: [{ labels: {}, value: 1 }],
};

interface MetricGroup {
  readonly view: ViewName;
  readonly families: () => readonly MetricFamily[];
}

function isWanted(group: ViewName, view: ViewName | null): boolean {
  if (view === 'all') return true;
  return view === null ? !MANY.has(group) : group === view;
}

/** Groups of hundreds of series and more. */
const MANY: ReadonlySet<ViewName> = new Set(['cores', 'metrics', 'locks']);

function groupsOf({ observation }: Snapshot): readonly MetricGroup[] {
  const { sample, verdict } = observation;
  const server: MetricGroup = { view: 'overview', families: () => serverMetrics(sample, verdict) };
  return [server, ...bodyGroups(sample)];
}

function bodyGroups({ body }: Sample): readonly MetricGroup[] {
  switch (body.kind) {
    case 'workers':
      return workersGroups(body.workers);
    case 'emperor':
      return [{ view: 'vassals', families: () => emperorMetrics(body.vassals) }];
    case 'router':
      return [
        { view: 'nodes', families: () => routerMetrics(body.router) },
        { view: 'keys', families: () => keyMetrics(body.router.keys ?? []) },
      ];
    case 'tuntap':
      return [];
  }
}

function workersGroups({ sockets, workers, blocks }: WorkersBody): readonly MetricGroup[] {
  return [
    { view: 'sockets', families: () => socketMetrics(sockets) },
    { view: 'workers', families: () => workerMetrics(workers) },
    { view: 'apps', families: () => appMetrics(workers) },
    { view: 'cores', families: () => coreMetrics(workers) },
    { view: 'caches', families: () => cacheMetrics(blocks.caches ?? []) },
    { view: 'spoolers', families: () => spoolerMetrics(blocks.spoolers ?? []) },
    { view: 'crons', families: () => cronMetrics(blocks.crons ?? []) },
    { view: 'daemons', families: () => daemonMetrics(blocks.daemons ?? []) },
    { view: 'legions', families: () => legionMetrics(blocks.legions ?? []) },
    { view: 'locks', families: () => lockMetrics(blocks.locks ?? []) },
    { view: 'metrics', families: () => valueMetrics(blocks.metrics ?? []) },
  ];
}
