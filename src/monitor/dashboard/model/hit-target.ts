import type { MoreSection } from '../../tables/tables.js';
import type { ActionName } from '../keys/keymap.js';
import type { ViewName } from '../keys/view-name.js';

/** Meaning of a place on the screen; frames carry these, the runtime turns clicks into messages with them. */
export type HitTarget =
  | { readonly kind: 'row'; readonly key: string }
  | { readonly kind: 'fold'; readonly key: string }
  | { readonly kind: 'column'; readonly field: string }
  | { readonly kind: 'action'; readonly action: ActionName }
  /** A place on a chart. */
  | { readonly kind: 'moment'; readonly timeMs: number }
  | { readonly kind: 'menu-item'; readonly index: number }
  /** A popup where it has nothing to click, and the screen around it. */
  | { readonly kind: 'popup' }
  | { readonly kind: 'beside-popup' }
  /** With a key: and select that row in it. */
  | { readonly kind: 'view'; readonly view: ViewName; readonly key?: string }
  | { readonly kind: 'section'; readonly section: MoreSection }
  /** A core in the panel about a worker, by its place. */
  | { readonly kind: 'panel-core'; readonly core: number };
