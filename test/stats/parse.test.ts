import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeStatsReply } from '../../src/protocol/stats-reply.js';
import { parseStats, statsDocumentFrom } from '../../src/stats/parse.js';
import type { CoreStats, EmperorDocument, RouterDocument, WorkersDocument } from '../../src/stats/schema.js';
import { StatsParseError, type StatsParseErrorKind } from '../../src/stats/stats-parse-error.js';
import { cpuMs } from '../cpu-time.js';
import { readFixture } from '../fixtures.js';

describe('request variables of captured replies', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      'vars-raw-control',
      [
        'PATH_INFO=/x\x01y',
        'REQUEST_URI=/x\x01y?s=1.2&e=\x1b[31m',
        'QUERY_STRING=s=1.2&e=\x1b[31m',
        'HTTP_X_A=a\x02b\x1b[0mc\td',
      ],
    ],
    ['vars-decoded-del-bs-ff', ['PATH_INFO=/a\x7fb\bc\fd', 'REQUEST_URI=/a%7fb%08c%0cd?s=1.2']],
    ['vars-decoded-tab-nl-cr', ['PATH_INFO=/a\tb\nc\rd']],
    ['vars-decoded-ff', ['PATH_INFO=/a\u{fffd}b', 'REQUEST_URI=/a%FFb?s=1.2']],
    ['vars-decoded-nul', ['PATH_INFO=/a', 'REQUEST_URI=/a%00b?s=1.2']],
    ['vars-raw-utf8', ['PATH_INFO=/café', 'QUERY_STRING=s=1.2&q=✓', 'HTTP_X_A=你好']],
    ['vars-empty-header', ['HTTP_X_EMPTY=', 'HTTP_X_DUP=1, 2']],
    ['vars-angle-html', ['HTTP_X_A=</script>&amp;']],
    ['version-2.0.30-busy', ['PATH_INFO=/a\x01b', 'REQUEST_URI=/a%01b?s=1.5', 'PATH_INFO=/sleep']],
  ];
  for (const [name, expected] of cases) {
    test(`${name} keeps them as they were sent`, () => {
      const vars = coresOf(workersIn(name)).flatMap((core) => core.vars ?? []);
      for (const variable of expected) assert.ok(vars.includes(variable), JSON.stringify(variable));
    });
  }

  test('long ones are kept whole', () => {
    const [longest = ''] = coresOf(workersIn('vars-long'))
      .flatMap((core) => core.vars ?? [])
      .sort((one, other) => other.length - one.length);
    assert.ok(longest.startsWith('REQUEST_URI='));
    assert.ok(longest.length > 12_000);
  });

  test('the empty string that ends the list is dropped, and nothing else', () => {
    const busy = coresOf(workersIn('plain-4x2-busy')).filter((core) => core.in_request === 1);
    assert.deepEqual(
      busy.map((core) => core.vars?.length),
      [15, 15, 15],
    );
    assert.ok(busy.every((core) => core.vars?.at(-1)?.includes('=')));
    assert.ok(busy.every((core) => (core.req_info.request_start ?? 0) > 1_795_000_000));
  });
});

describe('fields of captured replies', () => {
  test('quotes that uWSGI did not escape stay in the names', () => {
    const [worker] = workersIn('weird-mountpoint').workers;
    assert.equal(worker?.apps?.[0]?.mountpoint, '/a"b');
    const { extra } = workersIn('weird-cache-name');
    const locks: unknown = extra['locks'];
    assert.ok(Array.isArray(locks));
    assert.deepEqual(locks.at(-1), { 'cache_my"cache': 0 });
    assert.equal(Object(extra['caches'])[0].name, 'my"cache');
  });

  test('a worker that was never spawned has the id 0 and its place', () => {
    const ids = workersIn('cheaper-6-2-initial').workers.map((worker) => worker.id);
    assert.deepEqual(ids, [1, 2, 0, 0, 0, 0]);
  });

  test('what a server leaves out is null: the cores with --stats-no-cores, uss and pss before 2.1', () => {
    const { workers } = workersIn('no-cores-2x2-busy');
    assert.deepEqual(
      workers.map((worker) => [worker.cores, worker.uss, worker.pss]),
      [
        [null, null, null],
        [null, null, null],
      ],
    );
    assert.ok(workers.some((worker) => worker.status === 'busy'));
  });

  test('sockets keep their order, names and limits', () => {
    const sockets = workersIn('sockets-locks-caches').sockets ?? [];
    assert.ok(sockets.some((socket) => socket.name === '[::1]:20009' && socket.max_queue === 0));
    assert.ok(sockets.some((socket) => socket.name.startsWith('@')));
    assert.ok(sockets.some((socket) => socket.proto === 'fastcgi' && socket.can_offload === 0));
  });

  test('an on-demand vassal that waits has the pid -1', () => {
    const [vassal] = emperorIn('emperor-on-demand').vassals;
    assert.deepEqual([vassal?.id, vassal?.pid, vassal?.on_demand], ['od.ini', -1, '127.0.0.1:20026']);
  });

  test('a throttled vassal is found in the blacklist only', () => {
    const { vassals, blacklist } = emperorIn('emperor-start');
    assert.deepEqual(
      vassals.map((vassal) => vassal.id),
      ['one.ini', 'two.ini'],
    );
    assert.equal(blacklist[0]?.id, 'three.ini');
    assert.ok((blacklist[0]?.throttle_level ?? 0) > 0);
  });

  test('a router is named after its list of addresses, the comma too many notwithstanding', () => {
    const document = routerIn('router-http-of-three');
    assert.deepEqual(document.addresses, ['127.0.0.1:20001', '127.0.0.1:20003']);
    assert.deepEqual(document.static_nodes, [{ name: '127.0.0.1:20010', hits: 0, grace: 0 }]);
    assert.equal(document.cheap, 0);
  });

  test('nodes hang below their subscription', () => {
    const [subscription] = routerIn('version-2.1-dev-fastrouter').subscriptions ?? [];
    assert.equal(subscription?.key, 'app.example.com');
    assert.deepEqual([subscription?.nodes[0]?.name, subscription?.nodes[0]?.weight], ['127.0.0.1:20051', 1]);
  });
});

