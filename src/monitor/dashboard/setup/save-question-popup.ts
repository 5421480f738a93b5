import { fitText } from '../../text/width.js';
import type { Hit } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { centred, FRAME_COLUMNS, type Place, type Popup } from '../drawing/popup.js';
import { type Scene, screenText } from '../drawing/scene.js';

const QUESTION = 'Another program changed it after tstop read it.';
const CONSEQUENCE = 'Its changes stay; only the settings changed here are written.';
const ANSWERS = ['[n] no, leave it', '[y] yes, write'];

/** Asks whether to overwrite a configuration that changed since it was read. */
export function saveQuestionPopup(
  scene: Scene,
  path: string,
): { readonly popup: Popup; readonly place: Place; readonly hits: readonly Hit[] } {
  const { size } = scene.model;
  const columns = Math.max(1, Math.min(66, size.columns - FRAME_COLUMNS));
  const shown = fitText(screenText(scene, path), columns, 'left', scene.glyphs.ellipsis);
  const texts = [shown.trimEnd(), '', QUESTION, CONSEQUENCE, ''];
  const lines = texts.map((text, index) =>
    new LineBuilder(columns).add(text, index === 0 ? 'strong' : 'plain').end(),
  );
  const place = centred({ columns, rows: texts.length + 1 }, size);
  const buttons = new LineBuilder(columns);
  const hits = ANSWERS.map((answer, index): Hit => {
    const x = place.x + 2 + buttons.x;
    buttons.add(answer, 'key').gap(3);
    const y = place.y + 1 + texts.length;
    return { x, y, width: answer.length, height: 1, target: { kind: 'menu-item', index } };
  });
  const popup = { title: 'save the configuration', corner: '', lines: [...lines, buttons.end()], columns };
  return { popup, place, hits };
}
