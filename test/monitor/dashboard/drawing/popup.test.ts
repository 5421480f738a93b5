import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line } from '../../../../src/monitor/dashboard/drawing/frame.js';
import { glyphsFor } from '../../../../src/monitor/dashboard/drawing/glyphs.js';
import { LineBuilder } from '../../../../src/monitor/dashboard/drawing/line-builder.js';
import { centred, pastePopup } from '../../../../src/monitor/dashboard/drawing/popup.js';
import { textOf } from '../view/check-frame.js';

function screenOf(...texts: readonly string[]): readonly Line[] {
  return texts.map((text) => new LineBuilder(80).add(text).end());
}

function pasted(
  under: readonly string[],
  popup: { title: string; corner: string; texts: string[] },
  x: number,
) {
  const columns = Math.max(...popup.texts.map((text) => text.length));
  const lines = screenOf(...popup.texts);
  const box = { title: popup.title, corner: popup.corner, lines, columns };
  return pastePopup(screenOf(...under), box, { x, y: 0 }, glyphsFor(false).frame, 16).map(textOf);
}

test('a box lies over the lines and leaves what is beside it', () => {
  const under = ['0123456789abcdef', '0123456789abcdef', '0123456789abcdef', 'below'];
  assert.deepEqual(pasted(under, { title: 'm', corner: '', texts: ['item 1'] }, 2), [
    '01┌─ m ────┐cdef',
    '01│ item 1 │cdef',
    '01└────────┘cdef',
    'below',
  ]);
});

test('lines shorter than the place of the box are filled up', () => {
  assert.deepEqual(pasted(['', 'ab', ''], { title: 'm', corner: '', texts: ['item 1'] }, 4), [
    '    ┌─ m ────┐',
    'ab  │ item 1 │',
    '    └────────┘',
  ]);
});

test('a wide character that the box cuts in half becomes blanks', () => {
  const under = ['価価価価価価価価', '価価価価価価価価', '価価価価価価価価'];
  const [, middle] = pasted(under, { title: 'm', corner: '', texts: ['item 1'] }, 1);
  assert.equal(middle, ' │ item 1 │ 価価');
});

test('the corner gives way to the title', () => {
  const [wide] = pasted([''], { title: 'menu', corner: 'Esc', texts: ['0123456789ab'] }, 0);
  assert.equal(wide, '┌─ menu ─ Esc ─┐');
  const [narrow] = pasted([''], { title: 'a long title', corner: 'Esc', texts: ['0123456789ab'] }, 0);
  assert.equal(narrow, '┌─ a long titl ┐');
});

test('a box stands in the middle, and in the corner where it does not fit', () => {
  assert.deepEqual(centred({ columns: 20, rows: 4 }, { columns: 80, rows: 24 }), { x: 28, y: 9 });
  assert.deepEqual(centred({ columns: 100, rows: 40 }, { columns: 80, rows: 24 }), { x: 0, y: 0 });
});
