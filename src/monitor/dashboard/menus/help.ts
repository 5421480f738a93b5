import { fitText } from '../../text/width.js';
import type { Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Popup } from '../drawing/popup.js';
import type { Scene } from '../drawing/scene.js';
import { spelledKeys } from '../drawing/spelled-keys.js';
import { keyFor } from '../keys/key-table.js';
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
    title: `help: ${sectionAt(all, first)}`,
    corner: `${cornerText(first, rows, all.length)}${keysText(scene)}Esc closes`,
    lines: shown.map((line) => helpLine(scene, line, room.columns)),
    columns: room.columns,
  };
}

function cornerText(first: number, rows: number, all: number): string {
  return rows >= all ? '' : `lines ${first + 1}-${first + rows} of ${all}  `;
}

/** Of the first line that is seen. */
function sectionAt(all: readonly HelpLine[], first: number): string {
  return all.slice(0, first + 1).findLast(({ kind }) => kind === 'heading')?.text ?? '';
}

function keysText({ model }: Scene): string {
  const { keys } = model.settings;
  const [search, section] = [keyFor(keys, 'search'), keyFor(keys, 'next-view')];
  return `${search === null ? '' : `${search} finds  `}${section === null ? '' : `${section} section  `}`;
}

function helpLine(scene: Scene, { kind, label, text }: HelpLine, width: number): Line {
  const line = new LineBuilder(width);
  if (kind === 'heading') return line.add(text, 'title').end();
  line.add(fitText(spelledKeys(scene, label), HELP_LABEL_CELLS), label === '' ? 'plain' : 'key');
  return line.add(text, 'plain').end();
}
