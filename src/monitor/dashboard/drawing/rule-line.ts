/* A line that divides the screen: a name on the left, what is to be known about it on the right. */
import { displayWidth, fitText } from '../../text/width.js';
import type { Line } from './frame.js';
import { LineBuilder } from './line-builder.js';
import type { Scene } from './scene.js';

/** `─ workers ───────────────────── 6: 4 busy ─`. All texts cleaned; the right one goes if there is no room for it. */
export function ruleLine(scene: Scene, title: string, note: string, width: number, dim = ''): Line {
  const { horizontal } = scene.glyphs.frame;
  const line = new LineBuilder(width).add(`${horizontal} `, 'border');
  const room = Math.max(0, line.room - (note === '' ? 2 : displayWidth(note) + 5));
  line.add(displayWidth(title) > room ? fitText(title, room, 'left', scene.glyphs.ellipsis) : title, 'title');
  if (displayWidth(dim) + 2 <= line.room) line.add(dim, 'dim');
  line.add(' ');
  const rule = line.room - displayWidth(note) - 3;
  if (note === '' || rule < 1) return line.add(horizontal.repeat(line.room), 'border').end();
  line.add(horizontal.repeat(rule), 'border').add(` ${note} `, 'dim');
  return line.add(horizontal, 'border').end();
}
