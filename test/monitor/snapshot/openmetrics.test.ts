import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { metricText } from '../../../src/monitor/snapshot/openmetrics/metric-text.js';
import { openMetricsDown } from '../../../src/monitor/snapshot/openmetrics/openmetrics.js';
import { requirePeer } from '../../peers/peers.js';
import { CAPTURED, observed, observedSeries, rendered, snapshotOf } from './snapshots.js';

/** `uwsgi_exporter` has these; a dashboard that was made for it must find them. */
const EXPORTER_NAMES = [
  'uwsgi_up',
  'uwsgi_listen_queue_length',
  'uwsgi_workers',
  'uwsgi_socket_queue_length',
  'uwsgi_socket_max_queue_length',
  'uwsgi_worker_accepting',
  'uwsgi_worker_delta_requests',
  'uwsgi_worker_signal_queue_length',
  'uwsgi_worker_rss_bytes',
  'uwsgi_worker_vsz_bytes',
  'uwsgi_worker_running_time_seconds',
  'uwsgi_worker_last_spawn_time_seconds',
  'uwsgi_worker_average_response_time_seconds',
  'uwsgi_worker_apps',
  'uwsgi_worker_cores',
  'uwsgi_worker_requests_total',
  'uwsgi_worker_exceptions_total',
  'uwsgi_worker_harakiri_count_total',
  'uwsgi_worker_signals_total',
  'uwsgi_worker_respawn_count_total',
  'uwsgi_worker_transmitted_bytes_total',
  'uwsgi_worker_busy',
  'uwsgi_worker_idle',
  'uwsgi_worker_cheap',
  'uwsgi_worker_app_startup_time_seconds',
  'uwsgi_worker_app_requests_total',
  'uwsgi_worker_app_exceptions_total',
  'uwsgi_worker_core_busy',
  'uwsgi_worker_core_requests_total',
  'uwsgi_worker_core_static_requests_total',
  'uwsgi_worker_core_routed_requests_total',
  'uwsgi_worker_core_offloaded_requests_total',
  'uwsgi_worker_core_write_errors_total',
  'uwsgi_worker_core_read_errors_total',
] as const;

/** Its counters of caches lack the `_total` that the format asks for. */
const EXPORTER_CACHE_NAMES = [
  'uwsgi_cache_hits_total',
  'uwsgi_cache_misses_total',
  'uwsgi_cache_full_total',
  'uwsgi_cache_items',
  'uwsgi_cache_max_items',
] as const;

