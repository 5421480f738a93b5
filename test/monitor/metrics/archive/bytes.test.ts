import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteReader, ByteWriter } from '../../../../src/monitor/metrics/archive/bytes.js';
import { CellReader, CellWriter } from '../../../../src/monitor/metrics/archive/cells.js';

const NUMBERS = [0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1];
const TEXTS = [
  '',
  'a',
  'é',
  'ÿ',
  'Ā',
  '漢字',
  '\u{1f600}',
  '\ud800',
  '\0',
  'x'.repeat(10_000),
  'Ā'.repeat(5000),
];

test('numbers and texts come back, in the bytes that they need', () => {
  for (const number of NUMBERS) {
    const writer = new ByteWriter(0);
    writer.varint(number);
    const bytes = writer.taken();
    assert.equal(bytes.length, Math.max(1, Math.ceil(Math.log2(number + 1) / 7)), String(number));
    assert.equal(new ByteReader(bytes).varint(), number);
  }
  for (const text of TEXTS) {
    const writer = new ByteWriter(0);
    writer.text(`..${text}`, 2);
    writer.float(-1.5);
    const reader = new ByteReader(writer.taken());
    assert.equal(reader.text(), text);
    assert.equal(reader.float(), -1.5, 'what follows is not disturbed');
  }
});

const MOMENT = { timeMs: 1_795_360_000_123, seconds: 1.003 };

test('what changes with time alone does not change as a cell', () => {
  const later = { timeMs: MOMENT.timeMs + 997, seconds: 0.997 };
  const cells = [MOMENT, later].map((moment) => {
    const writer = new CellWriter(moment, 4);
    writer.age(10 + (moment.timeMs - MOMENT.timeMs) / 1000);
    writer.rate(3 / moment.seconds);
    return writer.done().numbers;
  });
  assert.deepEqual(cells[0], cells[1]);
});

test('rates come back exactly, also those that are no count over the interval', () => {
  for (const seconds of [1.003, 1 / 3, 7, null]) {
    for (const rate of [0, 1 / 1.003, 41 / (1 / 3), 12, 0.1, 1e9 / 7, 123_456_789.123, null]) {
      const writer = new CellWriter({ ...MOMENT, seconds }, 1);
      writer.rate(rate);
      assert.equal(
        new CellReader(writer.done(), { ...MOMENT, seconds }).rate(),
        rate,
        `${rate} / ${seconds}`,
      );
    }
  }
});

test('ratios are rounded to a hundredth of a percent, and never to none or all', () => {
  for (const ratio of [0, 1e-9, 0.00004, 0.12345, 0.5, 0.99996, 1 - 1e-9, 1, null]) {
    const writer = new CellWriter(MOMENT, 1);
    writer.ratio(ratio);
    const read = new CellReader(writer.done(), MOMENT).ratio();
    if (ratio === null || ratio === 0 || ratio === 1) assert.equal(read, ratio);
    else assert.ok(read !== null && read > 0 && read < 1 && Math.abs(read - ratio) <= 1e-4, String(ratio));
  }
});

test('more cells than there was room for are no harm', () => {
  const writer = new CellWriter(MOMENT, 1);
  for (let value = 0; value < 1000; value += 1) writer.exact(value);
  const reader = new CellReader(writer.done(), MOMENT);
  for (let value = 0; value < 1000; value += 1) assert.equal(reader.exact(), value);
});
