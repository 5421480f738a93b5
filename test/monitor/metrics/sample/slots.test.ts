import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotsOf } from '../../../../src/monitor/metrics/sample/slots.js';
import { randomFrom } from '../simulated-server.js';

test('a worker goes by its id where it has one of its own, else by its place', () => {
  const cases: readonly (readonly [ids: readonly (number | null)[], slots: readonly number[]])[] = [
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [
      [3, 1, 2],
      [3, 1, 2],
    ],
    [
      [1, 2, 4],
      [1, 2, 4],
    ],
    [
      [1, 0, 0, 4],
      [1, 2, 3, 4],
    ],
    [[1, 1, 2], [1, 3, 2].map((slot) => (slot === 3 ? 4 : slot))],
    [
      [null, null],
      [1, 2],
    ],
    [
      [-1, 1e30, 2.5, 3],
      [1, 2, 5, 3],
    ],
    [
      [2, 0],
      [2, 3],
    ],
    [[], []],
  ];
  for (const [ids, slots] of cases)
    assert.deepEqual(slotsOf(ids.map((id) => ({ id }))), slots, JSON.stringify(ids));
});

test('no two workers have one slot, and ids of their own are kept, whatever the ids are', () => {
  const random = randomFrom(11);
  const choices = [0, 1, 2, 3, 4, 5, 7, 8, null, -3, 1e30, 65_535, 65_536];
  for (let round = 0; round < 2000; round += 1) {
    const ids = Array.from({ length: Math.floor(random() * 7) }, () => ({
      id: choices[Math.floor(random() * choices.length)] ?? null,
    }));
    const slots = slotsOf(ids);
    assert.equal(new Set(slots).size, ids.length, JSON.stringify(ids));
    assert.ok(slots.every((slot) => Number.isInteger(slot) && slot > 0));
    for (const [index, { id }] of ids.entries()) {
      const isOwn = id !== null && id > 0 && id <= 65_535 && ids.filter((one) => one.id === id).length === 1;
      if (isOwn) assert.equal(slots[index], id, JSON.stringify(ids));
    }
  }
});
