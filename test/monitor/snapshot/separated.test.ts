import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Observation, observe } from '../../../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import { parseFieldChoice } from '../../../src/monitor/snapshot/selection.js';
import { observed, readingOf, rendered, snapshotOf } from './snapshots.js';

/** A server with one socket of this name: the shortest way from a text to a cell. */
function withSocket(name: string): Observation {
  const { document, ...reading } = readingOf('size-4x2-idle');
  assert.ok(document.kind === 'workers');
  const [socket] = document.sockets ?? [];
  assert.ok(socket !== undefined);
  return observe(
    null,
    { ...reading, document: { ...document, sockets: [{ ...socket, name }] } },
    DEFAULT_THRESHOLDS,
  );
}

async function cellOf(format: 'csv' | 'tsv', name: string): Promise<string> {
  const selection = { view: 'sockets', fields: parseFieldChoice('name') } as const;
  const text = await rendered(format, snapshotOf(withSocket(name), selection), { headers: false });
  return text.replace(/\r?\n$/, '');
}

const CSV_CELLS: readonly (readonly [text: string, cell: string])[] = [
  ['plain', 'plain'],
  ['with space', 'with space'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['line\nbreak', 'line·break'],
  ['tab\tstop', 'tab·stop'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@abstract', "'@abstract"],
  [' =1', "' =1"],
  ['\t=1', '·=1'],
  ['＝1', "'＝1"],
  ['=A,"B"', `"'=A,""B"""`],
  ['é漢', 'é漢'],
];

for (const [text, cell] of CSV_CELLS) {
  test(`CSV writes ${JSON.stringify(text)} as ${cell}`, async () => {
    assert.equal(await cellOf('csv', text), cell);
  });
}

const TSV_CELLS: readonly (readonly [text: string, cell: string])[] = [
  ['plain', 'plain'],
  ['tab\tstop', 'tab\\tstop'],
  ['line\nbreak\r', 'line\\nbreak\\r'],
  ['back\\slash', 'back\\\\slash'],
  ['\u001b[0m', '·[0m'],
  ['=1+1', '=1+1'],
  ['"quoted", so', '"quoted", so'],
];

for (const [text, cell] of TSV_CELLS) {
  test(`TSV writes ${JSON.stringify(text)} as ${cell}`, async () => {
    assert.equal(await cellOf('tsv', text), cell);
  });
}

test('CSV lines end as RFC 4180 has it, TSV lines as scripts have it', async () => {
  const csv = await rendered('csv', snapshotOf(observed('plain-4x2-idle')));
  const tsv = await rendered('tsv', snapshotOf(observed('plain-4x2-idle')));
  assert.match(csv, /^(?:[^\r\n]+\r\n){5}$/);
  assert.match(tsv, /^(?:[^\r\n]+\n){5}$/);
});

test('titles stand above the first snapshot of a stream only', async () => {
  const snapshot = snapshotOf(observed('plain-4x2-idle'), { fields: parseFieldChoice('slot') });
  assert.equal(await rendered('tsv', snapshot), 'slot\n1\n2\n3\n4\n');
  assert.equal(await rendered('tsv', snapshot, { first: false }), '1\n2\n3\n4\n');
  assert.equal(await rendered('tsv', snapshot, { headers: false }), '1\n2\n3\n4\n');
});

test('unknown is an empty field, 0 is 0', async () => {
  const fields = parseFieldChoice('rps,exceptions_total,uri');
  const text = await rendered('csv', snapshotOf(observed('plain-4x2-idle'), { fields, top: 1 }));
  assert.equal(text, 'rps,exceptions_total,uri\r\n,0,\r\n');
});

test('a view that the document does not have leaves nothing', async () => {
  assert.equal(await rendered('csv', snapshotOf(observed('emperor-later'), { view: 'workers' })), '');
});
