import { fitText } from '../../text/width.js';
import type { Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Popup } from '../drawing/popup.js';
import type { Scene } from '../drawing/scene.js';
import { spelledKeys } from '../drawing/spelled-keys.js';
import { helpRoom } from '../layout/popup-rooms.js';
import { HELP_LABEL_CELLS, type HelpLine, helpLines } from './help-lines.js';

/** The help as a box over the screen, from the line `top` on. */
export function helpPopup(scene: Scene, top: number): Popup {
  const room = helpRoom(scene.model.size);
  const all = helpLines(scene.model, room.columns);
  const rows = Math.min(room.rows, all.length);
  const first = Math.max(0, Math.min(top, all.length - rows));
  const shown = all.slice(first, first + rows);
  return {
    title: 'help',
    corner: `${cornerText(first, rows, all.length)}Esc closes`,
    lines: shown.map((line) => helpLine(scene, line, room.columns)),
    columns: room.columns,
  };
}

function cornerText(first: number, rows: number, all: number): string {
  return rows >= all ? '' : `lines ${first + 1}-${first + rows} of ${all}  `;
}

function helpLine(scene: Scene, { kind, label, text }: HelpLine, width: number): Line {
  const line = new LineBuilder(width);
  if (kind === 'heading') return line.add(text, 'title').end();
  line.add(fitText(spelledKeys(scene, label), HELP_LABEL_CELLS), label === '' ? 'plain' : 'key');
  return line.add(text, 'plain').end();
}
