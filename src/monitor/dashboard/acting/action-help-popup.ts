import type { Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Popup } from '../drawing/popup.js';
import { type Scene, screenText } from '../drawing/scene.js';
import { helpRoom } from '../layout/popup-rooms.js';
import { ACTION_HELP_CELLS, actionHelpLines } from './action-help.js';

/** Why the server cannot be acted on, from the line `top` on. */
export function actionHelpPopup(scene: Scene, top: number): Popup {
  const room = helpRoom(scene.model.size);
  const columns = Math.min(room.columns, ACTION_HELP_CELLS);
  const all = actionHelpLines(scene.model, columns);
  const rows = Math.min(room.rows, all.length);
  const first = Math.max(0, Math.min(top, all.length - rows));
  const lines = all.slice(first, first + rows).map(({ kind, text }): Line => {
    const tone = kind === 'command' ? 'key' : 'plain';
    return new LineBuilder(columns).add(screenText(scene, text), tone).end();
  });
  return { title: 'actions', corner: 'Esc closes', lines, columns };
}
