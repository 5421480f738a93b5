import assert from 'node:assert/strict';
import test from 'node:test';
import { AheadBytes } from '../../../../src/server/gateway/http/ahead-bytes.js';
import { InputBudget } from '../../../../src/server/gateway/http/input-budget.js';
import { InputBuffer } from '../../../../src/server/gateway/http/input-buffer.js';

test('whoever holds much waits when the budget is spent, and goes on when there is room; a little is always allowed', () => {
  const budget = new InputBudget(100_000);
  let woken = 0;
  const goOn = () => {
    woken += 1;
  };
  budget.change(100_000);
  assert.equal(budget.allows(50_000), false);
  assert.equal(budget.allows(1000), true);
  budget.wait(goOn);
  budget.change(5);
  assert.equal(woken, 0);
  budget.change(-10);
  assert.equal(woken, 1);
  assert.equal(budget.allows(50_000), true);
  budget.change(-10);
  assert.equal(woken, 1, 'once for each wait');
  budget.wait(goOn);
  budget.forget(goOn);
  budget.change(-10);
  assert.equal(woken, 1);
});

test('one byte at a time costs a few times what it brings, and comes out as it went in', () => {
  const ahead = new AheadBytes();
  const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, at) => at & 0xff));
  for (const byte of bytes) ahead.push(Buffer.from([byte]));
  assert.ok(ahead.heldBytes <= 4 * bytes.length, `${ahead.heldBytes} bytes`);
  assert.deepEqual(ahead.take(), bytes);
  assert.equal(ahead.take(), null);
  assert.equal(ahead.heldBytes, 0);
});

test('a small rest does not keep the large piece that it came in', () => {
  const input = new InputBuffer();
  input.push(Buffer.alloc(65_536, 'x'));
  input.skip(65_530);
  input.settle();
  assert.ok(input.heldBytes <= 1024, `${input.heldBytes} bytes`);
  assert.equal(input.takeAll().toString(), 'xxxxxx');
});
