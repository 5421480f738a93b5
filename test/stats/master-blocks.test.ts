import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { masterBlocksFrom } from '../../src/stats/master-blocks.js';
import { parseStats } from '../../src/stats/parse.js';
import { fixturePath, readFixture } from '../fixtures.js';

const CAPTURED = readdirSync(fixturePath('corpus')).filter(
  (file) => file.endsWith('.json') && !file.startsWith('empty-'),
);

function blocksOf(name: string) {
  const { document } = parseStats(readFixture(`corpus/${name}.json`).toString('utf8'));
  assert.equal(document.kind, 'workers');
  return masterBlocksFrom(document.extra);
}

test('every captured document of a master gives its blocks, and only those that it has', () => {
  for (const file of CAPTURED) {
    const { document } = parseStats(readFixture(`corpus/${file}`).toString('utf8'));
    if (document.kind !== 'workers') continue;
    for (const [name, block] of Object.entries(masterBlocksFrom(document.extra))) {
      assert.equal(block !== null, name in document.extra, `${file} ${name}`);
      const wire: unknown = document.extra[name];
      if (block !== null && Array.isArray(wire)) assert.equal(block.length, wire.length, `${file} ${name}`);
    }
  }
});

test('a captured document gives every number under its own name', () => {
  const { caches, spoolers, crons, daemons, locks } = blocksOf('full-busy');
  assert.deepEqual(caches?.[0], {
    name: 'mycache',
    hash: 'djb33x',
    hashsize: 65_536,
    keysize: 2048,
    max_items: 20,
    blocks: 20,
    blocksize: 1000,
    items: 19,
    hits: 18,
    miss: 42,
    full: 12,
    last_modified_at: 0,
  });
  assert.deepEqual(spoolers?.[0], { dir: '/srv/app/spool', pid: 24_184, tasks: 0, respawns: 0, running: 1 });
  assert.deepEqual(daemons?.[1], { cmd: 'sh -c "sleep 2; exit 1"', pid: 24_220 });
  assert.deepEqual(locks?.[1], { name: 'user 1', pid: 24_186 });
  assert.deepEqual([crons?.[1]?.minute, crons?.[1]?.unique, crons?.[1]?.command], [-5, 1, 'sleep 20']);
  assert.equal(blocksOf('metrics-2x2').metrics?.length, 68);
  assert.equal(blocksOf('legion-a').legions?.[0]?.members?.[0]?.valor, 99);
});

test('a name with a quote in it is read as it was meant', () => {
  assert.deepEqual(
    blocksOf('weird-cache-name').caches?.map((cache) => cache.name),
    ['my"cache'],
  );
});

test('what is not what it should be is unknown, and keeps its place', () => {
  const blocks = masterBlocksFrom({
    caches: ['text', { name: 7, items: '3', hits: null }, { name: 'x', miss: 4 }],
    spoolers: 'none',
    crons: [[]],
    daemons: {},
    locks: [null, 'x', { a: 1, b: 'no' }],
    metrics: { one: 5, two: { type: 'counter', value: 2.5 } },
    legions: [{ legion: 'l', nodes: [1, 'n'], members: 'no' }],
  });
  assert.deepEqual(
    blocks.caches?.map(({ name, items, miss }) => [name, items, miss]),
    [
      ['', null, null],
      ['', null, null],
      ['x', null, 4],
    ],
  );
  assert.equal(blocks.spoolers, null);
  assert.equal(blocks.crons?.[0]?.minute, null);
  assert.equal(blocks.daemons, null);
  assert.deepEqual(blocks.locks, [
    { name: 'a', pid: 1 },
    { name: 'b', pid: null },
  ]);
  assert.deepEqual(blocks.metrics?.[0], { name: 'one', type: null, oid: null, value: null });
  assert.deepEqual([blocks.legions?.[0]?.nodes, blocks.legions?.[0]?.members], [['n'], null]);
});

test('a list past the limit is refused with the document, one at the limit is taken', () => {
  const text = (count: number) => `{"workers":[],"daemons":[${'{},'.repeat(count - 1)}{}]}`;
  assert.equal(parseStats(text(100_000)).document.kind, 'workers');
  assert.throws(() => parseStats(text(100_001)), /more than 100000 entries/);
});
