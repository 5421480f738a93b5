import assert from 'node:assert/strict';
import test from 'node:test';
import type { RequestBody } from '../../../../src/server/exchange/exchange.js';
import type { RequestHead } from '../../../../src/server/gateway/http/request-head.js';
import { type ReaderOwner, RequestReader } from '../../../../src/server/gateway/http/request-reader.js';
import { pushShared } from './push-shared.js';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const post = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunked = (path: string, chunks: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`;
const expecting = (path: string, length: number) =>
  `PUT ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`;

/** A connection that answers each request at once, or when it is told to. */
class FakeOwner implements ReaderOwner {
  readonly reader = new RequestReader(this);
  readonly limits = { head: 300, post: 50 as number | null, bodyMemory: 1_048_576 };
  readonly said: string[] = [];
  readonly bodies: RequestBody[] = [];
  held = false;
  touches = 0;

  touched(): void {
    this.touches += 1;
  }
  hold(): void {
    this.held = true;
  }
  resume(): void {
    this.held = false;
  }
  invite(): void {
    this.said.push('invite');
  }
  request({ method, uri }: RequestHead, body: RequestBody, gatheredLength: number | null): void {
    const text = body.kind === 'whole' ? (body.bytes?.toString('latin1') ?? '') : '…';
    this.said.push(`${method} ${uri} ${text}${gatheredLength === null ? '' : ` ${gatheredLength}`}`.trim());
    this.bodies.push(body);
  }
  refuse(status: number): void {
    this.said.push(String(status));
    this.reader.close('refused');
  }
  cannotKeep(_head: RequestHead, error: Error): void {
    this.said.push(error.message);
  }

  /** As a connection does it: the next one from the top of the stack. */
  push(text: string): void {
    pushShared(this.reader, Buffer.from(text, 'latin1'));
    while (this.reader.isInHand && !this.reader.isBodyUnread) this.reader.next();
  }
}

const streams: readonly (readonly [name: string, bytes: string, said: readonly string[]])[] = [
  ['one request', get('/1'), ['GET /1']],
  ['three in a row', get('/1') + get('/2') + get('/3'), ['GET /1', 'GET /2', 'GET /3']],
  ['a body between two', get('/1') + post('/2', 'abc') + get('/3'), ['GET /1', 'POST /2 abc', 'GET /3']],
  ['chunks between two', chunked('/1', '3\r\nabc\r\n0\r\n\r\n') + get('/2'), ['POST /1 abc 3', 'GET /2']],
  [
    'a body that looks like a request',
    post('/1', get('/x')) + get('/2'),
    [`POST /1 ${get('/x')}`.trim(), 'GET /2'],
  ],
  ['a good one and garbage', `${get('/1')}garbage\r\n\r\n`, ['GET /1', '400']],
  ['nothing is read behind what is refused', `garbage\r\n\r\n${get('/1')}`, ['400']],
  ['a body past the limit', post('/1', 'x'.repeat(51)), ['413']],
  ['chunks past the limit', chunked('/1', `40\r\n${'x'.repeat(64)}\r\n0\r\n\r\n`) + get('/2'), ['413']],
  ['a broken chunk', chunked('/1', '3\r\nabcX') + get('/2'), ['400']],
  ['a head past the limit', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(300)}\r\n\r\n`, ['431']],
  ['an endless head', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(300)}`, ['431']],
  ...[
    ...Array.from({ length: 35 }, (_, length) => [`a line of ${length + 1}`, 'G'.repeat(length + 1), '400']),
    ['no version', 'GET /', '400'],
    ['an unknown version', 'GET / HTTP/3.0', '505'],
    ['a malformed method', 'G@T / HTTP/1.1', '400'],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1', '501'],
    ['a malformed header', 'GET / HTTP/1.1\r\nHost: a\r\nno header', '400'],
    ['a control character', 'GET / HTTP/1.1\r\nHost: a\r\nX-Y: \x01', '400'],
    ['a bare line feed', 'GET / HTTP/1.1\nHost: a', '400'],
    ['an unknown expectation', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: much', '417'],
    ['two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nHost: a\r\nContent-Length: 1', '400'],
  ].flatMap(([what, line, status]): readonly (readonly [string, string, readonly string[]])[] => [
    [`refused at the end of its line: ${what}`, `${line}\r\n`, [`${status}`]],
    [`refused behind a request: ${what}`, `${get('/1')}${line}\r\n`, ['GET /1', `${status}`]],
  ]),
];

for (const [name, bytes, said] of streams) {
  test(`${name}: whole, byte by byte and cut at every point`, () => {
    const pieces = [[bytes], [...bytes]];
    for (let cut = 1; cut < bytes.length; cut += 1) pieces.push([bytes.slice(0, cut), bytes.slice(cut)]);
    for (const some of pieces) {
      const owner = new FakeOwner();
      for (const piece of some) owner.push(piece);
      // A body that ends with the last of these bytes is trimmed for the comparison only.
      assert.deepEqual(
        owner.said.map((line) => line.trim()),
        said,
      );
    }
  });
}

test('the next request waits until the one in hand is answered', () => {
  const owner = new FakeOwner();
  pushShared(owner.reader, Buffer.from(get('/1') + get('/2')));
  assert.deepEqual(owner.said, ['GET /1']);
  assert.ok(owner.reader.isInHand && owner.reader.hasMore);
  owner.reader.next();
  assert.deepEqual(owner.said, ['GET /1', 'GET /2']);
  assert.ok(!owner.reader.hasMore);
  owner.reader.next();
  assert.ok(owner.reader.isIdle);
});

test('a client that pipelines without end is not read any more, and read again as it is answered', () => {
  const owner = new FakeOwner();
  const many = Buffer.from(get('/1').repeat(2000));
  assert.ok(many.length > 50_000);
  pushShared(owner.reader, many);
  pushShared(owner.reader, many);
  assert.ok(owner.held);
  owner.reader.next();
  assert.ok(owner.said.length === 2);
});

test('a body that is waited for is on demand, and asks for itself when it is read', async () => {
  const owner = new FakeOwner();
  pushShared(owner.reader, Buffer.from(expecting('/1', 3)));
  assert.deepEqual(owner.said, ['PUT /1 …']);
  assert.ok(owner.reader.isBodyUnread && !owner.reader.isBodyWanted);
  const source = sourceOf(owner);
  const read = source.read(100);
  assert.deepEqual(owner.said, ['PUT /1 …', 'invite']);
  assert.ok(owner.reader.isBodyWanted);
  pushShared(owner.reader, Buffer.from(`abc${get('/2')}`));
  assert.equal(String(await read), 'abc');
  assert.equal((await source.read(100)).length, 0);
  assert.ok(!owner.reader.isBodyUnread && !owner.reader.isBodyWanted);
  assert.deepEqual(owner.said, ['PUT /1 …', 'invite']);
  owner.reader.next();
  assert.equal(owner.said.at(-1), 'GET /2');
});

test('one that is refused while its request is handed over is seen as one with a body to come', () => {
  const owner = new FakeOwner();
  let isUnread = false;
  owner.request = () => {
    isUnread = owner.reader.isBodyUnread;
  };
  pushShared(owner.reader, Buffer.from(expecting('/1', 3)));
  assert.ok(isUnread);
});

test('a gathered body is all there while its request is handed over', () => {
  const owner = new FakeOwner();
  let isUnread = true;
  owner.request = () => {
    isUnread = owner.reader.isBodyUnread;
  };
  pushShared(owner.reader, Buffer.from(post('/1', 'abc')));
  assert.ok(!isUnread);
});

test('one that has begun to send its body is not asked for it', () => {
  const owner = new FakeOwner();
  owner.push(`${expecting('/1', 3)}a`);
  owner.push('bc');
  assert.deepEqual(owner.said, ['PUT /1 abc']);
});

test('a body on demand that breaks the rules fails for the application, and nothing behind it is a request', async () => {
  const head = 'PUT /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n';
  for (const [bytes, message] of [
    ['3\r\nabcX', /malformed chunk/],
    [`40\r\n${'x'.repeat(64)}\r\n0\r\n\r\n`, /limit-post/],
  ] as const) {
    const owner = new FakeOwner();
    pushShared(owner.reader, Buffer.from(head));
    const source = sourceOf(owner);
    const first = source.read(100);
    pushShared(owner.reader, Buffer.from(bytes));
    pushShared(owner.reader, Buffer.from(`3\r\nxyz\r\n0\r\n\r\n${get('/2')}`));
    await assert.rejects(async () => {
      await first;
      for (let at = 0; at < 3; at += 1) await source.read(100);
    }, message);
    assert.deepEqual(owner.said, ['PUT /1 …', 'invite']);
  }
});

test('a client that leaves in the middle of a body on demand is told to the application', async () => {
  const owner = new FakeOwner();
  pushShared(owner.reader, Buffer.from(expecting('/1', 3)));
  const read = sourceOf(owner).read(100);
  owner.reader.close('left');
  await assert.rejects(read, /left/);
});

test('closed, it takes nothing', () => {
  const owner = new FakeOwner();
  owner.reader.close('over');
  owner.push(get('/1'));
  assert.deepEqual(owner.said, []);
});

test('time runs from the first byte of a request, and with each piece of its body', () => {
  const owner = new FakeOwner();
  for (const byte of get('/1')) pushShared(owner.reader, Buffer.from(byte));
  assert.equal(owner.touches, 1);
  owner.reader.next();
  pushShared(owner.reader, Buffer.from(post('/2', 'abc').slice(0, -3)));
  const before = owner.touches;
  for (const byte of 'abc') pushShared(owner.reader, Buffer.from(byte));
  assert.equal(owner.touches, before + 3);
});

function sourceOf({ bodies }: FakeOwner) {
  const body = bodies.at(-1);
  if (body?.kind !== 'follows') return assert.fail('the body does not follow');
  return body.source;
}
