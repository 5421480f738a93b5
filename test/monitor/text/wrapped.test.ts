import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth } from '../../../src/monitor/text/width.js';
import { wrapped } from '../../../src/monitor/text/wrapped.js';

test('lines are as wide as they look, not as long as their texts', () => {
  assert.deepEqual(wrapped('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrapped('漢字 漢字 漢字', 9), ['漢字 漢字', '漢字']);
  assert.deepEqual(wrapped('e\u0301e\u0301 e\u0301e\u0301', 5), ['e\u0301e\u0301 e\u0301e\u0301']);
  assert.deepEqual(wrapped('a wideword b', 4), ['a', 'wideword', 'b'], 'what is too wide stands alone');
  const lines = wrapped('\u{1f600} '.repeat(20).trim(), 8);
  assert.ok(lines.every((line) => displayWidth(line) <= 8));
});
