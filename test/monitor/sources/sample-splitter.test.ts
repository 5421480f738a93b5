import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SampleSplitter } from '../../../src/monitor/sources/sample-splitter.js';
import { readFixture } from '../../fixtures.js';

const indented = '{\n\t"a":[\n\n\t],\n\t"b":\t{\n\n\t}\n}';
const minified = '{"a":[],"b":{}}';
const http = 'HTTP/1.0 200 OK\r\n\r\n';
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const quoted = '{"version":"x"}y","b":[{}]}';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly samples: readonly string[];
}

const cases: readonly Case[] = [
  { name: 'one indented document', text: indented, samples: [indented] },
  { name: 'one minified document', text: minified, samples: [minified] },
  { name: 'one document with a line end', text: `${indented}\n`, samples: [indented] },
  { name: 'a reply with its HTTP head', text: http + indented, samples: [http + indented] },
  { name: 'a reply with its HTTP head and no body', text: http, samples: [http.trim()] },
  {
    name: 'two documents after an HTTP head',
    text: `${http}${minified}\n${minified}`,
    samples: [`${http}${minified}`, minified],
  },
  {
    name: 'documents and blank lines',
    text: `${indented}\n\n${indented}\n\n`,
    samples: [indented, indented],
  },
  { name: 'documents without blank lines', text: `${indented}\n${indented}`, samples: [indented, indented] },
  { name: 'lines', text: `${minified}\n${minified}\n\n${minified}`, samples: [minified, minified, minified] },
  {
    name: 'lines with carriage returns',
    text: `${minified}\r\n${minified}\r\n`,
    samples: [minified, minified],
  },
  {
    name: 'both forms',
    text: `${minified}\n${indented}\n${minified}`,
    samples: [minified, indented, minified],
  },
  {
    name: 'a log before documents',
    text: `*** Starting ***\n[x] {y}\n${indented}\n\n${minified}\n`,
    samples: [indented, minified],
  },
  { name: 'the rest of a document before others', text: `]\n\t}\n}\n\n${indented}\n\n`, samples: [indented] },
  {
    name: 'a log between documents',
    text: `${minified}\nreloading\n${minified}\n`,
    samples: [minified, minified],
  },
  { name: 'a log after documents', text: `${indented}\n\ngoodbye\n`, samples: [indented] },
  { name: 'half a document after others', text: `${minified}\n{\n\t"a`, samples: [minified, '{\n\t"a'] },
  {
    name: 'lines of which one was cut off',
    text: `${minified}\n{"ts":1,"do\n${minified}\n`,
    samples: [minified, '{"ts":1,"do', minified],
  },
  {
    name: 'entries that begin lines',
    text: '{"a":[\n{"b":1},\n{}\n]}',
    samples: ['{"a":[\n{"b":1},\n{}\n]}'],
  },
  {
    name: 'indented documents without anything between',
    text: indented.repeat(3),
    samples: [indented, indented, indented],
  },
  {
    name: 'minified documents without anything between',
    text: minified.repeat(3),
    samples: [minified, minified, minified],
  },
  {
    name: 'both forms without anything between',
    text: minified + indented + minified,
    samples: [minified, indented, minified],
  },
  {
    name: 'blanks between',
    text: `${minified} ${minified}\t\r${minified} `,
    samples: [minified, minified, minified],
  },
  {
    name: 'date lines between',
    text: `Tue Dec  1 04:54:10 UTC 2026\n${indented}Tue Dec  1 04:54:11 UTC 2026\n${minified}1796100852\n${minified}`,
    samples: [indented, minified, minified],
  },
  {
    name: 'dates in the line of a document',
    text: `1796100850 ${minified}\n2026-12-01T04:54:11Z ${indented}1796100852 ${minified}`,
    samples: [minified, indented, minified],
  },
  {
    name: 'HTTP heads between',
    text: `${http}${indented}${http}${minified}${http}${minified}\n${http}${minified}`,
    samples: [http + indented, http + minified, http + minified, http + minified],
  },
  {
    name: 'answers without a document between',
    text: `${http}${minified}HTTP/1.1 502 Bad\r\n\r\n<html>x</html>\n${http}${minified}<html>y</html>${minified}`,
    samples: [
      http + minified,
      'HTTP/1.1 502 Bad\r\n\r\n<html>x</html>',
      http + minified,
      '<html>y</html>',
      minified,
    ],
  },
  { name: 'byte order marks', text: `\uFEFF${minified}\n\uFEFF${indented}`, samples: [minified, indented] },
  {
    name: 'a body in chunks',
    text: `${chunked}5\r\n${minified.slice(0, 5)}\r\na\r\n${minified.slice(5)}\r\n0\r\n\r\n${http}${minified}`,
    samples: [`${chunked}5\r\n${minified.slice(0, 5)}\r\na\r\n${minified.slice(5)}\r\n0`, http + minified],
  },
  {
    name: 'a name with a quote that nobody escaped',
    text: `${quoted}\n${quoted}${quoted}`,
    samples: [quoted, quoted, quoted],
  },
  { name: 'half a document', text: '{\n\t"a":1,\n', samples: ['{\n\t"a":1,'] },
  { name: 'something else', text: 'Hello\nHTTP\n', samples: ['Hello\nHTTP'] },
  { name: 'something else with braces', text: 'a\n}\nb\n', samples: ['a\n}\nb'] },
  { name: 'nothing', text: '', samples: [''] },
];

describe('a stream of', () => {
  for (const { name, text, samples } of cases) {
    const bytes = Buffer.from(text);

    test(`${name} is cut where it should be`, () => assert.deepEqual(split([bytes]), samples));

    test(`${name} is cut there byte by byte`, () => {
      assert.deepEqual(split([...bytes].map((byte) => Buffer.of(byte))), samples);
    });

    test(`${name} is cut there in two pieces of any size`, () => {
      for (let at = 0; at <= bytes.length; at++) {
        assert.deepEqual(split([bytes.subarray(0, at), bytes.subarray(at)]), samples, `cut at ${at}`);
      }
    });
  }
});

test('a sample on one line is there as soon as its line ends, an indented one with its last brace', () => {
  const splitter = new SampleSplitter();
  assert.equal(splitter.push(Buffer.from(minified)).length, 0);
  assert.equal(splitter.push(Buffer.from('\n')).length, 1);
  assert.equal(splitter.push(Buffer.from(indented.slice(0, -1))).length, 0);
  assert.equal(splitter.push(Buffer.from('}')).length, 1);
  assert.equal(splitter.pendingBytes, 0);
});

test("a stats pusher's file whose first document was overwritten by the log gives the other three", () => {
  const samples = split([readFixture('corpus/stats-push-file.raw')]);
  assert.deepEqual(
    samples.map((sample) => sample.slice(0, 12)),
    ['{\n\t"version"', '{\n\t"version"', '{\n\t"version"'],
  );
});

function split(pieces: readonly Buffer[]): readonly string[] {
  const splitter = new SampleSplitter();
  const samples = pieces.flatMap((piece) => splitter.push(piece));
  return [...samples, ...splitter.end()].map(({ bytes }) => bytes.toString('utf8').trim());
}
