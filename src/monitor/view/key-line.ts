import { type FooterButton, footerOf } from '../app/key-table.js';
import { isInPast } from '../app/shown.js';
import { displayWidth } from '../text/width.js';
import type { Hit, Line } from './frame.js';
import { LineBuilder } from './line-builder.js';
import type { Scene } from './scene.js';

/** The last line: function keys with their labels beside them, as in htop; each entry is a button. */
export function keyLine(scene: Scene, y: number): { readonly line: Line; readonly hits: readonly Hit[] } {
  const line = new LineBuilder(scene.width);
  const hits: Hit[] = [];
  for (const { key, label, wideLabel, action } of buttonsOf(scene)) {
    const text = scene.width >= 100 ? wideLabel : label;
    const width = displayWidth(key + text);
    const gap = line.x === 0 ? 0 : 1;
    if (line.room < width + gap) break;
    line.gap(gap);
    hits.push({ x: line.x, y, width, height: 1, target: { kind: 'action', action } });
    line.add(key, 'key').add(text, 'key-label');
  }
  return { line: line.end(), hits };
}

/** Nothing is promised that is switched off. */
function buttonsOf({ model }: Scene): readonly FooterButton[] {
  const { keys, readonly } = model.settings;
  return footerOf(keys, model.view, isInPast(model)).filter(
    ({ action }) => action !== 'action-menu' || !readonly,
  );
}
