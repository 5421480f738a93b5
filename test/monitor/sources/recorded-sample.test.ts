import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RecordedFailure, readRecordedSample } from '../../../src/monitor/sources/recorded-sample.js';
import { SampleSplitter } from '../../../src/monitor/sources/sample-splitter.js';
import { StatsReplyError } from '../../../src/protocol/stats-reply-error.js';
import { StatsParseError } from '../../../src/stats/stats-parse-error.js';
import { readFixture } from '../../fixtures.js';
import { seededRandom } from '../../seeded-random.js';

describe('a recording that was cut off', () => {
  const files = [
    ['series-emperor.ndjson', 30],
    ['series-reload-preload.ndjson', 30],
    ['stats-push-file.raw', 3],
    ['stats-http.raw', 1],
  ] as const;
  for (const [name, whole] of files) {
    test(`${name} gives what was whole, and one sample that is not, wherever it ends`, () => {
      const bytes = readFixture(`corpus/${name}`);
      assert.equal(outcomesOf(bytes).length, whole);
      for (let end = 97; end < bytes.length; end += 97) {
        const outcomes = outcomesOf(bytes.subarray(0, end));
        assert.ok(outcomes.length >= 1 && outcomes.length <= whole);
        for (const outcome of outcomes.slice(0, -1)) assert.match(outcome, /^(read|failed)$/);
        assert.match(outcomes.at(-1) ?? '', /^(read|failed|truncated|empty|not-stats)$/);
      }
    });
  }
});

describe('replies that follow each other', () => {
  const replies = [
    'plain-4x2-busy.json',
    'minified-2x2-busy.json',
    'emperor-later.json',
    'vars-raw-control.json',
  ].map((name) => readFixture(`corpus/${name}`));
  const recorded = replies.map((reply) =>
    Buffer.from(JSON.stringify({ ts: 1, raw_b64: reply.toString('base64') })),
  );
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n';
  const between = [
    '',
    '',
    '\n',
    '\n\n',
    '\r\n',
    ' ',
    'Tue Dec  1 04:54:10 UTC 2026\n',
    '\n1796100850\n',
    head,
    `\n${head}`,
  ];

  test('are all read whatever stands between them, and those around one that was cut off as well', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = seededRandom(seed);
      const pick = <T>(list: readonly T[]): T => list[random(list.length)] ?? assert.fail();
      const chosen = Array.from({ length: 4 }, () => pick(seed % 5 === 0 ? recorded : replies));
      const cut = seed % 2 === 0 ? random(4) : -1;
      const parts = chosen.map((reply, index) =>
        index === cut ? reply.subarray(0, random(reply.length)) : reply,
      );
      const stream = Buffer.concat(parts.flatMap((part) => [part, Buffer.from(pick(between))]));
      const outcomes = outcomesOf(stream);
      const read = outcomes.filter((outcome) => outcome === 'read').length;
      assert.ok(read >= (cut < 0 ? 4 : 3), `seed ${seed}, cut ${cut}: ${outcomes.join(' ')}`);
    }
  });
});

test('a line without the fields of a recording is judged as a reply', () => {
  assert.equal(outcomeOf(Buffer.from('{"ts":1}')), 'not-stats');
  assert.equal(outcomeOf(Buffer.from('{"ts":1,"raw_b64":7}')), 'not-stats');
  assert.equal(outcomeOf(Buffer.from('{"ts":1,"error":null}')), 'failed');
});

test('times that are no numbers are unknown', () => {
  const { takenAtMs, tookMs } = readRecordedSample(
    Buffer.from('{"ts":"1","took_ms":[],"doc":{"workers":[]}}'),
  );
  assert.deepEqual([takenAtMs, tookMs], [null, null]);
});

function outcomesOf(bytes: Buffer): readonly string[] {
  const splitter = new SampleSplitter();
  return [...splitter.push(bytes), ...splitter.end()].map((sample) => outcomeOf(sample.bytes));
}

function outcomeOf(sample: Buffer): string {
  try {
    readRecordedSample(sample);
    return 'read';
  } catch (error) {
    if (error instanceof RecordedFailure) return 'failed';
    if (error instanceof StatsParseError || error instanceof StatsReplyError) return error.kind;
    throw error;
  }
}
