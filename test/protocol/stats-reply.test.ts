import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  decodeStatsReply,
  type ReplyProgress,
  type StatsReply,
  StatsReplyReader,
} from '../../src/protocol/stats-reply.js';
import { StatsReplyError } from '../../src/protocol/stats-reply-error.js';
import { readFixture } from '../fixtures.js';

const raw = readFixture('corpus/stats-http.json');
const http = readFixture('corpus/stats-http.raw');
const rawText = raw.toString('utf8');

/** Replies of servers that are not uWSGI. */
const withLength = Buffer.from('HTTP/1.1 200 OK\r\ncontent-LENGTH: 8\r\n\r\n{"é":1}');
const chunked = Buffer.from(
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n4;x=y\r\n{"é\r\n004\r\n":1}\r\n0\r\nTrailer: 1\r\n\r\n',
);

interface Case {
  readonly name: string;
  readonly bytes: Buffer;
  readonly reply: StatsReply;
  readonly progress: ReplyProgress;
}

const cases: readonly Case[] = [
  { name: 'raw', bytes: raw, reply: { protocol: 'raw', status: null, text: rawText }, progress: 'more' },
  {
    name: "uWSGI's HTTP",
    bytes: http,
    reply: { protocol: 'http', status: 200, text: rawText },
    progress: 'more',
  },
  {
    name: 'HTTP with a length',
    bytes: withLength,
    reply: { protocol: 'http', status: 200, text: '{"é":1}' },
    progress: 'complete',
  },
  {
    name: 'HTTP in chunks',
    bytes: chunked,
    reply: { protocol: 'http', status: 200, text: '{"é":1}' },
    progress: 'complete',
  },
  {
    name: 'HTTP with bare line feeds',
    bytes: Buffer.from('HTTP/1.0 203 Fine\nA: b\n\n{}'),
    reply: { protocol: 'http', status: 203, text: '{}' },
    progress: 'more',
  },
  {
    name: 'HTTP without a body',
    bytes: readFixture('corpus/empty-reply-stats-http.raw'),
    reply: { protocol: 'http', status: 200, text: '' },
    progress: 'more',
  },
  {
    name: 'nothing',
    bytes: Buffer.alloc(0),
    reply: { protocol: 'raw', status: null, text: '' },
    progress: 'more',
  },
  {
    name: 'raw after a byte order mark and blanks',
    bytes: Buffer.from('\u{feff} \n{}'),
    reply: { protocol: 'raw', status: null, text: ' \n{}' },
    progress: 'more',
  },
];

describe('a whole reply', () => {
  for (const { name, bytes, reply, progress } of cases) {
    test(`${name} is decoded at once`, () => {
      assert.deepEqual(decodeStatsReply(bytes), reply);
      assert.equal(new StatsReplyReader().push(bytes), progress);
    });

    test(`${name} is decoded byte by byte, and its end is known with its last byte at the latest`, () => {
      const reader = new StatsReplyReader();
      let last: ReplyProgress = 'more';
      for (const byte of bytes) last = reader.push(Uint8Array.of(byte));
      assert.equal(last, progress);
      assert.deepEqual(reader.finish(), reply);
    });

    test(`${name} is decoded in two pieces, cut anywhere`, () => {
      for (let cut = 0; cut <= bytes.length; cut++) {
        const reader = new StatsReplyReader();
        reader.push(bytes.subarray(0, cut));
        assert.equal(reader.push(bytes.subarray(cut)), progress);
        assert.deepEqual(reader.finish(), reply, `cut at ${cut}`);
      }
    });
  }

  test('bytes that are no UTF-8 become replacement characters', () => {
    const { text } = decodeStatsReply(readFixture('corpus/vars-decoded-ff.json'));
    assert.ok(text.includes('PATH_INFO=/a\u{fffd}b'));
  });
});

describe('the end of a reply', () => {
  test('is known as soon as all announced bytes are there, and what follows is left out', () => {
    for (const bytes of [withLength, chunked]) {
      const reader = new StatsReplyReader();
      assert.equal(reader.push(Buffer.concat([bytes, Buffer.from('HTTP/1.1 400')])), 'complete');
      assert.equal(reader.finish().text, '{"é":1}');
    }
    const early = new StatsReplyReader();
    assert.equal(early.push(withLength.subarray(0, -1)), 'more');
    assert.equal(early.push(withLength.subarray(-1)), 'complete');
  });

  test('may come too early: the part that came is given', () => {
    assert.equal(decodeStatsReply(withLength.subarray(0, -1)).text, '{"é":1');
    assert.equal(decodeStatsReply(chunked.subarray(0, chunked.indexOf('004'))).text, '{"é');
  });

  test('of a head is waited for', () => {
    const headLength = http.indexOf('\r\n\r\n') + 4;
    for (let end = 1; end < headLength; end++) {
      assertKind(() => decodeStatsReply(http.subarray(0, end)), 'truncated');
    }
    assert.equal(decodeStatsReply(http.subarray(0, headLength)).text, '');
  });
});

describe('what is no reply', () => {
  const foreign = [
    'SSH-2.0-OpenSSH_9.2p1\r\n',
    'HELO',
    'H',
    '<html>',
    '-ERR\r\n',
    '\0\0\0',
    '[1]',
    '\x15\x03\x01',
  ];
  for (const text of foreign) {
    test(`${JSON.stringify(text)} is noticed as soon as it can be told`, () => {
      const progress = new StatsReplyReader().push(Buffer.from(text));
      assert.equal(progress, text === 'H' ? 'more' : 'foreign');
    });
  }

  test('blanks without end are given up', () => {
    const reader = new StatsReplyReader();
    assert.equal(reader.push(Buffer.alloc(16 * 1024, ' ')), 'more');
    assert.equal(reader.push(Buffer.from(' ')), 'foreign');
  });

  for (const status of [101, 301, 404, 503]) {
    test(`HTTP status ${status} is an error that names it`, () => {
      const bytes = Buffer.from(`HTTP/1.1 ${status} Whatever\r\n\r\n{"workers":[]}`);
      assertKind(() => decodeStatsReply(bytes), 'status', new RegExp(`HTTP status ${status}$`));
    });
  }

  const malformed = [
    'HTTP/1.1\r\n\r\n{}',
    'HTTP/1.1 20\r\n\r\n{}',
    'HTTP/1.1 OK\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n{}',
    `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(16 * 1024)}`,
  ];
  for (const text of malformed) {
    test(`a head like ${JSON.stringify(text.slice(0, 40))} is an error`, () => {
      assertKind(() => decodeStatsReply(Buffer.from(text)), 'malformed');
    });
  }

  test('chunks that are none end the body', () => {
    const reader = new StatsReplyReader();
    const bytes = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nnonsense\r\n';
    assert.equal(reader.push(Buffer.from(bytes)), 'complete');
    assert.equal(reader.finish().text, '{}');
    const endless = new StatsReplyReader();
    endless.push(Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'));
    assert.equal(endless.push(Buffer.alloc(5000, 'f')), 'complete');
  });
});

function assertKind(action: () => unknown, kind: StatsReplyError['kind'], message = /./): void {
  assert.throws(
    action,
    (error) => error instanceof StatsReplyError && error.kind === kind && message.test(error.message),
  );
}
