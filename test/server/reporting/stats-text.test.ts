import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  formatMinifiedStats,
  formatStats,
  type StatsObject,
} from '../../../src/server/reporting/stats-text.js';
import { fixturePath, sharedCorpus } from '../../fixtures.js';

/** Numbers that JavaScript cannot hold; tsgi has none of that size. */
const beyondPrecision = new Set(['clock-step-back.json']);

describe('every captured reply that is JSON comes out byte for byte as it went in', () => {
  let compared = 0;
  for (const path of capturedReplies()) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // Characters that are bytes: some of uWSGI's are no UTF-8.
    const text = readFileSync(path, 'latin1');
    const document = parsedOrNull(text);
    if (document === null || beyondPrecision.has(name)) continue;
    compared += 1;
    test(name, () => {
      const isMinified = !text.includes('\n');
      assert.equal(isMinified ? formatMinifiedStats(document) : formatStats(document), text);
    });
  }
  test('and these are nearly all', () => assert.ok(compared > 80, `only ${compared}`));
});

const escapes: Readonly<Record<string, readonly [string, string]>> = {
  'what uWSGI escapes': ['\t\n\r"\\', '"\\t\\n\\r\\"\\\\"'],
  'other control characters, which uWSGI leaves bare': [
    '\x00\x01\x08\x0b\x1b\x1f',
    '"\\u0000\\u0001\\u0008\\u000b\\u001b\\u001f"',
  ],
  'what needs nothing': ['/ \x7f\x9b é €', '"/ \x7f\x9b é €"'],
};

describe('texts are quoted', () => {
  for (const [name, [text, expected]] of Object.entries(escapes)) {
    test(name, () => {
      assert.equal(formatMinifiedStats({ a: text }), `{"a":${expected}}`);
      assert.equal(formatStats({ a: text }), `{\n\t"a":${expected}\n}`);
      assert.deepEqual(JSON.parse(formatStats({ a: text })), { a: text });
    });
  }

  test('in keys and lists too', () => {
    const document = { 'a"b': ['c\x01'] };
    assert.deepEqual(JSON.parse(formatStats(document)), document);
    assert.deepEqual(JSON.parse(formatMinifiedStats(document)), document);
  });
});

test('every UTF-16 code unit makes valid JSON in UTF-8', () => {
  let text = '';
  for (let unit = 0; unit < 0x10000; unit += 1) text += `${String.fromCharCode(unit)}x`;
  const bytes = Buffer.from(formatStats({ text }));
  const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  // Halves of pairs are replaced.
  assert.deepEqual(read, { text: text.replace(/[\ud800-\udfff]/g, '\ufffd') });
});

function capturedReplies(): readonly string[] {
  const own = fixturePath('corpus');
  const folders = sharedCorpus === null ? [own] : [own, sharedCorpus];
  const paths = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name)),
  );
  const byName = new Map(paths.map((path) => [path.slice(path.lastIndexOf('/') + 1), path]));
  return [...byName.values()];
}

function parsedOrNull(text: string): StatsObject | null {
  try {
    const value: StatsObject = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
