import { displayWidth } from '../../text/width.js';
import type { Hit, Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { type FooterButton, footerOf } from '../keys/key-table.js';
import type { ActionName } from '../keys/keymap.js';
import { isInPast, isReadonly } from '../model/shown.js';

/** The last line: function keys with their labels beside them, as in htop; each entry is a button. */
export function keyLine(scene: Scene, y: number): { readonly line: Line; readonly hits: readonly Hit[] } {
  const line = new LineBuilder(scene.width);
  const hits: Hit[] = [];
  for (const { key, text, width, action } of fitting(sizedButtons(scene), scene.width)) {
    line.gap(line.x === 0 ? 0 : 1);
    hits.push({ x: line.x, y, width, height: 1, target: { kind: 'action', action } });
    line.add(key, 'key').add(text, 'key-label');
  }
  return { line: line.end(), hits };
}

interface SizedButton extends Pick<FooterButton, 'key' | 'action'> {
  readonly text: string;
  readonly width: number;
}

function sizedButtons(scene: Scene): readonly SizedButton[] {
  return buttonsOf(scene).map(({ key, label, wideLabel, action }) => {
    const text = scene.width >= 100 ? wideLabel : label;
    return { key, text, action, width: displayWidth(key + text) };
  });
}

/** Where there is no room for all, what is needed least goes first; how to leave stays to the last. */
function fitting(buttons: readonly SizedButton[], columns: number): readonly SizedButton[] {
  const needed = buttons.reduce((sum, { width }) => sum + width + 1, -1);
  if (needed <= columns || buttons.length === 0) return buttons;
  const dropped = GIVEN_UP_FIRST.find((action) => buttons.some((button) => button.action === action));
  const least = dropped ?? buttons.findLast(({ action }) => action !== 'quit')?.action;
  if (least === undefined) return [];
  return fitting(
    buttons.filter(({ action }) => action !== least),
    columns,
  );
}

const GIVEN_UP_FIRST: readonly ActionName[] = [
  'faster',
  'slower',
  'minute-older',
  'newer-event',
  'goto-time',
];

/** Nothing is promised that is switched off. */
function buttonsOf({ model }: Scene): readonly FooterButton[] {
  const { keys } = model.settings;
  return footerOf(keys, model.view, isInPast(model), model.table.searchText !== '').filter(
    ({ action }) => action !== 'action-menu' || !isReadonly(model),
  );
}
