/* The list above the line of the palette: what may come next, what it does, and the key that does the same. */

import { displayWidth, fitText } from '../../text/width.js';
import type { Hit, Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { FRAME_COLUMNS, FRAME_ROWS, type PlacedMenu } from '../drawing/popup.js';
import type { Scene } from '../drawing/scene.js';
import { spelledKeys } from '../drawing/spelled-keys.js';
import type { LineRange } from '../layout/layout.js';
import type { Prompt } from '../model/prompt-state.js';
import { offeredNow } from './command-prompt.js';

const MOST_ROWS = 10;
const WIDEST = 96;

/** Null where there is nothing to offer, or no room. It ends above `below`, so that a mistake can be read. */
export function palettePopup(scene: Scene, prompt: Prompt, below: LineRange): PlacedMenu | null {
  const words = offeredNow(scene.model, prompt);
  const rows = Math.min(words.length, MOST_ROWS, below.y - FRAME_ROWS);
  const columns = Math.min(WIDEST, scene.width - FRAME_COLUMNS);
  if (rows <= 0 || columns < 20) return null;
  const chosen = prompt.completion?.chosen ?? -1;
  const first = Math.max(0, Math.min(chosen - Math.floor(rows / 2), words.length - rows));
  const labels = Math.min(32, Math.max(...words.map(({ word }) => displayWidth(word))) + 2);
  const lines = words.slice(first, first + rows).map((word, index) => {
    const line = new LineBuilder(columns);
    const key = word.key === null ? '' : spelledKeys(scene, word.key);
    line.add(fitText(word.word, labels, 'left', scene.glyphs.ellipsis), 'strong');
    const room = line.room - (key === '' ? 0 : displayWidth(key) + 1);
    line.add(fitText(word.about, Math.max(0, room), 'left', scene.glyphs.ellipsis), 'dim');
    line.to(columns - displayWidth(key)).add(key, 'key');
    return asRow(line, first + index === chosen);
  });
  const corner = rows < words.length ? `${first + 1}-${first + rows} of ${words.length}  Tab` : 'Tab';
  const popup = { title: prompt.text.includes(' ') ? 'what follows' : 'commands', corner, lines, columns };
  const place = { x: 0, y: below.y - rows - FRAME_ROWS };
  const hits = lines.map(
    (_, index): Hit => ({
      x: 1,
      y: place.y + 1 + index,
      width: columns + FRAME_COLUMNS - 2,
      height: 1,
      target: { kind: 'menu-item', index: first + index },
    }),
  );
  return { popup, place, hits };
}

function asRow(line: LineBuilder, chosen: boolean): Line {
  return line.end(chosen ? 'selected' : 'plain');
}
