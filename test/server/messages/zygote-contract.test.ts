import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LONGEST_FACT } from '../../../src/server/messages/zygote-facts.js';
import { projectRoot } from '../../fixtures.js';

/* The master and the Python side write their messages down each for itself: here both are read as text and compared. */

const messages = readFileSync(join(projectRoot, 'src/server/messages/zygote-messages.ts'), 'utf8');
const folder = join(projectRoot, 'src/server/python/tsgi_worker');
const python = readdirSync(folder, { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

test('Python tells the facts that the master knows, each with the same fields', () => {
  const ours = kindsIn(typeText('ZygoteFact'));
  const told = new Map(python.flatMap(toldIn).map(([kind, fields]) => [kind, fields]));
  assert.deepEqual([...told.keys()].sort(), [...ours.keys()].sort());
  for (const [kind, fields] of told) {
    // The zygote adds the serial number to the words of a worker.
    const missing = (ours.get(kind) ?? []).filter((name) => !fields.includes(name) && name !== 'serial');
    assert.deepEqual(missing, [], kind);
  }
});

test('Python obeys the orders that the master gives', () => {
  const obeyed = python.flatMap((text) =>
    [...text.matchAll(/\bname == "([a-z-]+)"/g)].map(([, name]) => name),
  );
  for (const kind of kindsIn(typeText('ZygoteOrder')).keys()) assert.ok(obeyed.includes(kind), kind);
});

test('every setting that Python reads is one that the master sends, and none is sent for nothing', () => {
  const sent = fieldsOf(typeText('ZygoteSettings'));
  const read = new Set(
    python.flatMap((text) => [...text.matchAll(/settings\["([a-z_0-9]+)"\]/g)].map(([, name = '']) => name)),
  );
  const direct = new Set(fieldsOf(typeText('DirectSettings')));
  assert.deepEqual(
    [...read].filter((name) => !sent.includes(name) && !direct.has(name)),
    [],
  );
  assert.deepEqual(
    sent.filter((name) => !read.has(name)),
    [],
  );
});

test('the longest that a worker may say is less than the master reads', () => {
  const [, longest] = python.flatMap((text) => [...(/^MAX_PACKET = (\d+)$/m.exec(text) ?? [])]);
  assert.ok(Number(longest) > 0 && Number(longest) < LONGEST_FACT, longest);
});

/** From `export type Name =` or `export interface Name {` to the line that ends it. */
function typeText(name: string): string {
  const at = messages.search(new RegExp(`^export (?:type|interface) ${name}\\b`, 'm'));
  assert.ok(at >= 0, name);
  const rest = messages.slice(at);
  return rest.slice(0, rest.search(/^(?:}|.*};)$/m));
}

function kindsIn(text: string): ReadonlyMap<string, readonly string[]> {
  const parts = text.split(/kind: '/).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf("'")), fieldsOf(part)]));
}

function fieldsOf(text: string): readonly string[] {
  return [...text.matchAll(/readonly ([a-z_0-9A-Z]+):/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'kind');
}

/** `{"kind": "forked", "serial": serial, …}` with the names in it. */
function toldIn(text: string): readonly (readonly [kind: string, fields: readonly string[]])[] {
  return [...text.matchAll(/\{"kind": "([a-z-]+)"([^}]*)\}/g)].map(([, kind = '', rest = '']) => [
    kind,
    [...rest.matchAll(/"([a-z_]+)":/g)].map(([, name = '']) => name),
  ]);
}