describe('a document with other fields than expected', () => {
  test('takes null for what is missing or has the wrong type, and keeps every position', () => {
    const text =
      '{"workers":[7,{"id":"1","pid":2,"status":5,"apps":{},"cores":[null,{"vars":["A=1",2,"B=2"]}]}]}';
    const { document } = parseStats(text);
    assert.equal(document.kind, 'workers');
    const [first, second] = (document as WorkersDocument).workers;
    assert.ok(first !== undefined && Object.values(first).every((value) => value === null));
    assert.deepEqual([second?.id, second?.pid, second?.status, second?.apps], [null, 2, null, null]);
    assert.deepEqual(second?.cores?.[0]?.req_info, { request_start: null });
    assert.deepEqual(second?.cores?.[1]?.vars, ['A=1', 'B=2']);
    assert.deepEqual([document.version, document.pid, document.cwd], [null, null, null]);
  });

  test('counters beyond 2^53 come rounded, infinite ones are unknown', () => {
    const text =
      '{"workers":[{"running_time":18446744073650552152,"avg_rt":9223372036825275999,"tx":1e999}]}';
    const [worker] = (parseStats(text).document as WorkersDocument).workers;
    assert.deepEqual(
      [worker?.running_time, worker?.avg_rt, worker?.tx],
      [Number(18446744073650552152n), Number(9223372036825275999n), null],
    );
  });

  test('of a key that comes twice the last counts, and __proto__ is a key like none', () => {
    const text = '{"__proto__":{"workers":[],"pid":1},"pid":2,"pid":3,"workers":[{"__proto__":{"pid":4}}]}';
    for (const variant of [text, text.replace('"pid":2', '"cwd":"\x01","pid":2'), `${text.slice(0, -1)},}`]) {
      const { document } = parseStats(variant);
      assert.equal(document.pid, 3);
      assert.equal((document as WorkersDocument).workers[0]?.pid, null);
      assert.deepEqual(Object.keys((document as WorkersDocument).extra), []);
    }
    assert.equal(Object(Object.prototype)['workers'], undefined);
  });
});

describe('what is no stats document', () => {
  const cases: readonly (readonly [string, string, StatsParseErrorKind])[] = [
    ['nothing', '', 'empty'],
    ['white space', ' \n\t\r\n', 'empty'],
    ['an empty object', '{}', 'not-stats'],
    ['a list', '[1]', 'not-stats'],
    ['a text', '"workers"', 'not-stats'],
    ['a number', '7', 'not-stats'],
    ['null', 'null', 'not-stats'],
    ['JSON of somebody else', '{"status":"ok","uptime":12}', 'not-stats'],
    ['workers of another kind', '{"workers":4}', 'not-stats'],
    ['a web page', '<!DOCTYPE html><html></html>', 'not-stats'],
    ['a banner', 'SSH-2.0-OpenSSH_9.2p1 Debian-2', 'not-stats'],
    ['an error of redis', "-ERR wrong number of arguments for 'get' command\r\n", 'not-stats'],
    ['braces with nonsense', '{nonsense}', 'not-json'],
    ['text after the document', '{"workers":[]} and more', 'not-json'],
    ['two documents', '{"workers":[]}{"workers":[]}', 'not-json'],
    ['half a document', '{"version":"2.0.30","workers":[{"id":1', 'truncated'],
    ['half a word', '{"version":tru', 'truncated'],
  ];
  for (const [name, text, kind] of cases) {
    test(`${name} is ${kind}`, () => assertThrowsKind(() => parseStats(text), kind));
  }

  test('JSON that was parsed elsewhere is judged alike', () => {
    assertThrowsKind(() => statsDocumentFrom([]), 'not-stats');
    assert.equal(statsDocumentFrom({ peers: [{ addr: '10.0.0.1' }] }).kind, 'tuntap');
  });
});

