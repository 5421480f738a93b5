import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MonitorOptions, SnapshotOptions } from '../../../src/monitor/cli/options.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import { parse, parseLive, parseSnapshot } from './command-lines.js';

test('an address alone is the live view with every default', async () => {
  assert.deepEqual(await parseLive('127.0.0.1:9191'), {
    address: { kind: 'tcp', host: '127.0.0.1', port: 9191 },
    addressText: '127.0.0.1:9191',
    intervalMs: 1000,
    limits: { timeoutMs: 3000, maxBytes: 64 * 1024 * 1024 },
    filterText: '',
    filter: null,
    sort: [],
    reveal: false,
    alsoSecret: [],
    theme: 'auto',
    ascii: false,
    mouse: true,
    metersShown: true,
    requestGroup: 'route',
    record: null,
    tree: false,
    fifo: null,
    readonly: false,
    config: { path: null, text: null, values: {}, thresholds: DEFAULT_THRESHOLDS },
    harakiriSeconds: null,
    tracebacker: null,
  });
});

const LIVE: readonly (readonly [line: string, expected: Partial<MonitorOptions>])[] = [
  ['x:1 -d 2', { intervalMs: 2000 }],
  ['x:1 -d 0.5', { intervalMs: 500 }],
  ['x:1 -d .5', { intervalMs: 500 }],
  ['x:1 -d500ms', { intervalMs: 500 }],
  ['x:1 --delay=2s', { intervalMs: 2000 }],
  ['x:1 --delay 1m', { intervalMs: 60_000 }],
  ['x:1 --delay 1h', { intervalMs: 3_600_000 }],
  ['x:1 --delay 100ms', { intervalMs: 100 }],
  ['x:1 --delay 24h', { intervalMs: 86_400_000 }],
  ['x:1 --frequency 3', { intervalMs: 3000 }],
  ['--frequency 3 x:1', { intervalMs: 3000 }],
  ['x:1 --timeout 500ms', { limits: { timeoutMs: 500, maxBytes: 67_108_864 } }],
  ['x:1 --max-size 2M', { limits: { timeoutMs: 3000, maxBytes: 2_097_152 } }],
  ['x:1 --max-size 100k', { limits: { timeoutMs: 3000, maxBytes: 102_400 } }],
  ['x:1 --max-size 5000', { limits: { timeoutMs: 3000, maxBytes: 5000 } }],
  ['x:1 --max-size 0.25GiB', { limits: { timeoutMs: 3000, maxBytes: 268_435_456 } }],
  ['x:1 --sort -rps', { sort: [{ field: 'rps', descending: true }] }],
  ['x:1 --sort lat', { sort: [{ field: 'lat', descending: false }] }],
  ['x:1 --reveal', { reveal: true }],
  ['x:1 --theme light', { theme: 'light' }],
  ['x:1 --theme Blue-Orange', { theme: 'blue-orange' }],
  ['x:1 --no-color', { theme: 'mono' }],
  ['x:1 --no-color --theme mono', { theme: 'mono' }],
  ['x:1 --ascii', { ascii: true }],
  ['x:1 --no-mouse', { mouse: false }],
  ['x:1 --tree', { tree: true }],
  ['x:1 --fifo /run/shop.fifo', { fifo: '/run/shop.fifo', readonly: false }],
  ['x:1 --readonly', { fifo: null, readonly: true }],
  ['http://user:secret@host:80/stats', { addressText: 'http://***@host/stats' }],
  ['-- x:1', { addressText: 'x:1' }],
];

for (const [line, expected] of LIVE) {
  test(`tstop ${line} opens the live view so`, async () => {
    assertHas(await parseLive(line), expected);
  });
}

for (const line of ['x:1', '/run/a-b.sock', 'x:1 y:2', 'check x:1 y:2', 'wait x:1', 'x:1 check', 'bad']) {
  test(`addresses alone are read as the grammar reads them: ${line}`, async () => {
    const words = line.split(' ');
    const command = words[0] === 'check' || words[0] === 'wait' ? 1 : 0;
    const read = (one: readonly string[]) => parse(one.join(' ')).catch((error: unknown) => error);
    assert.deepEqual(
      await read(words),
      await read([...words.slice(0, command), '--', ...words.slice(command)]),
    );
  });
}

test('a filter is parsed once and kept as typed', async () => {
  const options = await parseLive("x:1 --filter 'busy>80 and uri~^/api'");
  assert.equal(options.filterText, 'busy>80 and uri~^/api');
  assert.equal(options.filter?.kind, 'and');
});

