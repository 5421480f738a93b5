import assert from 'node:assert/strict';
import type { Frame, Line } from '../../../../src/monitor/dashboard/drawing/frame.js';
import type { Size } from '../../../../src/monitor/dashboard/model/size.js';
import { displayWidth } from '../../../../src/monitor/text/width.js';

/** Checks the promises of every frame, whatever the model; fails with the name of the case. */
export function checkFrame(frame: Frame, size: Size, name: string): void {
  assert.equal(frame.lines.length, size.rows, `${name}: as many lines as the terminal has`);
  for (const [y, line] of frame.lines.entries()) checkLine(line, size, y, name);
  for (const { x, y, width, height } of frame.hits) {
    assert.ok(x >= 0 && y >= 0 && width >= 0 && height >= 0, `${name}: a hit begins on the screen`);
    assert.ok(x < size.columns && y + height <= size.rows, `${name}: a hit stays on the screen`);
  }
  if (frame.cursor !== null) {
    const { x, y } = frame.cursor;
    assert.ok(x >= 0 && x < size.columns && y >= 0 && y < size.rows, `${name}: the cursor is on the screen`);
  }
}

export function textOf(line: Line | undefined): string {
  return (line?.spans ?? []).map((span) => span.text).join('');
}

/** Millions of lines are checked: a message is made for those that fail. */
function checkLine(line: Line, size: Size, y: number, name: string): void {
  const text = textOf(line);
  const fail = (what: string) => assert.fail(`${name}, line ${y} ${what}: ${JSON.stringify(text)}`);
  if (displayWidth(text) > size.columns) fail('is too wide');
  if (UNPRINTABLE.test(text)) fail('has what cannot be printed');
  if (line.spans.some((span) => span.text === '')) fail('has an empty span');
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u;