test("a cache's metrics are there under the exporter's names", async () => {
  const text = await rendered('openmetrics', snapshotOf(observed('blocks-after')));
  const names = typesIn(text);
  for (const name of EXPORTER_CACHE_NAMES) {
    assert.equal(names.get(name), name.endsWith('_total') ? 'counter' : 'gauge', name);
  }
  assert.match(text, /uwsgi_cache_max_items\{stats_uri="[^"]+",name="pages"\} 20\n/);
  assert.doesNotMatch(text, /tstop_metric_value|tstop_lock_held/, 'the many are off');
});

function typesIn(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Map(found.map(([, name = '', type = '']) => [name, type]));
}

test("the exporter's metrics are there under its names", async () => {
  const text = await rendered('openmetrics', snapshotOf(observedSeries('plain-4x2', 24), { view: 'all' }));
  const names = typesIn(text);
  assert.deepEqual(
    EXPORTER_NAMES.filter((name) => !names.has(name)),
    [],
  );
});

test('counters are counters, everything else is a gauge, ours are named ours', async () => {
  for (const name of ['plain-4x2-busy', 'emperor-later', 'fastrouter-subscribed']) {
    const text = await rendered('openmetrics', snapshotOf(observed(name, 2), { view: 'all' }));
    for (const [metric, type] of typesIn(text)) {
      assert.equal(type, metric.endsWith('_total') ? 'counter' : 'gauge', metric);
      assert.match(metric, /^(uwsgi|tstop)_[a-z0-9_]+$/);
    }
  }
});

test('labels are those of the exporter', async () => {
  const text = await rendered('openmetrics', snapshotOf(observed('mount-3-apps'), { view: 'all' }));
  const uri = 'stats_uri="127.0.0.1:9191"';
  for (const series of [
    `uwsgi_up{${uri}} 1\n`,
    `uwsgi_worker_idle{${uri},worker_id="1"} `,
    `uwsgi_worker_core_busy{${uri},worker_id="2",core_id="0"} `,
    `uwsgi_worker_app_requests_total{${uri},worker_id="1",app_id="1",mountpoint="/b",chdir=""} `,
  ]) {
    assert.ok(text.includes(series), series);
  }
});

test('cores are off unless asked for', async () => {
  const withView = (view: 'cores' | 'all' | null) =>
    rendered('openmetrics', snapshotOf(observed('plain-4x2-busy'), { view }));
  assert.doesNotMatch(await withView(null), /worker_core_/);
  assert.match(await withView('cores'), /worker_core_/);
  assert.match(await withView('all'), /worker_core_/);
  assert.match(await withView('all'), /uwsgi_worker_busy/);
});

test('unknown values have no series', async () => {
  const text = await rendered('openmetrics', snapshotOf(observed('plain-4x2-idle')));
  assert.doesNotMatch(text, /tstop_busy_ratio|tstop_requests_per_second|uwsgi_worker_rss_bytes|NaN|null/);
});

test('never-spawned workers have no counters, but a state', async () => {
  const text = await rendered('openmetrics', snapshotOf(observed('cheaper-6-2-initial')));
  assert.doesNotMatch(text, /uwsgi_worker_requests_total\{[^}]*worker_id="(0|3|4|5|6)"/);
  assert.match(text, /tstop_worker_state\{[^}]*worker_id="6",state="cheap"\} 1/);
  assert.match(text, /uwsgi_workers\{[^}]*\} 2\n/);
});

test('label values are escaped, and equal series are written once', () => {
  const series = [
    { labels: { name: 'a"b\\c\nd' }, value: 1 },
    { labels: { name: 'a"b\\c\nd' }, value: 2 },
    { labels: { name: 'other' }, value: null },
    { labels: { name: 'flag' }, value: true },
  ];
  const text = metricText([{ name: 'x', type: 'gauge', help: 'X.', series }], { stats_uri: 'u' });
  assert.equal(
    text,
    '# HELP x X.\n# TYPE x gauge\nx{stats_uri="u",name="a\\"b\\\\c·d"} 1\nx{stats_uri="u",name="flag"} 1\n',
  );
});

test('a family without a series is not mentioned', () => {
  const family = { name: 'x', type: 'gauge', help: 'X.', series: [{ labels: {}, value: null }] } as const;
  assert.equal(metricText([family], {}), '');
});

test('a server that cannot be read is down, and nothing else is known of it', () => {
  assert.match(
    openMetricsDown('@x'),
    /^# HELP uwsgi_up .*\n# TYPE uwsgi_up gauge\nuwsgi_up\{stats_uri="@x"\} 0\n# EOF\n$/,
  );
});

test('promtool finds nothing wrong', async (t) => {
  const promtool = requirePeer(t, 'promtool');
  if (promtool === null) return;
  const check = (input: string) => spawnSync(promtool, ['check', 'metrics'], { input, encoding: 'utf8' });
  assert.notEqual(check('# TYPE bad counter\nbad 1\n').status, 0, 'promtool looks');
  for (const name of CAPTURED) {
    const text = await rendered('openmetrics', snapshotOf(observed(name, 2), { view: 'all' }));
    const { status, stdout, stderr } = check(text);
    assert.equal(status, 0, `${name}: ${stdout}${stderr}`);
    assert.ok(text.endsWith('\n# EOF\n'), name);
  }
});
