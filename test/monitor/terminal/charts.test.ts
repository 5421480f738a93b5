import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChartArea, Frame, Line } from '../../../src/monitor/dashboard/drawing/frame.js';
import { seededRandom } from '../dashboard/view/hostile.js';
import { openRig, plainFrame, type Rig } from './rig.js';

/* Charts as a terminal shows them in the end: blessed-contrib draws, the cells are ours. */

const FULL = '⣿';

test('a chart fills its cells from the bottom, two points a cell', async () => {
  const rig = openRig({ columns: 12, rows: 4 });
  await rig.show(
    chartFrame(12, 4, area({ width: 4, height: 2, points: [0, 0.25, 0.5, 0.75, 1, 1, null, 1] })),
  );
  assert.deepEqual(rig.screen(), ['', '  ⢠⣿⢸', ' ⣠⣿⣿⢸', '']);
  await rig.terminal.close();
});

test('all the same, nothing, and nothing known look different', async () => {
  const cases: readonly (readonly [readonly (number | null)[], string])[] = [
    [[1, 1, 1, 1], '⣿⣿'],
    [[0, 0, 0, 0], '⣀⣀'],
    [[null, null, null, null], ''],
    [[], ''],
    [[null, 1, 0, null], '⢸⡀'],
    [[0.5, 0.5, 0.5, 0.5], '⣤⣤'],
    [[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -3], '⢸⣀'],
    [[99, 2, 1, 0.999], '⣿⣿'],
  ];
  for (const [points, expected] of cases) {
    const rig = openRig({ columns: 4, rows: 3 });
    await rig.show(chartFrame(4, 3, area({ width: 2, height: 1, points })));
    assert.equal(rig.line(1).trim(), expected, JSON.stringify(points));
    await rig.terminal.close();
  }
});

test('the cursor goes through everything, a limit only where nothing else is', async () => {
  const rig = openRig({ columns: 8, rows: 5 });
  const points = [1, 1, 0, 0, 0, 0, 0, 0];
  await rig.show(chartFrame(8, 5, area({ width: 4, height: 3, points, limit: 0.9, cursor: 2 })));
  assert.deepEqual(rig.screen().slice(1, 4), [' ⣿⠂┃⠂', ' ⣿ ┃', ' ⣿⣀┃⣀']);
  await rig.terminal.close();
});

test('what lies over a chart covers it', async () => {
  const rig = openRig({ columns: 8, rows: 3 });
  const frame = chartFrame(8, 3, area({ width: 6, height: 1, points: new Array(12).fill(1) }));
  const covered: Line = {
    fill: 'plain',
    spans: [
      { text: ' ', tone: 'plain' },
      { text: '  ', tone: 'chart' },
      { text: 'ab', tone: 'strong' },
      { text: '  ', tone: 'chart' },
    ],
  };
  await rig.show({ ...frame, lines: frame.lines.map((line, y) => (y === 1 ? covered : line)) });
  assert.equal(rig.line(1), ` ${FULL}${FULL}ab${FULL}${FULL}`);
  await rig.show(frame);
  assert.equal(rig.line(1), ` ${FULL.repeat(6)}`, 'and it is whole again afterwards');
  await rig.terminal.close();
});

test('tones become colours, and bold where there are none', async () => {
  const chart = area({ width: 2, height: 1, points: [1, 1, 1, 1], tones: ['bar-ok', 'bar-critical'] });
  const colored = openRig({ columns: 4, rows: 3 });
  await colored.show(chartFrame(4, 3, chart));
  const mono = openRig({ columns: 4, rows: 3, colors: false });
  await mono.show(chartFrame(4, 3, chart));
  const cellOf = (rig: Rig, x: number) => rig.emulator.buffer.active.getLine(1)?.getCell(x);
  assert.notEqual(cellOf(colored, 1)?.getFgColor(), cellOf(colored, 2)?.getFgColor());
  assert.equal(mono.line(1), ` ${FULL}${FULL}`);
  assert.ok(cellOf(mono, 2)?.isFgDefault());
  assert.ok(cellOf(mono, 2)?.isBold());
  await colored.terminal.close();
  await mono.terminal.close();
});

