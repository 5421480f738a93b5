import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Layout,
  type LayoutOptions,
  layoutFor,
} from '../../../../src/monitor/dashboard/layout/layout.js';

const OPEN: LayoutOptions = {
  metersShown: true,
  promptOpen: false,
  kind: 'workers',
  history: false,
  requestGroup: 'route',
};

test('the parts fill the screen exactly at every size, with and without a prompt, in the history too', () => {
  const variants = [
    {},
    { promptOpen: true },
    { history: true },
    { history: true, promptOpen: true },
    { history: true, tableRows: 2 },
    { tableRows: 0 },
    { expanded: true },
    { history: true, expanded: true },
  ];
  for (let columns = 1; columns <= 220; columns += 1) {
    for (let rows = 1; rows <= 70; rows += 1) {
      for (const variant of variants) {
        const { mode, ...parts } = layoutFor({ columns, rows }, { ...OPEN, ...variant });
        let y = 0;
        for (const part of Object.values(parts)) {
          assert.equal(part.y, y, `${columns}x${rows} ${mode}`);
          assert.ok(part.height >= 0);
          y += part.height;
        }
        assert.equal(y, rows, `${columns}x${rows} ${mode}`);
        if (mode !== 'verdict') assert.ok(parts.tableBody.height >= 1, `${columns}x${rows}`);
      }
    }
  }
});

test('a screen of no size at all has no lines', () => {
  const { mode, ...parts } = layoutFor({ columns: 0, rows: 0 }, { ...OPEN, promptOpen: true });
  assert.equal(mode, 'verdict');
  for (const part of Object.values(parts)) assert.equal(part.height, 0);
});

test('modes change at 60×12 and at 40×6', () => {
  const cases: readonly (readonly [number, number, Layout['mode']])[] = [
    [60, 12, 'full'],
    [59, 12, 'compact'],
    [60, 11, 'compact'],
    [40, 6, 'compact'],
    [39, 6, 'verdict'],
    [200, 5, 'verdict'],
    [1, 1, 'verdict'],
  ];
  for (const [columns, rows, mode] of cases) assert.equal(layoutFor({ columns, rows }, OPEN).mode, mode);
});

test('80×24 has three lines of meters and room for fifteen workers, as in the mock-up', () => {
  const layout = layoutFor({ columns: 80, rows: 24 }, OPEN);
  assert.deepEqual(layout.meters, { y: 2, height: 3 });
  assert.deepEqual(layout.tableHead, { y: 6, height: 1 });
  assert.deepEqual(layout.tableBody, { y: 7, height: 15 });
  assert.deepEqual(layout.status, { y: 22, height: 1 });
  assert.deepEqual(layout.keys, { y: 23, height: 1 });
});

test('meters shrink with the terminal and with what there is to say, and leave when they are hidden', () => {
  const meters = (columns: number, rows: number, options = OPEN) =>
    layoutFor({ columns, rows }, options).meters.height;
  assert.equal(meters(200, 60), 3);
  assert.equal(meters(80, 19), 2);
  assert.equal(meters(79, 24), 2);
  assert.equal(meters(80, 15), 1);
  assert.equal(meters(59, 24), 0);
  assert.equal(meters(80, 24, { ...OPEN, metersShown: false }), 0);
  assert.equal(meters(80, 24, { ...OPEN, kind: 'vassals' }), 1);
  assert.equal(meters(80, 24, { ...OPEN, kind: 'nodes', metersShown: false }), 0);
});

test('an open prompt takes the line of the keys', () => {
  const layout = layoutFor({ columns: 80, rows: 24 }, { ...OPEN, promptOpen: true });
  assert.deepEqual(layout.prompt, { y: 23, height: 1 });
  assert.equal(layout.keys.height, 0);
});

test('from 200×60 on the workers are surrounded by all the rest, whatever else is open', () => {
  const wall = layoutFor({ columns: 200, rows: 60 }, OPEN);
  assert.deepEqual(
    [wall.charts, wall.requestsAndRoutes, wall.socketsAndEvents].map(({ height }) => height),
    [11, 10, 8],
  );
  assert.equal(wall.tableBody.height, 21);
  for (const [columns, rows, options] of [
    [199, 60, OPEN],
    [200, 59, OPEN],
    [200, 60, { ...OPEN, kind: 'vassals' }],
    [200, 60, { ...OPEN, kind: 'requests' }],
  ] as const) {
    const other = layoutFor({ columns, rows }, options);
    assert.equal(other.charts.height + other.requestsAndRoutes.height + other.socketsAndEvents.height, 0);
  }
});

test('few workers leave their lines to the rest of the wall, many do not', () => {
  const few = layoutFor({ columns: 220, rows: 70 }, { ...OPEN, tableRows: 4 });
  const many = layoutFor({ columns: 220, rows: 70 }, { ...OPEN, tableRows: 64 });
  assert.equal(few.tableBody.height, 6);
  assert.ok(many.tableBody.height > 20);
  assert.ok(few.charts.height > many.charts.height);
  assert.ok(few.requestsAndRoutes.height > many.requestsAndRoutes.height);
});

test('few sockets leave their lines to the panel below them', () => {
  const panel = (tableRows: number) =>
    layoutFor({ columns: 80, rows: 24 }, { ...OPEN, kind: 'sockets', tableRows }).panel.height;
  assert.equal(panel(40), 9);
  assert.equal(panel(2), 12);
});
