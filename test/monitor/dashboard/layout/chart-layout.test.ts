import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  boxLines,
  type ChartBox,
  historyBoxes,
  historyChartLines,
  wallBoxes,
} from '../../../../src/monitor/dashboard/layout/chart-layout.js';

test('charts lie inside their lines, do not touch, and have the lines they say they have', () => {
  for (const columns of [40, 59, 60, 61, 80, 121, 200, 301]) {
    for (let lines = 0; lines <= 50; lines += 1) {
      const name = `${columns}x${lines}`;
      checkBoxes(historyBoxes(columns, lines), columns, lines, name);
      checkBoxes(lines < 2 ? [] : wallBoxes(columns, lines), columns, lines, name);
    }
  }
});

test('a given number of lines is used up, and drawn the same when it is asked for again', () => {
  for (let lines = 4; lines <= 38; lines += 1) {
    const used = boxLines(historyBoxes(120, lines));
    assert.equal(used, lines);
    assert.deepEqual(historyBoxes(120, used), historyBoxes(120, lines));
  }
  const most = boxLines(historyBoxes(120, 90));
  assert.deepEqual(historyBoxes(120, most), historyBoxes(120, 90));
});

test('busy comes first, and the other four where there is room', () => {
  const metrics = (columns: number, lines: number) =>
    historyBoxes(columns, lines).map(({ metric }) => metric);
  assert.deepEqual(metrics(120, 3), []);
  assert.deepEqual(metrics(120, 4), ['busy']);
  assert.deepEqual(metrics(59, 40), ['busy']);
  assert.deepEqual(metrics(80, 8), ['busy', 'latency', 'rate']);
  assert.deepEqual(metrics(80, 13), ['busy', 'latency', 'rate', 'queue', 'memory']);
});

test('the table below the charts keeps at least two lines', () => {
  for (let lines = 0; lines < 100; lines += 1) {
    const charts = historyChartLines({ columns: 80, rows: lines + 6 }, lines);
    assert.ok(charts >= 0 && (charts === 0 || lines - charts >= 2), `${lines}: ${charts}`);
  }
});

function checkBoxes(boxes: readonly ChartBox[], columns: number, lines: number, name: string): void {
  const taken = new Set<string>();
  for (const box of boxes) {
    assert.ok(
      box.x >= 0 && box.x + box.width <= columns && box.width > 0,
      `${name}: ${box.metric} in the columns`,
    );
    assert.ok(box.y >= 0 && box.y + box.height <= lines, `${name}: ${box.metric} in the lines`);
    assert.equal(box.height, 1 + box.plot + (box.axis ? 1 : 0) + (box.marks === 'line' ? 1 : 0), name);
    for (let y = box.y; y < box.y + box.height; y += 1) {
      for (let x = box.x; x < box.x + box.width; x += 1) {
        assert.ok(!taken.has(`${x},${y}`), `${name}: ${box.metric} on top of another`);
        taken.add(`${x},${y}`);
      }
    }
  }
}
