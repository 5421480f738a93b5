/**
 * Searching in the text of a popup: the same keys as in a table. The text jumps as one types; Enter keeps the search for
 * the keys that go on with it, Esc goes back to where it began.
 */
import { actionFor } from '../keys/key-table.js';
import type { ActionName } from '../keys/keymap.js';
import { helpRoom } from '../layout/popup-rooms.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { ScrolledOverlay, TextSearch } from '../model/overlay.js';
import { type EditedLine, editLine, insertText } from '../prompt/line-editor.js';

export function beginSearch(model: Model, overlay: ScrolledOverlay): Model {
  const search: TextSearch = { text: '', cursor: 0, typing: true, before: overlay.top, found: null };
  return { ...model, overlay: { ...overlay, search } };
}

/** A key while the text to search for is typed. */
export function searchKey(
  model: Model,
  overlay: ScrolledOverlay,
  search: TextSearch,
  lines: readonly string[],
  key: Key,
): Model {
  if (key.name === 'escape') return { ...model, overlay: { ...withoutSearch(overlay), top: search.before } };
  if (key.name === 'enter') return accepted(model, overlay, search);
  const edited = editLine(search, key.name) ?? (key.text === null ? null : insertText(search, key.text));
  if (edited !== null) return typed(model, overlay, search, lines, edited);
  const direction = directionOf(actionFor(model.settings.keys, key.name, model.view, true));
  return direction === null ? model : searchedOn(model, overlay, search, lines, direction);
}

export function searchPaste(
  model: Model,
  overlay: ScrolledOverlay,
  search: TextSearch,
  lines: readonly string[],
  text: string,
): Model {
  return typed(model, overlay, search, lines, insertText(search, text));
}

/** 1: the next match, -1: the one before; null: the action does not go on with a search. */
export function directionOf(action: ActionName | null): 1 | -1 | null {
  if (action === 'search-next') return 1;
  return action === 'search-previous' ? -1 : null;
}

/** Goes round the ends. */
export function searchedOn(
  model: Model,
  overlay: ScrolledOverlay,
  search: TextSearch,
  lines: readonly string[],
  direction: 1 | -1,
): Model {
  const from = search.found === null ? overlay.top : search.found.line + direction;
  return shownAt(model, overlay, search, matchFrom(lines, search.text, from, direction));
}

function accepted(model: Model, overlay: ScrolledOverlay, search: TextSearch): Model {
  const kept =
    search.text === '' ? withoutSearch(overlay) : { ...overlay, search: { ...search, typing: false } };
  return { ...model, overlay: kept };
}

function typed(
  model: Model,
  overlay: ScrolledOverlay,
  search: TextSearch,
  lines: readonly string[],
  { text, cursor }: EditedLine,
): Model {
  const next = { ...search, text, cursor };
  if (text === search.text) return { ...model, overlay: { ...overlay, search: next } };
  const found = matchFrom(lines, text, search.before, 1);
  return shownAt(model, found === null ? { ...overlay, top: search.before } : overlay, next, found);
}

function shownAt(
  model: Model,
  overlay: ScrolledOverlay,
  search: TextSearch,
  found: TextSearch['found'],
): Model {
  const rows = Math.max(1, helpRoom(model.size).rows);
  const isSeen = found === null || (found.line >= overlay.top && found.line < overlay.top + rows);
  const top = isSeen ? overlay.top : Math.max(0, found.line - LINES_ABOVE);
  return { ...model, overlay: { ...overlay, top, search: { ...search, found } } };
}

/** So much of what stands before a match is shown with it. */
const LINES_ABOVE = 2;

/** The first line that matches, looking from `start` (an index, also past either end) on. */
function matchFrom(
  lines: readonly string[],
  text: string,
  start: number,
  direction: 1 | -1,
): TextSearch['found'] {
  const wanted = text.toLowerCase();
  const matching = lines.flatMap((line, index) => (line.toLowerCase().includes(wanted) ? [index] : []));
  const first = direction === 1 ? matching.find((at) => at >= start) : matching.findLast((at) => at <= start);
  const line = first ?? matching.at(direction === 1 ? 0 : -1);
  if (text === '' || line === undefined) return null;
  return { line, nth: matching.indexOf(line) + 1, of: matching.length };
}

function withoutSearch<O extends ScrolledOverlay>(overlay: O): O {
  const { search: _, ...rest } = overlay;
  // Without an optional property it is still of its kind.
  return rest as O;
}
