/*
 * A line editor at the bottom: the text with its cursor, and beside it what the keys do. What is wrong with the text
 * stands in the status line above, or beside it where there is no status line.
 */

import { clipText, displayWidth, fitText } from '../../text/width.js';
import type { Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { type Scene, screenText } from '../drawing/scene.js';
import { layoutOf } from '../layout/layout.js';
import type { Prompt } from '../model/prompt-state.js';
import type { EditedLine } from './line-editor.js';

interface EditorLine {
  readonly line: Line;
  readonly cursorX: number;
}

export function promptLine(scene: Scene, prompt: Prompt): EditorLine {
  const { line, cursorX } = editorLine(scene, LABELS[prompt.kind], prompt);
  addAside(line, scene, prompt);
  return { line: line.end(), cursorX };
}

/** The same for a search in a popup; a mistake stands beside it, since the popup covers the line for those. */
export function searchLine(scene: Scene, search: EditedLine, error: string | null): EditorLine {
  const { line, cursorX } = editorLine(scene, LABELS.search, search);
  const aside = error ?? (search.text === '' ? EXAMPLES.search : `${ENTER.search}   Esc goes back`);
  if (aside.length <= line.room - ASIDE_GAP) line.gap(ASIDE_GAP).add(aside, error === null ? 'dim' : 'error');
  return { line: line.end(), cursorX };
}

function editorLine(
  scene: Scene,
  label: string,
  { text, cursor }: EditedLine,
): { readonly line: LineBuilder; readonly cursorX: number } {
  const line = new LineBuilder(scene.width);
  line.add(`${label}: `, 'prompt');
  const characters = [...text];
  const before = screenText(scene, characters.slice(0, cursor).join(''));
  const after = screenText(scene, characters.slice(cursor).join(''));
  const editor = visiblePart(before, after, Math.max(1, line.room));
  const cursorX = Math.min(line.x + editor.cursor, Math.max(0, scene.width - 1));
  line.add(editor.text, 'plain');
  return { line, cursorX };
}

function addAside(line: LineBuilder, scene: Scene, prompt: Prompt): void {
  const room = line.room - ASIDE_GAP;
  if (prompt.error === null) {
    const hint = prompt.text === '' ? EXAMPLES[prompt.kind] : `${ENTER[prompt.kind]}   ${escapeHint(prompt)}`;
    if (hint.length <= room) line.gap(ASIDE_GAP).add(hint, 'dim');
  } else if (room >= MIN_ERROR_CELLS && layoutOf(scene.model).status.height === 0) {
    const error = screenText(scene, prompt.error, 512);
    line.gap(ASIDE_GAP).add(fitText(error, room, 'left', scene.glyphs.ellipsis).trimEnd(), 'error');
  }
}

const LABELS: Readonly<Record<Prompt['kind'], string>> = {
  filter: 'Filter',
  search: 'Search',
  goto: 'Go to time',
  command: 'Command',
};

const EXAMPLES: Readonly<Record<Prompt['kind'], string>> = {
  filter: 'for example  state=busy and age>5s   the help explains it',
  search: 'marks and jumps as you type',
  goto: 'for example  13:14  13:14:02  -10m  90s ago  live',
  command: 'for example  sort -rss   columns +uss   Tab completes',
};

const ENTER: Readonly<Record<Prompt['kind'], string>> = {
  filter: 'Enter keeps it',
  search: 'Enter keeps it',
  goto: 'Enter goes there',
  command: 'Enter does it',
};

function escapeHint({ kind, before }: Prompt): string {
  if (kind === 'command') return 'Tab completes';
  if (kind === 'goto') return 'Esc stays here';
  return kind === 'filter' && before.filterText === '' ? 'Esc clears it' : 'Esc goes back';
}

const ASIDE_GAP = 3;
const MIN_ERROR_CELLS = 10;

/** Scrolled so far that the cursor is seen. */
function visiblePart(before: string, after: string, cells: number): { text: string; cursor: number } {
  const head = lastCells(before, cells - 1);
  const cursor = displayWidth(head);
  return { text: head + clipText(after, cells - cursor), cursor };
}

function lastCells(text: string, cells: number): string {
  const characters = [...text];
  let from = characters.length;
  for (let used = 0; from > 0; from -= 1) {
    used += displayWidth(characters[from - 1] ?? '');
    if (used > cells) break;
  }
  return characters.slice(from).join('');
}
