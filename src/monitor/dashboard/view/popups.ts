/** Drawing and place of each popup: one row each. */
import { actionHelpPopup } from '../acting/action-help-popup.js';
import { confirmPopup } from '../acting/confirm-popup.js';
import type { Frame } from '../drawing/frame.js';
import { centred, type PlacedMenu, type Popup } from '../drawing/popup.js';
import type { Scene } from '../drawing/scene.js';
import { helpRoom } from '../layout/popup-rooms.js';
import { helpPopup } from '../menus/help.js';
import { menuPopup } from '../menus/menu.js';
import type { Overlay } from '../model/overlay.js';
import { rowPopup } from '../more/row-popup.js';
import { requestPopup } from '../requests/request-popup.js';
import { setupPopup } from '../setup/popup.js';
import { saveQuestionPopup } from '../setup/save-question-popup.js';
import { stackPopup } from '../stacks/stack-popup.js';

type Kind = Overlay['kind'];
type OverlayOf<K extends Kind> = Extract<Overlay, { readonly kind: K }>;

interface DrawnPopup extends PlacedMenu {
  readonly cursor?: Frame['cursor'];
}

interface Drawing<K extends Kind> {
  readonly kind: K;
  /** null for another popup. */
  readonly draw: (scene: Scene, overlay: Overlay) => DrawnPopup | null;
}

const DRAWINGS: { readonly [K in Kind]: Drawing<K> } = {
  help: drawing('help', (scene, { top }) =>
    inTheMiddle(scene, helpPopup(scene, top), helpRoom(scene.model.size).rows),
  ),
  request: drawing('request', (scene, overlay) => inTheMiddle(scene, requestPopup(scene, overlay))),
  stack: drawing('stack', (scene, overlay) => inTheMiddle(scene, stackPopup(scene, overlay))),
  row: drawing('row', (scene, overlay) => inTheMiddle(scene, rowPopup(scene, overlay))),
  'action-help': drawing('action-help', (scene, { top }) => inTheMiddle(scene, actionHelpPopup(scene, top))),
  'sort-menu': drawing('sort-menu', menuPopup),
  'theme-menu': drawing('theme-menu', menuPopup),
  'action-menu': drawing('action-menu', menuPopup),
  confirm: drawing('confirm', confirmPopup),
  setup: drawing('setup', setupPopup),
  'save-question': drawing('save-question', (scene, { path }) => saveQuestionPopup(scene, path)),
};

export function drawnPopup(scene: Scene, overlay: Overlay): DrawnPopup {
  return DRAWINGS[overlay.kind].draw(scene, overlay) ?? NOTHING;
}

const NOTHING: DrawnPopup = {
  popup: { title: '', corner: '', lines: [], columns: 0 },
  place: { x: 0, y: 0 },
  hits: [],
};

function drawing<K extends Kind>(
  kind: K,
  draw: (scene: Scene, overlay: OverlayOf<K>) => DrawnPopup,
): Drawing<K> {
  const isOwn = (overlay: Overlay): overlay is OverlayOf<K> => overlay.kind === kind;
  return { kind, draw: (scene, overlay) => (isOwn(overlay) ? draw(scene, overlay) : null) };
}

/** A text without anything to click. */
function inTheMiddle(scene: Scene, popup: Popup, rows = popup.lines.length): DrawnPopup {
  return { popup, place: centred({ columns: popup.columns, rows }, scene.model.size), hits: [] };
}