test('charts come, go, change their size and follow a terminal from 1x1 to 300x100', async () => {
  const random = seededRandom(8);
  const rig = openRig({ columns: 80, rows: 24 });
  for (let round = 0; round < 60; round += 1) {
    const columns = 1 + Math.floor(random() * (round % 3 === 0 ? 12 : 300));
    const rows = 1 + Math.floor(random() * (round % 3 === 0 ? 6 : 100));
    rig.output.resizeTo(columns, rows);
    const count = Math.floor(random() * 6);
    const charts = Array.from({ length: count }, () => randomArea(random, columns, rows));
    await rig.show(framed(columns, rows, charts));
    const [last] = charts.slice(-1);
    if (last !== undefined && charts.length === 1) assertDrawn(rig, last, columns, rows);
    await rig.show(plainFrame('gone'));
    assert.equal(rig.screen().join('').trim(), 'gone'.slice(0, columns), `round ${round}`);
  }
  await rig.terminal.close();
});

test('areas that make no sense are left blank', async () => {
  const rig = openRig({ columns: 10, rows: 3 });
  for (const broken of [
    { width: 0 },
    { height: 0 },
    { width: -4 },
    { width: Number.NaN },
    { x: 500 },
    { y: -9 },
  ]) {
    await rig.show(
      framed(10, 3, [{ ...area({ width: 3, height: 1, points: [1, 1, 1, 1, 1, 1] }), ...broken }]),
    );
    assert.equal(rig.screen().join('').trim(), '', JSON.stringify(broken));
  }
  await rig.terminal.close();
});

test('a time without readings is hatched, with the words where they have room', async () => {
  const rig = openRig({ columns: 14, rows: 3 });
  const points = [1, 1, ...new Array<null>(18).fill(null), 1, 1];
  const gap = { from: 1, to: 9, text: ' 7s ', hatch: '░' };
  const shape = { x: 0, y: 0, width: 11, height: 3, points };
  await rig.show(framed(14, 3, [area({ ...shape, gaps: [gap] })]));
  assert.deepEqual(
    rig.screen().map((line) => line.slice(1, 10)),
    ['░░░░░░░░░', '░░ 7s ░░░', '░░░░░░░░░'],
  );
  await rig.show(framed(14, 3, [area({ ...shape, gaps: [{ ...gap, text: ' no reading for 7s ' }] })]));
  assert.deepEqual(rig.screen()[1]?.slice(1, 10), '░░░░░░░░░');
  await rig.terminal.close();
});

function area(some: Partial<ChartArea>): ChartArea {
  return {
    x: 1,
    y: 1,
    width: 1,
    height: 1,
    points: [],
    tones: [],
    limit: null,
    gaps: [],
    cursor: null,
    ...some,
  };
}

function randomArea(random: () => number, columns: number, rows: number): ChartArea {
  const width = 1 + Math.floor(random() * columns);
  const height = 1 + Math.floor(random() * rows);
  return area({
    x: Math.floor(random() * 4),
    y: Math.floor(random() * 4),
    width,
    height,
    points: Array.from({ length: width * 2 }, () => (random() < 0.2 ? null : random() * 1.2 - 0.1)),
    limit: random() < 0.5 ? random() : null,
  });
}

/** Blanks for one chart, and for nothing else. */
function chartFrame(columns: number, rows: number, chart: ChartArea): Frame {
  return framed(columns, rows, [chart]);
}

function framed(columns: number, rows: number, charts: readonly ChartArea[]): Frame {
  const line: Line = { fill: 'plain', spans: [{ text: ' '.repeat(columns), tone: 'chart' }] };
  return { lines: Array.from({ length: rows }, () => line), charts, hits: [], cursor: null };
}

/** Known points are drawn in their column, unknown ones are not. */
function assertDrawn(rig: Rig, chart: ChartArea, columns: number, rows: number): void {
  const bottom = chart.y + chart.height - 1;
  if (bottom >= rows) return;
  for (let column = 0; column < chart.width && chart.x + column < columns; column += 1) {
    const [left, right] = chart.points.slice(column * 2, column * 2 + 2);
    const cell =
      rig.emulator.buffer.active
        .getLine(bottom)
        ?.getCell(chart.x + column)
        ?.getChars() ?? '';
    const dots = /[⠀-⣿]/.test(cell) ? cell.charCodeAt(0) - 0x2800 : 0;
    // A limit in the lowest line may show where nothing is known.
    if (left !== null || right !== null) {
      assert.equal((dots & 0x40) !== 0, left !== null, `left of column ${column}`);
      assert.equal((dots & 0x80) !== 0, right !== null, `right of column ${column}`);
    }
  }
}
