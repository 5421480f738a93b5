import { fitText } from '../../text/width.js';
import type { Hit, Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { PlacedMenu } from '../drawing/popup.js';
import { centred, FRAME_COLUMNS, FRAME_ROWS, type Place } from '../drawing/popup.js';
import { type Scene, screenText } from '../drawing/scene.js';
import {
  CONFIRM_BUTTONS,
  CONFIRM_LABEL_CELLS,
  type ConfirmLine,
  type ConfirmOverlay,
  confirmLines,
} from './confirm.js';

/** The question before anything is asked of a server. However small the screen is, the buttons are on it. */
export function confirmPopup(scene: Scene, overlay: ConfirmOverlay): PlacedMenu {
  const { size } = scene.model;
  const columns = Math.max(1, Math.min(WIDEST, size.columns - FRAME_COLUMNS - 2));
  const room = Math.max(1, size.rows - FRAME_ROWS);
  const facts = confirmLines(scene.model, overlay.ask, columns);
  const shown = fitting(facts, Math.max(0, room - 2)).map((line) => factLine(scene, line, columns));
  const gap = room > 1 ? [new LineBuilder(columns).end()] : [];
  const lines = [...shown, ...gap, buttonLine(scene, overlay, columns)];
  const place = centred({ columns, rows: lines.length }, size);
  const popup = {
    title: `${screenText(scene, overlay.ask.label)}?`,
    corner: 'y does it  n or Esc leaves',
    lines,
    columns,
  };
  return { popup, place, hits: buttonHits(place, lines.length) };
}

const WIDEST = 76;

/** As many as there is room for; what is left out is marked. */
function fitting(facts: readonly ConfirmLine[], rows: number): readonly ConfirmLine[] {
  if (facts.length <= rows) return facts;
  return facts
    .slice(0, rows)
    .map((line, index) => (index < rows - 1 ? line : { ...line, text: `${line.text}…` }));
}

function factLine(scene: Scene, { label, text }: ConfirmLine, columns: number): Line {
  const line = new LineBuilder(columns).add(fitText(label, CONFIRM_LABEL_CELLS), 'dim');
  const shown = fitText(screenText(scene, text), line.room, 'left', scene.glyphs.ellipsis).trimEnd();
  return line.add(shown, 'strong').end();
}

function buttonLine(_scene: Scene, { yes }: ConfirmOverlay, columns: number): Line {
  const line = new LineBuilder(columns);
  for (const [index, button] of CONFIRM_BUTTONS.entries()) {
    const chosen = yes === (button === 'Yes');
    line
      .to(index * BUTTON_STEP)
      .add(chosen ? `[ ${button} ]` : `  ${button}  `, chosen ? 'selected' : 'plain');
  }
  return line.end();
}

/** From the beginning of one button to that of the next. */
const BUTTON_STEP = 10;

function buttonHits(place: Place, rows: number): readonly Hit[] {
  return CONFIRM_BUTTONS.map((button, index) => ({
    x: place.x + 2 + index * BUTTON_STEP,
    y: place.y + rows,
    width: button.length + 4,
    height: 1,
    target: { kind: 'menu-item', index },
  }));
}
