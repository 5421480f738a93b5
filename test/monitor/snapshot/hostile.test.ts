import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Observation, observe } from '../../../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import { FORMAT_NAMES } from '../../../src/monitor/snapshot/formats.js';
import { parseFieldChoice, type Selection } from '../../../src/monitor/snapshot/selection.js';
import { TABLE_VIEWS } from '../../../src/monitor/snapshot/views.js';
import type { WorkersDocument } from '../../../src/stats/schema.js';
import { cpuMs } from '../../cpu-time.js';
import { CAPTURED, NOW_MS, observed, readingOf, rendered, snapshotOf } from './snapshots.js';

/** One of everything that a client can make the server repeat. */
const HOSTILE = [
  '\u001b]0;owned\u0007',
  '\u001b[2J\u001b[31m',
  '\u009b2J',
  'two\r\nlines\tand tabs',
  '"quotes" and \\backslashes\\',
  '{red-fg}tags{/}',
  '\u202eright-to-left\u2066',
  'zero\u200bwidth\ufeff',
  '\ud800lone',
  '\u2028\u2029',
  '\u0000nul\u007fdel',
  '=HYPERLINK("http://x","y")',
] as const;

/** Controls except line ends and tabs, C1, format characters, line separators, lone surrogates. */
const OBEYED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u;

/** A captured reply with the text in every place that a server takes from outside. */
function infected(text: string): Observation {
  const { document, ...reading } = readingOf('size-4x2-busy');
  assert.ok(document.kind === 'workers');
  const vars = [`REQUEST_METHOD=${text}`, `REQUEST_URI=/${text}`, `HTTP_HOST=${text}`, `${text}=${text}`];
  const sick: WorkersDocument = {
    ...document,
    version: text,
    cwd: text,
    sockets: (document.sockets ?? []).map((socket) => ({ ...socket, name: text, proto: text })),
    workers: document.workers.map((worker) => ({
      ...worker,
      status: text,
      apps: (worker.apps ?? []).map((app) => ({ ...app, mountpoint: text, chdir: text })),
      cores: (worker.cores ?? []).map((core) => ({ ...core, vars })),
    })),
    extra: infectedBlocks(text),
  };
  return observe(null, { ...reading, document: sick }, DEFAULT_THRESHOLDS);
}

function infectedBlocks(text: string): WorkersDocument['extra'] {
  return {
    caches: [{ name: text, hash: text, items: 1, max_items: 2 }],
    spoolers: [{ dir: text, pid: 5, running: 1 }],
    crons: [{ minute: 5, hour: -1, day: -1, month: -1, week: -1, command: text, legion: text }],
    daemons: [{ cmd: text, pid: 5 }],
    locks: [{ [text]: 5 }],
    metrics: { [text]: { type: 0, oid: text, value: 5 } },
    legions: [{ legion: text, addr: text, uuid: text, nodes: [text], members: [{ name: text, valor: 1 }] }],
  };
}

for (const format of FORMAT_NAMES) {
  test(`no hostile text gets through ${format} as anything but visible characters`, async () => {
    for (const text of HOSTILE) {
      for (const selection of selectionsFor(format)) {
        const output = await rendered(format, snapshotOf(infected(text), selection));
        assert.doesNotMatch(output, OBEYED, `${JSON.stringify(text)} in ${selection.view}`);
      }
    }
  });

  test(`every captured reply is harmless in ${format}`, async () => {
    for (const name of CAPTURED) {
      assert.doesNotMatch(await rendered(format, snapshotOf(observed(name))), OBEYED, name);
    }
  });
}

function selectionsFor(format: string): readonly Partial<Selection>[] {
  if (format === 'openmetrics') return [{ view: 'all' }];
  return TABLE_VIEWS.map((view) =>
    view === 'requests' ? { view, fields: parseFieldChoice('method,uri,host,environ') } : { view },
  );
}

test('hostile text adds no line to a table, to CSV or to TSV', async () => {
  for (const format of ['table', 'wide', 'csv', 'tsv'] as const) {
    const linesOf = async (observation: Observation) =>
      (await rendered(format, snapshotOf(observation, { view: 'requests' }))).split('\n').length;
    const expected = await linesOf(infected('honest'));
    for (const text of HOSTILE) assert.equal(await linesOf(infected(text)), expected, JSON.stringify(text));
  }
});

test('a text of 100 kB is written whole by JSON and does not slow a table down', async () => {
  const observation = infected('x'.repeat(100_000));
  const json = await rendered('json', snapshotOf(observation, { view: 'sockets' }));
  assert.equal(JSON.parse(json).sockets[0].name.length, 100_000);
  const start = cpuMs();
  const table = await rendered('table', snapshotOf(observation), { width: 80 });
  assert.ok(cpuMs() - start < 10_000);
  assert.ok(table.split('\n').every((line) => line.length <= 80));
});

test('ascii tables have nothing but ASCII', async () => {
  for (const name of CAPTURED) {
    for (const view of ['all', 'requests'] as const) {
      const text = await rendered('table', snapshotOf(observed(name), { view }), { ascii: true, width: 80 });
      assert.match(text, /^[\n\x20-\x7e]*$/, name);
    }
  }
});

test('times past the end of the calendar are unknown', async () => {
  const { document, ...reading } = readingOf('size-4x2-idle', NOW_MS);
  assert.ok(document.kind === 'workers');
  const workers = document.workers.map((worker) => ({ ...worker, last_spawn: 9_000_000_000_000 }));
  const observation = observe(null, { ...reading, document: { ...document, workers } }, DEFAULT_THRESHOLDS);
  for (const format of FORMAT_NAMES) await rendered(format, snapshotOf(observation));
  const json = JSON.parse(await rendered('json', snapshotOf(observation)));
  assert.equal(json.workers[0].spawned_at, null);
});
