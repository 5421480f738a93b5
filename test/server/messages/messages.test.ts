import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import test from 'node:test';
import { foldLetters } from '../../../src/server/files/master-fifo.js';
import { readBoundedLines } from '../../../src/server/messages/bounded-lines.js';
import { checkGatewayFact } from '../../../src/server/messages/gateway-facts.js';
import { parseZygoteFact } from '../../../src/server/messages/zygote-facts.js';

const zygoteFacts: readonly object[] = [
  {
    kind: 'loaded',
    apps: [{ id: 0, mountpoint: '', seconds: 0.5 }],
    failed: [{ mountpoint: '/x', message: 'no' }],
  },
  { kind: 'forked', serial: 1, pid: 1234 },
  { kind: 'fork-failed', serial: 1, message: 'no memory' },
  { kind: 'worker-loaded', serial: 1, apps: [], failed: [] },
  { kind: 'asked', serial: 1, what: 'recycle' },
  { kind: 'tracebacker', serial: 1, identity: '1:2:3' },
  { kind: 'exited', serial: 1, pid: 1234, code: 0, signal: null },
  { kind: 'exited', serial: 1, pid: 1234, code: null, signal: 9 },
];

const core = {
  requests: 1,
  exceptions: 0,
  runningMicros: 5,
  txBytes: 7,
  readErrors: 0,
  writeErrors: 0,
  answers: { '2xx': 1, '3xx': 0, '4xx': 0, '5xx': 0 },
  latency: '',
  inRequest: { startMicros: 1, vars: ['A=b'] },
};
const gatewayFacts: readonly object[] = [
  { kind: 'listening' },
  { kind: 'listen-failed', socket: 0, code: 'EADDRINUSE' },
  { kind: 'accepting', serial: 1, slot: 1, threads: 2, pid: 1234 },
  { kind: 'spent', serial: 1 },
  { kind: 'stuck', serial: 1, requests: [{ core: 0, remote: '', method: 'GET', uri: '/', since: 1 }] },
  { kind: 'drained' },
  {
    kind: 'tally',
    id: null,
    tally: {
      sockets: [{ waiting: 0, refused: 0, rejected: 0 }],
      workers: [
        {
          slot: 1,
          deltaRequests: 1,
          averageMicros: 1,
          apps: [{ requests: 1, exceptions: 0 }],
          cores: [core, { ...core, inRequest: null }],
        },
      ],
      routes: [{ route: 'GET /', requests: 1, runningMicros: 5, latency: '5 5 1' }],
    },
  },
];

/** Values that no field of any message may have. */
const wrong: readonly unknown[] = [undefined, {}, [7], [null], true, -1, 1e300, 'nonsense', [[]]];

for (const [name, facts, check] of [
  ['zygote', zygoteFacts, (value: unknown) => parseZygoteFact(JSON.stringify(value) ?? '')],
  ['gateway', gatewayFacts, checkGatewayFact],
] as const) {
  test(`the words of a ${name} are taken as they are`, () => {
    for (const fact of facts) assert.deepEqual(check(fact), fact);
  });

  test(`a word of a ${name} with a field that is missing or of another kind is none`, () => {
    let tried = 0;
    for (const fact of facts) {
      for (const [broken, path] of variants(fact)) {
        const taken = check(broken);
        tried += 1;
        // A text may be any text, a number any number, and a list may be empty: these are not checked here.
        if (taken !== null) assert.ok(isSameKind(path), `${JSON.stringify(broken)} was taken`);
      }
    }
    assert.ok(tried > 100);
    for (const nothing of wrong) assert.equal(check(nothing), null);
  });
}

test('no process is named that a signal must not reach', () => {
  for (const pid of [0, 1, -1, 2 ** 31, 1.5, '12']) {
    assert.equal(parseZygoteFact(JSON.stringify({ kind: 'forked', serial: 1, pid })), null);
    assert.equal(checkGatewayFact({ kind: 'accepting', serial: 1, slot: 1, threads: 1, pid }), null);
  }
});

test('texts that are no JSON are no words either', () => {
  for (const line of [
    '',
    'hello',
    '{',
    '[',
    '7',
    'null',
    '"x"',
    '[]',
    '{}',
    '\0',
    `${'['.repeat(100_000)}`,
  ]) {
    assert.equal(parseZygoteFact(line), null);
  }
});

test('lines come whole however they are cut, and one that is too long is left out and not kept', async (t) => {
  const text = `\n{"a":1}\n\n{"b":2}\njunk\n{"c":3}\n${'x'.repeat(500)}\n\n{"d":4}\n`;
  const expected = ['{"a":1}', '{"b":2}', 'junk', '{"c":3}', null, '{"d":4}'];
  for (const size of [1, 2, 7, 64, 10_000]) {
    const lines: (string | null)[] = [];
    const [near, far] = await socketPair(t);
    readBoundedLines(near, 100, (line) => lines.push(line));
    for (let at = 0; at < text.length; at += size) far.write(text.slice(at, at + size));
    far.end();
    await once(near, 'end');
    assert.deepEqual(lines, expected, `in pieces of ${size}`);
  }
});

test('letters that ask for the same again are one', () => {
  for (const [given, folded] of [
    ['r', 'r'],
    ['rrrrrrr', 'r'],
    ['rrcrr', 'rcr'],
    ['+++--', '+++--'],
    ['p', 'p'],
    ['pp', ''],
    ['pppsss', 'ps'],
    ['\n\n\nq\n', '\nq\n'],
  ] as const) {
    assert.equal(foldLetters(given), folded);
  }
});

/** Each field of a message, however deep, taken out or replaced. */
function variants(value: unknown, path: readonly unknown[] = []): (readonly [unknown, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const put = (other: unknown): unknown =>
      Array.isArray(value)
        ? value.map((item, index) => (String(index) === key ? other : item))
        : { ...value, [key]: other };
    return [
      ...wrong.map((other) => [put(other), [field, other]] as const),
      ...variants(field, [...path, key]).map(([other, pair]) => [put(other), pair] as const),
    ];
  });
}

function isSameKind(pair: unknown): boolean {
  const [was, is] = pair as [unknown, unknown];
  if (typeof was === 'string') return typeof is === 'string';
  return typeof was === 'object' && was !== null && is === undefined;
}

async function socketPair(t: { after: (end: () => void) => void }): Promise<[Socket, Socket]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const far = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  const [near] = await accepted;
  t.after(() => {
    for (const one of [near, far]) one.destroy();
    server.close();
  });
  return [near, far];
}
