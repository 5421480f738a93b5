import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsFor } from '../../../../src/monitor/tables/columns/columns.js';
import { maxColumnOffset, visibleColumns } from '../../../../src/monitor/tables/columns/visible-columns.js';
import type { TableKind } from '../../../../src/monitor/tables/tables.js';

/** The heading as it would be drawn, without a sort mark. */
function heading(mode: 'flat' | 'cores' | 'tree', width: number, offset = 0): string {
  const cells = Array.from({ length: width }, () => ' ');
  for (const { column, title, x, width: room } of visibleColumns(
    columnsFor('workers', mode),
    width,
    offset,
  )) {
    const letters = [...title];
    const start = column.align === 'right' ? x + room - letters.length : x;
    for (const [index, letter] of letters.entries()) cells[start + index] = letter;
  }
  return cells.join('').trimEnd();
}

const KINDS: readonly (readonly [TableKind, 'flat' | 'cores' | 'tree'])[] = [
  ['workers', 'flat'],
  ['workers', 'cores'],
  ['workers', 'tree'],
  ['vassals', 'flat'],
  ['nodes', 'flat'],
  ['peers', 'flat'],
  ['requests', 'flat'],
  ['sockets', 'flat'],
];

test('the heading stands as drawn in the mock-ups', () => {
  assert.equal(
    heading('flat', 80),
    ' WID    PID ST     BUSY%      RPS   LAT  AGE   REQ EXC HK  RSS  +/h NOW',
  );
  assert.equal(
    heading('tree', 80),
    ' WID          PID ST    BUSY%      RPS   LAT  AGE    REQ  STA WERR RERR NOW',
  );
  assert.equal(
    heading('flat', 120),
    ' WID    PID ST      IN BUSY%          RPS    LAT   MAX   AGE    REQ   ΔREQ EXC  HK RSP   RSS   +/h    UP NOW',
  );
  assert.equal(
    heading('flat', 200),
    ' WID    PID ST        IN BUSY%              RPS    LAT   MAX   AGE    REQ   ΔREQ EXC WERR SIG HK RSP   RSS   +/h  TX/s    UP TREND 5m     NOW',
  );
});

test('columns go one after the other in the order of their importance', () => {
  const gone: string[] = [];
  let before = heading('flat', 119).trim().split(/\s+/);
  for (let width = 118; width > 0; width -= 1) {
    const now = heading('flat', width).trim().split(/\s+/);
    gone.push(...before.filter((title) => !now.includes(title)));
    before = now;
  }
  assert.deepEqual(gone.filter((title) => title !== '').slice(0, 17), [
    'RSP',
    'ΔREQ',
    'MAX',
    'UP',
    'IN',
    'PID',
    '+/h',
    'RSS',
    'EXC',
    'HK',
    'REQ',
    'LAT',
    'RPS',
    'BUSY%',
    'AGE',
    'NOW',
    'ST',
  ]);
});

for (const [kind, mode] of KINDS) {
  test(`${kind} ${mode}: columns never overlap nor leave the line, and widening loses none`, () => {
    const columns = columnsFor(kind, mode);
    let names: readonly string[] = [];
    for (let width = 1; width <= 240; width += 1) {
      const visible = visibleColumns(columns, width, 0);
      let end = 0;
      for (const place of visible) {
        assert.ok(place.x >= end, `overlap at ${width}`);
        assert.ok(place.width > 0);
        end = place.x + place.width;
      }
      assert.ok(end <= width, `${end} > ${width}`);
      const now = visible.map((place) => place.column.field.name);
      assert.deepEqual(
        names.filter((name) => !now.includes(name)),
        [],
        `lost at ${width}`,
      );
      names = now;
    }
    assert.deepEqual(
      names,
      columns.map((column) => column.field.name),
    );
  });

  test(`${kind} ${mode}: scrolling keeps the first column and ends at the last`, () => {
    const columns = columnsFor(kind, mode);
    for (let offset = 1; offset <= maxColumnOffset(columns) + 3; offset += 1) {
      const visible = visibleColumns(columns, 80, offset);
      assert.equal(visible[0]?.column, columns[0]);
      assert.equal(visible[1]?.column, columns[Math.min(offset, maxColumnOffset(columns)) + 1]);
    }
    assert.equal(visibleColumns(columns, 80, 999).length, 2);
  });
}
