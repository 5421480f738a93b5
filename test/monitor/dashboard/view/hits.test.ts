import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HitTarget } from '../../../../src/monitor/dashboard/model/hit-target.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { hitAt } from '../../../../src/monitor/live/hit-test.js';
import { textOf } from './check-frame.js';
import { modelFromSeries, pressed, received } from './model-from-corpus.js';

const MODEL = modelFromSeries('series-plain-4x2', { size: { columns: 80, rows: 24 } }, 22);

/** Target of a click on the first occurrence of the text. */
function targetOf(model: Model, text: string): HitTarget | null {
  const frame = view(model, 0);
  const y = frame.lines.findIndex((line) => textOf(line).includes(text));
  assert.notEqual(y, -1, `"${text}" is on the screen`);
  return hitAt(frame, textOf(frame.lines[y]).indexOf(text), y);
}

const clicks: readonly [what: string, model: Model, text: string, target: HitTarget | null][] = [
  ['a column title', MODEL, 'BUSY%', { kind: 'column', field: 'busy_ratio' }],
  ['the title of the sorted column', MODEL, 'AGE▼', { kind: 'column', field: 'age_seconds' }],
  ['a row', MODEL, '   4 busy', { kind: 'row', key: 'w4' }],
  ['a function key', MODEL, 'F6', { kind: 'action', action: 'sort-menu' }],
  ['its label', MODEL, 'Sort F7', { kind: 'action', action: 'sort-menu' }],
  ['the verdict', MODEL, 'OK', null],
  ['a fold mark', pressed(MODEL, 't'), '⊟ 2', { kind: 'fold', key: 'w2' }],
  ['a worker in the tree', pressed(MODEL, 't'), '9541', { kind: 'row', key: 'w2' }],
  ['a core in the tree', pressed(MODEL, 't'), '└─ 2.1', { kind: 'row', key: 'w2.1' }],
  ['a worker below the charts', pressed(MODEL, '4'), '   4 busy', { kind: 'row', key: 'w4' }],
  ['a core in the panel about a worker', pressed(MODEL, 'enter'), 'core 1 ', { kind: 'panel-core', core: 1 }],
  ['the frame of that panel', pressed(MODEL, 'enter'), 'Esc closes', null],
  ['an item of a menu', pressed(MODEL, 'f6'), 'BUSY% ', { kind: 'menu-item', index: 4 }],
  ['the screen beside a menu', pressed(MODEL, 'C-t'), 'BUSY%', { kind: 'beside-popup' }],
  ['the help', pressed(MODEL, '?'), 'quit', { kind: 'popup' }],
  ['a word of the palette', pressed(MODEL, ':', 's', 'o'), 'sort ', { kind: 'menu-item', index: 0 }],
  ['the screen beside the palette', pressed(MODEL, ':', 's', 'o'), 'BUSY%', { kind: 'beside-popup' }],
];

for (const [what, model, text, target] of clicks) {
  test(`a click on ${what}`, () => assert.deepEqual(targetOf(model, text), target));
}

test('a click on an empty line of the table does nothing', () => {
  const frame = view(pressed(MODEL, 'e'), 0);
  assert.equal(hitAt(frame, 10, 15), null);
});

test('a click on a chart goes to the sample nearest to that column, one on its right end to the present', () => {
  const model = pressed(
    modelFromSeries('series-plain-4x2', { size: { columns: 120, rows: 40 } }, 22),
    '4',
    '+',
    '+',
  );
  const frame = view(model, 0);
  const targets = Array.from({ length: 120 }, (_, x) => hitAt(frame, x, 8)).filter(
    (target) => target !== null,
  );
  assert.equal(targets.length, 114);
  const past = targets.slice(-8)[0] ?? assert.fail();
  const there = received(model, { kind: 'click', target: past, nowMs: model.nowMs });
  assert.ok(there.past !== null && past.kind === 'moment');
  assert.ok(Math.abs(past.timeMs - there.past.timeMs) < 1100);
  const newest = targets.at(-1) ?? assert.fail();
  assert.equal(received(there, { kind: 'click', target: newest, nowMs: model.nowMs }).past, null);
});

test('on the wall a click on a request opens it among the requests, one beside it the view', () => {
  const wall = modelFromSeries('series-plain-4x2', { size: { columns: 200, rows: 60 } }, 22);
  const request = targetOf(wall, 'GET    /sleep') ?? assert.fail();
  assert.equal(request.kind, 'view');
  const opened = received(wall, { kind: 'click', target: request, nowMs: wall.nowMs });
  assert.equal(opened.view, 'requests');
  assert.equal(opened.table.selected, request.kind === 'view' ? request.key : null);
  assert.deepEqual(targetOf(wall, 'sockets ──'), { kind: 'view', view: 'sockets' });
  assert.deepEqual(targetOf(wall, 'by route'), { kind: 'action', action: 'group' });
});

for (const columns of [60, 80, 100]) {
  for (const key of ['1', '2', '3', '4', '5', '6', '[']) {
    test(`the way out stands in the footer of ${columns} columns after ${key}`, () => {
      const model = modelFromSeries('series-plain-4x2', { size: { columns, rows: 24 } }, 22);
      assert.deepEqual(targetOf(pressed(model, key), 'F10Quit'), { kind: 'action', action: 'quit' });
    });
  }
}
