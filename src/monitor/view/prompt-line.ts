/* A line editor at the bottom: the text with its cursor, and beside it what is wrong with it or what the keys do. */
import type { Prompt } from '../app/model.js';
import { cleanText } from '../text/clean.js';
import { clipText, displayWidth, fitText } from '../text/width.js';
import type { Line } from './frame.js';
import { LineBuilder } from './line-builder.js';
import type { Scene } from './scene.js';

export function promptLine(scene: Scene, prompt: Prompt): { readonly line: Line; readonly cursorX: number } {
  const line = new LineBuilder(scene.width);
  line.add(`${LABELS[prompt.kind]}: `, 'prompt');
  const characters = [...prompt.text];
  const before = cleanText(characters.slice(0, prompt.cursor).join(''));
  const after = cleanText(characters.slice(prompt.cursor).join(''));
  const editor = visiblePart(before, after, Math.max(1, line.room));
  const cursorX = Math.min(line.x + editor.cursor, Math.max(0, scene.width - 1));
  line.add(editor.text, 'plain');
  const aside = prompt.error ?? HINTS[prompt.kind];
  if (line.room >= MIN_ASIDE_CELLS) {
    const text = fitText(cleanText(aside, 512), line.room - 3, 'left', scene.glyphs.ellipsis).trimEnd();
    line.gap(3).add(text, prompt.error === null ? 'dim' : 'error');
  }
  return { line: line.end(), cursorX };
}

const LABELS: Readonly<Record<Prompt['kind'], string>> = { filter: 'Filter', search: 'Search' };

const HINTS: Readonly<Record<Prompt['kind'], string>> = {
  filter: 'e.g. state=busy and age>5s    Enter keeps it   Esc clears it',
  search: 'Enter keeps it   Esc goes back',
};

const MIN_ASIDE_CELLS = 13;

/** Scrolled so far that the cursor is seen. */
function visiblePart(before: string, after: string, cells: number): { text: string; cursor: number } {
  let head = before;
  while (displayWidth(head) > cells - 1 && head !== '') head = [...head].slice(1).join('');
  const cursor = displayWidth(head);
  return { text: head + clipText(after, cells - cursor), cursor };
}
