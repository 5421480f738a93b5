import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatAge,
  formatBytes,
  formatBytesPerHour,
  formatClock,
  formatCount,
  formatDuration,
  formatLatency,
  formatPercent,
  formatRate,
} from '../../../src/monitor/text/format.js';

type Case = readonly [value: number | null, text: string];

const M = 2 ** 20;
const DAY = 86_400;

const formats: readonly [name: string, format: (value: number | null) => string, longest: number, Case[]][] =
  [
    [
      'age',
      formatAge,
      5,
      [
        [null, '-'],
        [0, '<1s'],
        [0.99, '<1s'],
        [-3, '<1s'],
        [1, '1s'],
        [38.9, '38s'],
        [60, '60s'],
        [119.99, '119s'],
        [120, '2m'],
        [3599, '59m'],
        [3600, '1h00'],
        [7080, '1h58'],
        [DAY - 1, '23h59'],
        [DAY, '1d00h'],
        [3 * DAY + 4 * 3600, '3d04h'],
        [10 * DAY - 1, '9d23h'],
        [10 * DAY, '10d'],
        [9999 * DAY, '9999d'],
        [10_000 * DAY, '27y'],
        [1e15, '9999y'],
      ],
    ],
    [
      'duration',
      formatDuration,
      5,
      [
        [null, '-'],
        [0, '0s'],
        [-1, '0s'],
        [4.7, '4s'],
        [41 * 60, '41m'],
        [2 * 3600 + 4 * 60, '2h04'],
        [3 * DAY + 4 * 3600, '3d04h'],
      ],
    ],
    [
      'latency',
      formatLatency,
      5,
      [
        [null, '-'],
        [0, '0ms'],
        [0.0004, '<1ms'],
        [0.0006, '1ms'],
        [0.061, '61ms'],
        [0.9994, '999ms'],
        [0.9996, '1.0s'],
        [1.1, '1.1s'],
        [9.949, '9.9s'],
        [9.96, '10s'],
        [37.6, '38s'],
        [119.6, '2m'],
        [7080, '1h58'],
      ],
    ],
    [
      'count',
      formatCount,
      5,
      [
        [null, '-'],
        [0, '0'],
        [812, '812'],
        [999, '999'],
        [999.6, '1.0k'],
        [1000, '1.0k'],
        [9000, '9.0k'],
        [39_200, '39.2k'],
        [99_949, '99.9k'],
        [99_950, '100k'],
        [512_345, '512k'],
        [999_499, '999k'],
        [999_500, '1.0M'],
        [1_234_567, '1.2M'],
        [2 ** 53, '9.0P'],
        [2 ** 64, '18.4E'],
        [1e300, '9999E'],
        [Number.POSITIVE_INFINITY, '-'],
      ],
    ],
    [
      'rate',
      formatRate,
      5,
      [
        [null, '-'],
        [0, '0'],
        [0.01, '<0.1'],
        [0.05, '0.1'],
        [0.4, '0.4'],
        [12.34, '12.3'],
        [99.94, '99.9'],
        [99.95, '100'],
        [142.1, '142'],
        [999.4, '999'],
        [999.95, '1.0k'],
        [12_345, '12.3k'],
        [Number.NaN, '-'],
      ],
    ],
    [
      'bytes',
      formatBytes,
      4,
      [
        [null, '-'],
        [0, '0'],
        [1, '1B'],
        [812, '812B'],
        [999, '999B'],
        [1000, '1.0K'],
        [1023, '1.0K'],
        [1024, '1.0K'],
        [9.94 * 1024, '9.9K'],
        [9.96 * 1024, '10K'],
        [512 * 1024, '512K'],
        [999.4 * 1024, '999K'],
        [999.5 * 1024, '1.0M'],
        [118 * M, '118M'],
        [1.9 * 1024 * M, '1.9G'],
        [2 ** 64, '16E'],
        [1e300, '999E'],
      ],
    ],
    [
      'bytes per hour',
      formatBytesPerHour,
      5,
      [
        [null, '-'],
        [0, '+0M'],
        [0.4 * M, '+0M'],
        [-0.4 * M, '+0M'],
        [31 * M, '+31M'],
        [-2 * M, '-2M'],
        [999.4 * M, '+999M'],
        [999.5 * M, '+1.0G'],
        [-1500 * M, '-1.5G'],
        [200 * 1024 * M, '+200G'],
      ],
    ],
    [
      'percent',
      formatPercent,
      4,
      [
        [null, '-'],
        [0, '0%'],
        [0.001, '<1%'],
        [0.005, '1%'],
        [0.876, '88%'],
        [0.994, '99%'],
        [0.996, '100%'],
        [1, '100%'],
        [2.77, '277%'],
        [50, '999%'],
      ],
    ],
  ];

for (const [name, format, longest, cases] of formats) {
  test(`${name} formats`, () => {
    for (const [value, text] of cases) assert.equal(format(value), text, `${name} of ${value}`);
  });

  test(`${name} never takes more than ${longest} characters`, () => {
    for (let exponent = -6; exponent < 25; exponent += 0.01) {
      const value = 10 ** exponent;
      assert.ok(format(value).length <= longest, `${name} of ${value} is ${format(value)}`);
    }
  });

  test(`${name} shows unknown and impossible numbers as a dash`, () => {
    for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assert.equal(format(value), '-');
    }
  });
}

test('clock times are local to the offset that is given', () => {
  const time = Date.UTC(2026, 10, 22, 12, 20, 27, 104);
  assert.equal(formatClock(time, 0), '12:20:27');
  assert.equal(formatClock(time, 60), '13:20:27');
  assert.equal(formatClock(time, -13 * 60), '23:20:27');
  assert.equal(formatClock(Number.NaN, 0), '--:--:--');
});
