import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsOf, clipText, displayWidth, fitText } from '../../../src/monitor/text/width.js';

const widths: readonly [text: string, width: number][] = [
  ['', 0],
  ['GET /cart', 9],
  ['▶ █▊░ ▁▂ ● │', 12],
  ['Größe', 5],
  ['価格', 4],
  ['ｱｲｳ', 3],
  ['ＡＢ', 4],
  ['e\u0301e\u0301', 2],
  ['\u{1f600}!', 3],
  ['한글', 4],
  ['\ufffd·', 2],
];

for (const [text, width] of widths) {
  test(`"${text}" takes ${width} cells`, () => assert.equal(displayWidth(text), width));
}

const fits: readonly [text: string, width: number, align: 'left' | 'right', fitted: string][] = [
  ['abc', 5, 'left', 'abc  '],
  ['abc', 5, 'right', '  abc'],
  ['abc', 3, 'left', 'abc'],
  ['abcdef', 4, 'left', 'abc…'],
  ['abcdef', 4, 'right', 'abc…'],
  ['abc', 1, 'left', '…'],
  ['abc', 0, 'left', ''],
  ['abc', -3, 'left', ''],
  ['', 2, 'left', '  '],
  ['価格表', 6, 'left', '価格表'],
  ['価格表', 5, 'left', '価格…'],
  ['価格表', 4, 'left', '価 …'],
  ['価格表', 1, 'left', '…'],
  ['価格', 6, 'right', '  価格'],
  ['e\u0301e\u0301e\u0301', 2, 'left', 'e\u0301…'],
];

for (const [text, width, align, fitted] of fits) {
  test(`"${text}" in ${width} cells, ${align}, is "${fitted}"`, () => {
    assert.equal(fitText(text, width, align), fitted);
    assert.equal(displayWidth(fitted), Math.max(0, width));
  });
}

test('the mark of a cut can be an ASCII one', () => {
  assert.equal(fitText('abcdef', 4, 'left', '~'), 'abc~');
});

test('clipping marks and pads nothing', () => {
  assert.equal(clipText('abcdef', 4), 'abcd');
  assert.equal(clipText('abc', 10), 'abc');
  assert.equal(clipText('abc', -1), '');
  assert.equal(clipText('価格', 3), '価');
  assert.equal(clipText('e\u0301x', 1), 'e\u0301');
});

test('cells keep marks with their base and a wide character before its empty half', () => {
  assert.deepEqual(cellsOf('ab'), ['a', 'b']);
  assert.deepEqual(cellsOf('価a'), ['価', '', 'a']);
  assert.deepEqual(cellsOf('e\u0301x'), ['e\u0301', 'x']);
  assert.deepEqual(cellsOf('価\u0301x'), ['価\u0301', '', 'x']);
  assert.deepEqual(cellsOf('\u0301x'), ['x']);
});

test('cells are as many as the width says', () => {
  for (const [text, width] of widths) assert.equal(cellsOf(text).length, width);
});
