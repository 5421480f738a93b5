import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CoreTally, WorkerFacts } from '../../../src/server/counting/ledger.js';
import type { ProcessUsage } from '../../../src/server/reporting/process-usage.js';
import { pidsIn, statsDocumentFor } from '../../../src/server/reporting/stats-document.js';
import { formatStats } from '../../../src/server/reporting/stats-text.js';
import { parseStats } from '../../../src/stats/parse.js';
import type { WorkersDocument } from '../../../src/stats/schema.js';
import { assertSameShape, capturedDocuments, type Json } from './same-shape.js';
import {
  busyCore,
  idleCore,
  sampleConfig,
  sampleFacts,
  sampleSnapshot,
  sampleTally,
  sampleWorker,
  startMicros,
} from './stats-samples.js';

const nowMicros = startMicros + 5;
const usage = new Map<number, ProcessUsage>([
  [500, { rssBytes: 4096, vszBytes: 8192, cpuMicros: 10_000 }],
  [501, { rssBytes: 40_960, vszBytes: 81_920, cpuMicros: 20_000 }],
]);

describe('keys, their order and the types are those of every captured document', () => {
  const captured = capturedDocuments();
  for (const [name, theirs] of captured) {
    test(name, () => {
      const noCores = name.startsWith('no-cores');
      const config = { ...sampleConfig, stats: { ...sampleConfig.stats, noCores } };
      const document = statsDocumentFor({ snapshot: sampleSnapshot, config, usage, nowMicros });
      assertSameShape(theirs, json(formatStats(document)));
    });
  }
  test('and these are many', () => assert.ok(captured.size > 40, `only ${captured.size}`));
});

test('the comparison with captured documents notices what is different', () => {
  const theirs = { a: 1, b: [{ c: 'x', d: {} }] };
  for (const ours of [
    { b: theirs.b, a: 1 },
    { a: '1', b: theirs.b },
    { a: 1.5, b: theirs.b },
    { a: 1, b: [] },
    { a: 1, b: [{ c: 'y' }] },
  ]) {
    assert.throws(() => assertSameShape(theirs, ours));
  }
  assertSameShape(theirs, { a: 2, b: [{ c: 'y', d: {}, e: 1 }], f: 1 });
});

test('what is known stands in uWSGI\u2019s fields', () => {
  const document = documentOf();
  assert.deepEqual(
    [document.version, document.pid, document.uid, document.gid, document.cwd, document.signal_queue],
    ['1.2.3', 500, 33, 34, '/srv/app', 0],
  );
  assert.deepEqual([document.listen_queue, document.load], [7, 7]);
  assert.deepEqual(document.extra['listen_queue_errors'], 11);
  assert.deepEqual(
    document.sockets?.map(({ name, proto, queue, max_queue }) => [name, proto, queue, max_queue]),
    [
      ['127.0.0.1:9090', 'http', 3, 1024],
      ['/run/app.sock', 'uwsgi', 4, 1024],
    ],
  );
  const { apps, cores, ...worker } = document.workers[0] ?? {};
  assert.deepEqual(worker, {
    id: 1,
    pid: 501,
    accepting: 1,
    requests: 6,
    delta_requests: 5,
    exceptions: 1,
    harakiri_count: 1,
    signals: 0,
    signal_queue: 0,
    status: 'busy',
    rss: 40_960,
    vsz: 81_920,
    uss: null,
    pss: null,
    running_time: 1200,
    last_spawn: 1_795_353_521,
    respawn_count: 3,
    tx: 200,
    avg_rt: 77,
    last_exit: { pid: 400, reason: 'died', signal: 11, code: null },
    answers: { '2xx': 1, '3xx': 0, '4xx': 0, '5xx': 1 },
  });
  assert.deepEqual(apps, [
    { id: 0, modifier1: 0, mountpoint: '/app', startup_time: 2, requests: 6, exceptions: 1, chdir: '' },
  ]);
  assert.deepEqual(cores?.[0], {
    id: 0,
    requests: 2,
    static_requests: 0,
    routed_requests: 0,
    offloaded_requests: 0,
    write_errors: 4,
    read_errors: 3,
    in_request: 1,
    vars: ['REQUEST_METHOD=GET', 'PATH_INFO=/', 'HTTP_COOKIE='],
    req_info: { request_start: 1_795_353_526 },
    request_start_us: 1_795_353_526_250_000,
  });
});

