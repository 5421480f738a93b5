import type { ActionName } from '../keys/keymap.js';
import type { Model } from '../model/model.js';
import type { Overlay, ScrolledOverlay } from '../model/overlay.js';

export function closeOverlay(model: Model): Model {
  return { ...model, overlay: null };
}

/** Text to be scrolled. */
export function isScrolled(overlay: Overlay): overlay is ScrolledOverlay {
  return 'top' in overlay;
}

/** A list to choose from. */
export function isMenu(overlay: Overlay): overlay is Extract<Overlay, { readonly selected: number }> {
  return 'selected' in overlay;
}

/** Distance that each key moves, given the lines on the screen. */
const MOVES: Readonly<Partial<Record<ActionName, (room: number) => number>>> = {
  up: () => -1,
  down: () => 1,
  'page-up': (room) => -room,
  'page-down': (room) => room,
  first: () => Number.NEGATIVE_INFINITY,
  last: () => Number.POSITIVE_INFINITY,
};

/** Distance that an action moves in a list of `room` lines; null if it does not move. */
export function overlayMove(action: ActionName, room: number): number | null {
  return MOVES[action]?.(room) ?? null;
}
