/** Search in a popup's text as it is seen: matches marked, their number in the corner, what is typed in the last line. */

import type { Line } from '../drawing/frame.js';
import { markMatches } from '../drawing/match.js';
import type { Popup } from '../drawing/popup.js';
import type { Scene } from '../drawing/scene.js';
import { keyFor } from '../keys/key-table.js';
import type { Overlay, TextSearch } from '../model/overlay.js';
import { searchLine } from '../prompt/prompt-line.js';
import { isScrolled } from '../steps/overlay-moves.js';

function searchOf(overlay: Overlay): TextSearch | null {
  return isScrolled(overlay) ? (overlay.search ?? null) : null;
}

export function withMatches(scene: Scene, overlay: Overlay, popup: Popup): Popup {
  const search = searchOf(overlay);
  if (search === null || search.text === '') return popup;
  const lines = popup.lines.map((line) => marked(line, search.text));
  return { ...popup, lines, corner: cornerText(scene, search) };
}

/** Null: nothing is typed. */
export function typedSearch(
  scene: Scene,
  overlay: Overlay,
): { readonly line: Line; readonly cursorX: number } | null {
  const search = searchOf(overlay);
  if (search?.typing !== true) return null;
  const isMissing = search.text !== '' && search.found === null;
  return searchLine(scene, search, isMissing ? 'No line matches' : null);
}

function marked({ spans, ...line }: Line, text: string): Line {
  return { ...line, spans: spans.flatMap((span) => markMatches(span.text, span.tone, text)) };
}

/** `match 3 of 12  n N go on  Esc closes`. */
function cornerText({ model }: Scene, { found }: TextSearch): string {
  if (found === null) return 'no match  Esc closes';
  const actions = ['search-next', 'search-previous'] as const;
  const keys = actions.flatMap((action) => keyFor(model.settings.keys, action) ?? []);
  const goOn = found.of < 2 || keys.length === 0 ? '' : `${keys.join(' ')} go on  `;
  return `match ${found.nth} of ${found.of}  ${goOn}Esc closes`;
}
