import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipSpans, LineBuilder } from '../../../../src/monitor/dashboard/drawing/line-builder.js';

test('neighbours of one tone are one span', () => {
  const line = new LineBuilder(20).add('a').add('b').add('c', 'dim').add('').add('d', 'dim').end('selected');
  assert.deepEqual(line, {
    spans: [
      { text: 'ab', tone: 'plain' },
      { text: 'cd', tone: 'dim' },
    ],
    fill: 'selected',
  });
});

test('nothing is written past the width', () => {
  const line = new LineBuilder(4).add('abc').add('def', 'dim').add('g');
  assert.equal(line.room, 0);
  assert.deepEqual(line.end().spans, [
    { text: 'abc', tone: 'plain' },
    { text: 'd', tone: 'dim' },
  ]);
});

test('a wide character that does not fit is left out whole', () => {
  const line = new LineBuilder(3).add('価格');
  assert.equal(line.x, 2);
  assert.deepEqual(line.end().spans, [{ text: '価', tone: 'plain' }]);
});

test('a place further right is reached with blanks, one that is passed with nothing', () => {
  const line = new LineBuilder(10).add('ab').to(4).add('c').to(2).add('d');
  assert.deepEqual(line.end().spans, [{ text: 'ab  cd', tone: 'plain' }]);
});

test('a negative width holds nothing', () => {
  assert.deepEqual(new LineBuilder(-5).add('abc').gap(3).end().spans, []);
});

test('spans are clipped to a width', () => {
  const spans = [
    { text: 'abc', tone: 'plain' },
    { text: 'def', tone: 'dim' },
  ] as const;
  assert.deepEqual(clipSpans(spans, 4), [
    { text: 'abc', tone: 'plain' },
    { text: 'd', tone: 'dim' },
  ]);
  assert.equal(clipSpans(spans, 6), spans);
});
