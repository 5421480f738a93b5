import { test } from 'node:test';
import type { FormatName } from '../../../src/monitor/snapshot/formats.js';
import { parseFieldChoice, parseSortKeys, type Selection } from '../../../src/monitor/snapshot/selection.js';
import type { Layout } from '../../../src/monitor/snapshot/snapshot.js';
import { assertGolden, observed, observedSeries, rendered, snapshotOf } from './snapshots.js';

interface GoldenCase {
  readonly name: string;
  readonly format: FormatName;
  /** A captured reply, or a series and how much of it. */
  readonly of: string | readonly [series: string, readings: number];
  readonly selection?: Partial<Selection>;
  readonly layout?: Partial<Layout>;
}

const BUSY = ['plain-4x2', 24] as const;

const CASES: readonly GoldenCase[] = [
  { name: 'busy-table.txt', format: 'table', of: BUSY },
  { name: 'busy-table-60.txt', format: 'table', of: BUSY, layout: { width: 60 } },
  { name: 'busy-table-ascii.txt', format: 'table', of: 'vars-raw-utf8', layout: { ascii: true } },
  { name: 'busy-tree.txt', format: 'table', of: BUSY, selection: { tree: true } },
  { name: 'busy-all.txt', format: 'table', of: BUSY, selection: { view: 'all' } },
  { name: 'busy-wide.txt', format: 'wide', of: BUSY },
  { name: 'busy.json', format: 'json', of: BUSY, layout: { pretty: true } },
  { name: 'busy.csv', format: 'csv', of: BUSY },
  { name: 'busy.tsv', format: 'tsv', of: BUSY },
  { name: 'busy.openmetrics', format: 'openmetrics', of: BUSY },
  {
    name: 'busy-cores.openmetrics',
    format: 'openmetrics',
    of: BUSY,
    selection: { view: 'cores' },
  },
  {
    name: 'requests.tsv',
    format: 'tsv',
    of: 'size-4x2-busy',
    selection: {
      view: 'requests',
      fields: parseFieldChoice('worker,core,method,uri'),
      sort: parseSortKeys('-worker,core'),
      top: 5,
    },
    layout: { headers: false },
  },
  { name: 'overview.csv', format: 'csv', of: BUSY, selection: { view: 'overview' } },
  { name: 'cheaper-table.txt', format: 'table', of: 'cheaper-6-2-scaled-down' },
  { name: 'no-cores-table.txt', format: 'table', of: 'no-cores-2x2-busy' },
  { name: 'apps-table.txt', format: 'table', of: 'mount-3-apps', selection: { view: 'apps' } },
  { name: 'sockets-table.txt', format: 'table', of: 'sockets-locks-caches', selection: { view: 'sockets' } },
  ...['caches', 'spoolers', 'crons', 'daemons', 'locks'].map((view) => ({
    name: `${view}-table.txt`,
    format: 'table' as const,
    of: 'blocks-after',
    selection: { view: view as 'caches' },
  })),
  {
    name: 'metrics-table.txt',
    format: 'table',
    of: 'blocks-after',
    selection: { view: 'metrics', sort: parseSortKeys('-value'), top: 12 },
  },
  { name: 'legions-table.txt', format: 'table', of: 'legion-a', selection: { view: 'legions' } },
  { name: 'keys-table.txt', format: 'table', of: 'fastrouter-subscribed-2', selection: { view: 'keys' } },
  {
    name: 'caches.json',
    format: 'json',
    of: 'blocks-after',
    selection: { view: 'caches' },
    layout: { pretty: true },
  },
  { name: 'crons.csv', format: 'csv', of: 'blocks-after', selection: { view: 'crons' } },
  { name: 'locks.tsv', format: 'tsv', of: 'full-busy', selection: { view: 'locks' } },
  { name: 'blocks.openmetrics', format: 'openmetrics', of: 'blocks-after' },
  {
    name: 'metrics.openmetrics',
    format: 'openmetrics',
    of: 'blocks-after',
    selection: { view: 'metrics' },
  },
  { name: 'emperor-table.txt', format: 'table', of: 'emperor-later' },
  { name: 'emperor.json', format: 'json', of: 'emperor-later', layout: { pretty: true } },
  { name: 'emperor.openmetrics', format: 'openmetrics', of: 'emperor-later' },
  { name: 'router-table.txt', format: 'table', of: 'fastrouter-subscribed-2' },
  { name: 'router.json', format: 'json', of: 'http-router-subscribed', layout: { pretty: true } },
  { name: 'router.openmetrics', format: 'openmetrics', of: 'fastrouter-subscribed-2' },
  { name: 'tuntap-table.txt', format: 'table', of: 'tuntap-router' },
];

for (const { name, format, of, selection, layout } of CASES) {
  test(`the snapshot ${name} is what was reviewed`, async () => {
    const observation = typeof of === 'string' ? observed(of) : observedSeries(...of);
    assertGolden(name, await rendered(format, snapshotOf(observation, selection), layout));
  });
}