test('vars end with uWSGI\u2019s empty text; a core at rest has none, and no start', () => {
  const text = textOf();
  assert.match(text, /"vars":\[\n"REQUEST_METHOD=GET",\n"PATH_INFO=\/",\n"HTTP_COOKIE=",\n""\n\t{5}\]/);
  assert.match(text, /"in_request":0,\n\t{5}"vars":\[\n\n\t{5}\],\n\t{5}"req_info":\t{5}\{\n\n\t{5}\}/);
});

test('what uWSGI does not tell stands behind its own keys', () => {
  const document = rawDocument();
  const [worker, cheap] = list(document['workers']).map(record);
  const [busy, idle] = list(worker?.['cores']).map(record);
  assert.deepEqual(tail(worker, 'cores'), {
    cpu_time: 20_000,
    last_exit: { pid: 400, reason: 'died', signal: 11 },
    answers: { '2xx': 1, '3xx': 0, '4xx': 0, '5xx': 1 },
    latency: { count: 6, p50: 127, p90: 127, p99: 127, p999: 127, max: 300 },
  });
  assert.deepEqual(tail(busy, 'req_info'), {
    exceptions: 1,
    running_time: 200,
    tx: 150,
    latency: { count: 2, p50: 100, p90: 100, p99: 100, p999: 100, max: 100 },
    request_start_us: startMicros,
  });
  assert.equal(idle?.['request_start_us'], undefined);
  assert.deepEqual(cheap?.['latency'], {});
  assert.deepEqual(tail(record(list(document['sockets'])[1]), 'can_offload'), { refused: 10, rejected: 20 });
  assert.deepEqual(tail(document, 'workers'), {
    tsgi: {
      time_us: nowMicros,
      started_at: 1_795_353_520,
      reloads: 6,
      reloading_since: 0,
      reload_failed_at: 0,
      paused: 0,
      answers: { '2xx': 1, '3xx': 0, '4xx': 0, '5xx': 1 },
      latency: { count: 6, p50: 127, p90: 127, p99: 127, p999: 127, max: 300 },
      latency_buckets: [
        [103, 2],
        [127, 4],
      ],
      routes: [
        {
          route: 'GET /users/:id',
          requests: 6,
          running_time: 1200,
          latency: { count: 6, p50: 127, p90: 127, p99: 127, p999: 127, max: 300 },
        },
      ],
      processes: [
        { role: 'master', pid: 500, rss: 4096, vsz: 8192, cpu_time: 10_000 },
        { role: 'gateway', pid: 510, rss: 0, vsz: 0, cpu_time: 0 },
        { role: 'zygote', pid: 520, rss: 0, vsz: 0, cpu_time: 0 },
      ],
    },
  });
});

test('limits and the place of the stacks are told where they are set', () => {
  const set = {
    ...sampleConfig,
    workers: { ...sampleConfig.workers, harakiriSeconds: 60 },
    application: { ...sampleConfig.application, tracebacker: 'tb' },
  };
  const { harakiri, tracebacker } = record(rawDocument({ config: set })['tsgi']);
  assert.deepEqual({ harakiri, tracebacker }, { harakiri: 60, tracebacker: '/srv/app/tb' });
});

const states: readonly (readonly [string, Partial<WorkerFacts>, CoreTally, boolean, string])[] = [
  ['nothing in hand', {}, idleCore, false, 'idle'],
  ['a request in hand', {}, busyCore, false, 'busy'],
  ['paused', {}, idleCore, true, 'pause'],
  ['paused with a request still in hand', {}, busyCore, true, 'busy'],
  ['taken out', { cheap: true, pid: 0 }, idleCore, false, 'cheap'],
  ['taken out while all is paused', { cheap: true, pid: 0 }, idleCore, true, 'cheap'],
  ['dead and to be respawned', { pid: 0, accepting: false }, idleCore, false, 'idle'],
];