const ENVIRONMENTS: readonly (readonly [
  line: string,
  env: Readonly<Record<string, string>>,
  expected: Partial<MonitorOptions>,
])[] = [
  ['', { TSTOP_ADDRESS: 'a:1' }, { addressText: 'a:1' }],
  ['', { UWSGITOP_ADDRESS: 'b:1' }, { addressText: 'b:1' }],
  ['', { TSTOP_ADDRESS: 'a:1', UWSGITOP_ADDRESS: 'b:1' }, { addressText: 'a:1' }],
  ['', { TSTOP_ADDRESS: '', UWSGITOP_ADDRESS: 'b:1' }, { addressText: 'b:1' }],
  ['c:1', { TSTOP_ADDRESS: 'a:1' }, { addressText: 'c:1' }],
  ['x:1', { NO_COLOR: '1' }, { theme: 'mono' }],
  ['x:1', { NO_COLOR: '' }, { theme: 'auto' }],
  ['x:1 --theme light', { NO_COLOR: '1' }, { theme: 'light' }],
  ['x:1', { LANG: 'C' }, { ascii: true }],
  ['x:1', { LANG: 'C.UTF-8' }, { ascii: false }],
  ['x:1', { LANG: 'de_DE.utf8' }, { ascii: false }],
  ['x:1', { LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, { ascii: true }],
  ['x:1', { LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }, { ascii: false }],
  ['x:1', { LC_ALL: '', LANG: '' }, { ascii: false }],
];

for (const [line, env, expected] of ENVIRONMENTS) {
  test(`tstop ${line} with ${JSON.stringify(env)} means ${JSON.stringify(expected)}`, async () => {
    assertHas(await parseLive(line, env), expected);
  });
}

const ONCE = { kind: 'once' } as const;

const SNAPSHOTS: readonly (readonly [line: string, expected: Partial<SnapshotOptions>])[] = [
  ['x:1 --once', { repeat: ONCE, format: 'table', instant: false, headers: true, output: null, width: null }],
  ['x:1 --once -F json', { format: 'json' }],
  ['x:1 -F ndjson', { repeat: ONCE, format: 'ndjson' }],
  ['x:1 -F JSON', { format: 'json' }],
  ['x:1 -b -F json', { format: 'ndjson' }],
  ['x:1 --view sockets', { repeat: ONCE }],
  ['x:1 --fields slot,rps', { repeat: ONCE }],
  ['x:1 --top 3', { repeat: ONCE }],
  ['x:1 --instant', { repeat: ONCE, instant: true }],
  ['x:1 --no-headers', { repeat: ONCE, headers: false }],
  ['x:1 -F json --pretty', { pretty: true }],
  ['x:1 -o out.txt', { repeat: ONCE, output: 'out.txt' }],
  ['x:1 -w 100', { repeat: ONCE, width: 100 }],
  ['x:1 -b', { repeat: { kind: 'batch', iterations: null, stopAfterMs: null } }],
  ['x:1 -n 5', { repeat: { kind: 'batch', iterations: 5, stopAfterMs: null } }],
  ['x:1 --stop-after 30s', { repeat: { kind: 'batch', iterations: null, stopAfterMs: 30_000 } }],
  ['x:1 -bn 5 -d 2', { repeat: { kind: 'batch', iterations: 5, stopAfterMs: null }, intervalMs: 2000 }],
  ['x:1 -b -n 5 --stop-after 1m', { repeat: { kind: 'batch', iterations: 5, stopAfterMs: 60_000 } }],
  ['x:1 -F openmetrics --view cores', { format: 'openmetrics' }],
  ['x:1 --once --tree', { tree: true }],
  ['x:1 --once --theme light --no-mouse', { theme: 'light', mouse: false }],
];

for (const [line, expected] of SNAPSHOTS) {
  test(`tstop ${line} is a snapshot`, async () => {
    assertHas(await parseSnapshot(line), expected);
  });
}

test('what is shown is one selection', async () => {
  const line =
    "x:1 --view requests --fields age,+host,-pid --filter 'age>10s' --sort -age,worker --top 5 --once";
  const { selection } = await parseSnapshot(line);
  assert.deepEqual(
    { ...selection, filter: selection.filter?.kind },
    {
      view: 'requests',
      fields: { base: ['age'], added: ['host'], removed: ['pid'] },
      filter: 'compare',
      sort: [
        { field: 'age', descending: true },
        { field: 'worker', descending: false },
      ],
      top: 5,
      tree: false,
    },
  );
});

test('without a view a name is good if one of the main tables has it', async () => {
  for (const line of [
    '--fields vassal,state',
    '--fields rps,weight',
    '--sort -throttle',
    '--filter loyal=no',
  ]) {
    await parseSnapshot(`x:1 --once ${line}`);
  }
});

test('COLUMNS is the width of tables, --width goes before it', async () => {
  assert.equal((await parseSnapshot('x:1 --once', { COLUMNS: '132' })).width, 132);
  assert.equal((await parseSnapshot('x:1 -w 90', { COLUMNS: '132' })).width, 90);
  assert.equal((await parseSnapshot('x:1 --once', { COLUMNS: 'wide' })).width, null);
  assert.equal((await parseSnapshot('x:1 --once', { COLUMNS: '0' })).width, null);
});

test('where no live view can be drawn there is one snapshot as text', async () => {
  const command = await parse('x:1 --filter state=busy', {}, false);
  assert.ok(command.kind === 'snapshot');
  assertHas(command.options, { repeat: ONCE, format: 'table', filterText: 'state=busy' });
});

test('help, version and the list of fields need no address', async () => {
  assert.equal((await parse('--help')).kind, 'help');
  assert.equal((await parse('-h')).kind, 'help');
  assert.deepEqual(await parse('--version'), { kind: 'version' });
  assert.deepEqual(await parse('-V'), { kind: 'version' });
  assert.deepEqual(await parse('--list-fields'), { kind: 'list-fields', view: null });
  assert.deepEqual(await parse('--list-fields --view cores'), { kind: 'list-fields', view: 'cores' });
});

test('options cannot be changed after they were checked', async () => {
  assert.ok(Object.isFrozen(await parseLive('x:1')));
  assert.ok(Object.isFrozen(await parseSnapshot('x:1 --once')));
});

function assertHas<T extends object>(actual: T, expected: Partial<T>): void {
  const names = Object.keys(expected) as (keyof T)[];
  assert.deepEqual(Object.fromEntries(names.map((name) => [name, actual[name]])), expected);
}
