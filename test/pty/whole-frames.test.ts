import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WholeFrames } from './whole-frames.js';

const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';
const FIRST = `${BEGIN}first frame${END}`;
const SECOND = `${BEGIN}second${END}`;
const ALL = `\x1b[?1049hhello ${FIRST}\x1b[31mred${SECOND}bye\x1b[?20`;

test('cut anywhere, a frame is shown as a whole and nothing is lost', () => {
  for (let first = 0; first <= ALL.length; first += 1) {
    for (let second = first; second <= ALL.length; second += 1) {
      check([ALL.slice(0, first), ALL.slice(first, second), ALL.slice(second)]);
    }
  }
  check([...ALL]);
});

test('what stands outside of frames is shown at once', () => {
  const frames = new WholeFrames();
  for (const text of ['hello', '\x1b[31m', 'x\x1b[?1049h']) assert.equal(shown(frames, text), text);
  assert.equal(shown(frames, `a${BEGIN}b`), 'a');
  assert.equal(shown(frames, 'c'), '');
  assert.equal(String(frames.rest()), `${BEGIN}bc`);
  assert.equal(String(frames.rest()), '');
});

function check(pieces: readonly string[]): void {
  const frames = new WholeFrames();
  let text = '';
  for (const piece of pieces) {
    text += shown(frames, piece);
    assert.equal(text.split(BEGIN).length, text.split(END).length, JSON.stringify(pieces));
  }
  assert.equal(text + frames.rest(), ALL);
}

function shown(frames: WholeFrames, text: string): string {
  return String(frames.take(Buffer.from(text)));
}
