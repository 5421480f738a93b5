// node:http is the oracle: requests with faults are read by both, and what is taken, its environ and its body must be the
// same, or differ for a reason that stands in the list. DIFFERENTIAL_CASES=100000 and DIFFERENTIAL_SEED ask for more of
// them; only so many need every reason.

import assert from 'node:assert/strict';
import test from 'node:test';
import { mutatedRequest, seeded } from './mutated-requests.js';
import { readByNode } from './read-by-node.js';
import { readHere } from './read-here.js';
import type { Reading } from './reading.js';
import { reasonFor, reasons } from './reasons-to-differ.js';

const cases = Number(process.env['DIFFERENTIAL_CASES'] ?? 10_000);
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? 20_261_201);
const atOnce = 500;

test(`${cases} requests with faults are read as node:http reads them, or for a reason`, async () => {
  const random = seeded(seed);
  const found = new Map<string, number>();
  const unexplained: string[] = [];
  let taken = 0;
  for (let left = cases; left > 0; left -= atOnce) {
    const texts = Array.from({ length: Math.min(left, atOnce) }, () => mutatedRequest(random));
    const readings = await Promise.all(texts.map(readBoth));
    for (const [at, { here, node }] of readings.entries()) {
      taken += here.requests.length;
      if (isSame(here, node)) continue;
      const text = texts[at] ?? '';
      const reason = reasonFor(text, here, node);
      if (reason === null) unexplained.push(JSON.stringify({ text, here, node }));
      else found.set(reason, (found.get(reason) ?? 0) + 1);
    }
  }
  assert.deepEqual(
    unexplained.slice(0, Number(process.env['DIFFERENTIAL_SHOWN'] ?? 5)),
    [],
    `${unexplained.length} without a reason`,
  );
  assert.ok(taken > cases / 5, `only ${taken} requests were taken`);
  if (cases >= 100_000)
    assert.deepEqual([...found.keys()].sort(), Object.keys(reasons).sort(), 'each reason is needed');
});

async function readBoth(text: string): Promise<{ here: Reading; node: Reading }> {
  const bytes = Buffer.from(text, 'latin1');
  const [here, node] = await Promise.all([readHere(bytes), readByNode(bytes)]);
  return { here, node };
}

function isSame(here: Reading, node: Reading): boolean {
  if ((here.refusal === null) !== (node.refusal === null)) return false;
  return JSON.stringify(here.requests) === JSON.stringify(node.requests);
}