describe('hostile texts', () => {
  const megabyte = 1024 * 1024;
  const cases: readonly (readonly [string, string, StatsParseErrorKind])[] = [
    ['brackets, 8 million deep', `{"workers":${'['.repeat(8 * megabyte)}`, 'too-large'],
    ['objects, a million deep', '{"a":'.repeat(megabyte), 'too-large'],
    ['a deep block in a good document', nestedBlock(65), 'too-large'],
    ['a string of 10 MB without an end', `{"version":"${'x'.repeat(10 * megabyte)}`, 'truncated'],
    ['a string of 10 MB of quotes', `{"version":"${'"'.repeat(10 * megabyte)}`, 'truncated'],
    ['quotes far apart', `{"version":"${`"${' '.repeat(1000)}`.repeat(5000)}`, 'truncated'],
    ['commas far apart', `{"version":"${`",${' '.repeat(1000)}x`.repeat(5000)}`, 'truncated'],
    ['backslashes', `{"version":"${'\\'.repeat(10 * megabyte)}`, 'truncated'],
    ['a million commas', `{"workers":[${','.repeat(megabyte)}`, 'too-large'],
    ['a long number', `{"pid":${'9'.repeat(megabyte)}`, 'truncated'],
  ];
  for (const [name, text, kind] of cases) {
    test(`${name} are refused soon`, () => {
      const startedAt = cpuMs();
      assertThrowsKind(() => parseStats(text), kind);
      assert.ok(cpuMs() - startedAt < 20_000);
    });
  }

  const full = 100_000;
  const tooMany: readonly (readonly [string, string])[] = [
    ['workers', `{"workers":[${'{},'.repeat(full)}{}]}`],
    ['workers, read tolerantly', `{"workers":[${'{},'.repeat(full)}{}],"a":"\x01",}`],
    ['vassals', `{"vassals":[${'{},'.repeat(full)}{}]}`],
    ['numbers in a block', `{"workers":[],"x":[${'1234567890,'.repeat(full)}1]}`],
    ['members of a block', `{"workers":[],"x":{${membersOf(full + 1)}}}`],
    ['objects in all', `{"workers":[],"x":[${`[${'{},'.repeat(99_999)}{}],`.repeat(6)}{}]}`],
    ['objects in all, read tolerantly', `{"workers":[],"x":[${`[${'{},'.repeat(99_999)}{}],`.repeat(6)}],}`],
  ];
  for (const [name, text] of tooMany) {
    test(`too many ${name} are refused`, () => {
      assertThrowsKind(() => parseStats(text), 'too-large');
      assert.throws(() => parseStats(text), /more than (?:the 1|1|6)00000?/);
    });
  }

  test('as many workers as allowed are let through, strict or not', () => {
    const most = 10_000;
    const workers = (count: number) => `{"workers":[${'{},'.repeat(count - 1)}{}]`;
    for (const end of ['}', ',}']) {
      const { document } = parseStats(workers(most) + end);
      assert.equal(document.kind === 'workers' && document.workers.length, most);
      assertThrowsKind(() => parseStats(workers(most + 1) + end), 'too-large');
      assert.throws(() => parseStats(workers(most + 1) + end), /has 10001 workers, more than the 10000/);
    }
  });

  test('commas in strings are no entries', () => {
    const cwd = '[{,'.repeat(megabyte);
    assert.equal(parseStats(`{"cwd":"${cwd}","workers":[]}`).document.cwd, cwd);
  });

  test('a block as deep as allowed is let through', () => {
    assert.equal(parseStats(nestedBlock(64)).document.kind, 'workers');
  });

  test('a string of 10 MB in a good document is kept', () => {
    const cwd = 'x'.repeat(10 * megabyte);
    assert.equal(parseStats(`{"cwd":"${cwd}","workers":[]}`).document.cwd, cwd);
    assert.equal(parseStats(`{"cwd":"${cwd}","workers":[],}`).document.cwd, cwd);
  });
});

function membersOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `"member ${index}":1`).join();
}

/** A document in which brackets stand `levels` deep. */
function nestedBlock(levels: number): string {
  return `{"workers":[],"metrics":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
}

function documentIn(name: string): unknown {
  return parseStats(decodeStatsReply(readFixture(`corpus/${name}.json`)).text).document;
}

function workersIn(name: string): WorkersDocument {
  return documentIn(name) as WorkersDocument;
}

function emperorIn(name: string): EmperorDocument {
  return documentIn(name) as EmperorDocument;
}

function routerIn(name: string): RouterDocument {
  return documentIn(name) as RouterDocument;
}

function coresOf(document: WorkersDocument): readonly CoreStats[] {
  return document.workers.flatMap((worker) => worker.cores ?? []);
}

function assertThrowsKind(action: () => unknown, kind: StatsParseErrorKind): void {
  assert.throws(
    action,
    (error) => error instanceof StatsParseError && error.kind === kind && isOneLine(error),
  );
}

function isOneLine(error: Error): boolean {
  return /^[ -~]{10,100}$/.test(error.message);
}