describe('a worker\u2019s status', () => {
  for (const [name, facts, core, paused, expected] of states) {
    test(`${name}: ${expected}`, () => {
      const snapshot = {
        facts: { ...sampleFacts, paused, workers: [{ ...sampleWorker, ...facts }] },
        tally: { sockets: [], workers: [{ ...sampleTally, cores: [core] }], routes: [] },
      };
      assert.equal(documentOf({ snapshot }).workers[0]?.status, expected);
    });
  }
});

test('a worker that was never started has no id, but all its cores', () => {
  const worker = documentOf().workers[1];
  assert.deepEqual([worker?.id, worker?.pid, worker?.last_spawn, worker?.respawn_count], [0, 0, 0, 0]);
  assert.deepEqual(
    worker?.cores?.map(({ id, requests, in_request }) => [id, requests, in_request]),
    [
      [0, 0, 0],
      [1, 0, 0],
    ],
  );
});

test('without cores the key is gone', () => {
  const config = { ...sampleConfig, stats: { ...sampleConfig.stats, noCores: true } };
  const [worker] = list(rawDocument({ config })['workers']).map(record);
  assert.deepEqual(Object.keys(worker ?? {}).slice(-3), ['last_exit', 'answers', 'latency']);
});

const bytes: Readonly<Record<string, readonly [string, string]>> = {
  'UTF-8 becomes text': ['PATH_INFO=/caf\xc3\xa9', 'PATH_INFO=/café'],
  'a byte order mark stays': ['X=\xef\xbb\xbf', 'X=\ufeff'],
  'what is no UTF-8 is replaced': ['PATH_INFO=/\xff\xe9x', 'PATH_INFO=/\ufffd\ufffdx'],
  'control characters are still JSON': ['PATH_INFO=/\x01\x1b[31m\x00', 'PATH_INFO=/\x01\x1b[31m\x00'],
};

describe('bytes of clients', () => {
  for (const [name, [sent, shown]] of Object.entries(bytes)) {
    test(name, () => {
      const core = { ...busyCore, inRequest: { startMicros, vars: [sent] } };
      const tally = { sockets: [], workers: [{ ...sampleTally, cores: [core] }], routes: [] };
      const { document, repaired } = parseStats(textOf({ snapshot: { facts: sampleFacts, tally } }));
      assert.equal(repaired, false);
      assert.deepEqual((document as WorkersDocument).workers[0]?.cores?.[0]?.vars, [shown]);
    });
  }
});

test('memory is asked for every process that there is, and for no other', () => {
  assert.deepEqual(pidsIn(sampleFacts), [500, 510, 520, 501]);
  assert.deepEqual(pidsIn({ ...sampleFacts, zygotePid: null, gateways: [], workers: [] }), [500]);
});

type Change = Partial<Parameters<typeof statsDocumentFor>[0]>;

function textOf(change: Change = {}): string {
  const input = { snapshot: sampleSnapshot, config: sampleConfig, usage, nowMicros, ...change };
  return formatStats(statsDocumentFor(input));
}

function documentOf(change: Change = {}): WorkersDocument {
  const { document } = parseStats(textOf(change));
  assert.equal(document.kind, 'workers');
  return document;
}

function rawDocument(change: Change = {}): Readonly<Record<string, Json>> {
  return record(json(textOf(change)));
}

function json(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

function list(value: Json | undefined): readonly Json[] {
  assert.ok(Array.isArray(value));
  return value;
}

function record(value: Json | undefined): Readonly<Record<string, Json>> {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value));
  return value as Readonly<Record<string, Json>>;
}

/** Text after a key. */
function tail(
  object: Readonly<Record<string, Json>> | undefined,
  key: string,
): Readonly<Record<string, Json>> {
  const entries = Object.entries(object ?? {});
  return Object.fromEntries(entries.slice(entries.findIndex(([name]) => name === key) + 1));
}
