import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Layout,
  type LayoutOptions,
  type LineRange,
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
        const { mode, panes, ...parts } = layoutFor({ columns, rows }, { ...OPEN, ...variant });
        let y = 0;
        for (const part of Object.values(parts)) {
          assert.equal(part.y, y, `${columns}x${rows} ${mode}`);
          assert.ok(part.height >= 0);
          y += part.height;
        }
        assert.equal(y, rows, `${columns}x${rows} ${mode}`);
        checkPanes(panes, parts.fill, columns);
        if (mode !== 'verdict') assert.ok(parts.tableBody.height >= 1, `${columns}x${rows}`);
      }
    }
  }
});

test('a screen of no size at all has no lines', () => {
  const { mode, panes, ...parts } = layoutFor({ columns: 0, rows: 0 }, { ...OPEN, promptOpen: true });
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

/** Beside and below each other inside their lines, never over each other. */
function checkPanes(panes: Layout['panes'], { y, height }: LineRange, columns: number): void {
  const name = JSON.stringify(panes);
  for (const pane of panes) {
    assert.ok(pane.y >= y && pane.y + pane.height <= y + height, name);
    assert.ok(pane.x >= 0 && pane.x + pane.width <= columns && pane.height >= 4, name);
  }
  for (const [index, one] of panes.entries()) {
    for (const other of panes.slice(index + 1)) {
      const apart = one.y + one.height <= other.y || one.x + one.width < other.x;
      assert.ok(apart, name);
    }
  }
  const last = Math.max(y, ...panes.map((pane) => pane.y + pane.height));
  assert.equal(last, y + height, name);
}

const filled = (columns: number, rows: number, options: Partial<LayoutOptions>) => {
  const { panes, charts, fill, tableBody } = layoutFor({ columns, rows }, { ...OPEN, ...options });
  return { kinds: panes.map(({ kind }) => kind).join(' '), charts, fill, tableBody };
};

test('lines that the table leaves are filled: requests and routes first, then busy and events, then more charts', () => {
  const cases: readonly [columns: number, rows: number, tableRows: number, kinds: string][] = [
    [80, 24, 15, ''],
    [80, 24, 10, ''],
    [80, 24, 9, 'requests routes'],
    [80, 24, 4, 'requests routes busy events'],
    [80, 24, 1, 'requests routes busy events'],
    [100, 30, 4, 'requests routes busy events latency rate'],
    [120, 40, 8, 'requests routes busy events latency rate'],
    [120, 50, 4, 'requests routes busy events latency rate queue memory'],
    [59, 40, 4, ''],
  ];
  for (const [columns, rows, tableRows, kinds] of cases)
    assert.equal(filled(columns, rows, { tableRows }).kinds, kinds, `${tableRows} of ${columns}x${rows}`);
});

test('whatever the size and the number of rows, fewer than six lines stay blank', () => {
  for (const [columns, rows] of [
    [60, 16],
    [80, 24],
    [100, 30],
    [132, 43],
    [160, 50],
    [200, 60],
  ] as const) {
    for (let tableRows = 1; tableRows < 40; tableRows += 1) {
      const { tableBody } = filled(columns, rows, { tableRows, threads: tableRows });
      const blank = tableBody.height - tableRows;
      assert.ok(blank < 6, `${blank} blank of ${columns}x${rows} with ${tableRows} rows`);
    }
  }
});

test('on a wide screen with many lines the charts go above the table, and queues and events below it', () => {
  const wall = filled(200, 60, { tableRows: 4, threads: 8 });
  assert.equal(wall.kinds, 'requests routes sockets events');
  assert.ok(wall.charts.height >= 11);
  assert.equal(filled(149, 60, { tableRows: 4 }).charts.height, 0);
  assert.equal(filled(200, 30, { tableRows: 4 }).charts.height, 0);
});

test('from 200×60 on the rest keeps half of the screen, however many workers there are', () => {
  const many = filled(220, 70, { tableRows: 64 });
  assert.ok(many.tableBody.height >= 20 && many.charts.height >= 10 && many.fill.height >= 18);
  assert.equal(filled(199, 60, { tableRows: 64 }).fill.height, 0);
  assert.equal(filled(200, 60, { tableRows: 64, expanded: true }).fill.height, 0);
});

test('other views are filled with what they do not show themselves', () => {
  assert.equal(filled(80, 40, { kind: 'events', tableRows: 2 }).kinds, 'requests routes busy latency');
  assert.equal(filled(120, 60, { kind: 'requests', tableRows: 2 }).kinds, 'busy events latency rate');
  assert.equal(filled(120, 50, { kind: 'sockets', tableRows: 1 }).kinds, 'requests routes busy events');
  assert.equal(filled(80, 24, { kind: 'vassals', tableRows: 3, hasWorkers: false }).kinds, 'events');
  assert.equal(filled(80, 24, { kind: 'events', tableRows: 3, hasWorkers: false }).kinds, '');
});

test('the tabs stand on the same line in every view', () => {
  for (let rows = 12; rows < 70; rows += 1) {
    const views = [
      {},
      { kind: 'requests' },
      { kind: 'sockets' },
      { kind: 'events' },
      { history: true },
      { more: true },
    ];
    const lines = views.map(
      (view) => layoutFor({ columns: 100, rows }, { ...OPEN, ...view } as LayoutOptions).tabs.y,
    );
    assert.equal(new Set(lines).size, 1, `${rows} rows: ${lines}`);
  }
});

test('few sockets leave their lines to the panel below them', () => {
  const panel = (tableRows: number) =>
    layoutFor({ columns: 80, rows: 24 }, { ...OPEN, kind: 'sockets', tableRows }).panel.height;
  assert.equal(panel(40), 7);
  assert.equal(panel(2), 9);
});
