import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sceneOf } from '../../../../src/monitor/dashboard/drawing/scene.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { promptLine } from '../../../../src/monitor/dashboard/prompt/prompt-line.js';
import { textOf } from '../view/check-frame.js';
import { modelFromReplies, pressed, typed } from '../view/model-from-corpus.js';

const MODEL = modelFromReplies(['plain-4x2-busy'], { size: { columns: 80, rows: 24 } });

function shown(model: Model): { readonly text: string; readonly cursorX: number } {
  assert.ok(model.prompt);
  const { line, cursorX } = promptLine(sceneOf(model, 0), model.prompt);
  return { text: textOf(line).trimEnd(), cursorX };
}

test('what Esc will do stands beside the prompt: it clears a new filter and goes back to an old one', () => {
  const first = typed(pressed(MODEL, 'f4'), 'busy>1');
  assert.match(shown(first).text, /^Filter: busy>1 {3}Enter keeps it {3}Esc clears it$/);
  const second = typed(pressed(first, 'enter', 'f4'), '0');
  assert.match(shown(second).text, /^Filter: busy>10 {3}Enter keeps it {3}Esc goes back$/);
  assert.match(shown(typed(pressed(MODEL, '/'), 'busy')).text, /Esc goes back$/);
});

test('a text longer than the line is scrolled to its cursor', () => {
  const long = typed(pressed(MODEL, '/'), `${'a'.repeat(500)}中${'b'.repeat(60)}`);
  assert.deepEqual(shown(long), { text: `Search: ${'a'.repeat(9)}中${'b'.repeat(60)}`, cursorX: 79 });
  assert.deepEqual(shown(pressed(long, 'home')), { text: `Search: ${'a'.repeat(72)}`, cursorX: 8 });
});
