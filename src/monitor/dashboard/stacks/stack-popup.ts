import { formatDuration } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Popup } from '../drawing/popup.js';
import { type Scene, screenText, secondsSince } from '../drawing/scene.js';
import { detailRoom } from '../layout/popup-rooms.js';
import type { StackOverlay } from '../model/overlay.js';
import { stackOf } from '../model/shown.js';
import { ownKeysText } from '../steps/popup-key.js';
import { STACK_KEYS } from './stack-keys.js';
import { type StackLine, stackLines } from './stack-lines.js';

/** The Python stacks of a worker as a box over the screen, from the line `top` on. */
export function stackPopup(scene: Scene, overlay: StackOverlay): Popup {
  const room = detailRoom(scene.model.size);
  const all = stackLines(scene.model, overlay, room.columns);
  const rows = Math.min(room.rows, all.length);
  const first = Math.max(0, Math.min(overlay.top, all.length - rows));
  const cells = columnCells(scene, all, room.columns);
  const lines = all.slice(first, first + rows).map((line) => lineOf(scene, line, cells, room.columns));
  const place = rows >= all.length ? '' : `${first + 1}-${first + rows} of ${all.length}  `;
  const title = `Python in worker ${overlay.slot}${room.columns < 70 ? '' : ', innermost first'}`;
  const corner = fittedCorner(
    place,
    ageText(scene, overlay),
    STACK_KEYS.map((key) => ownKeysText([key], scene.model, overlay)),
    room.columns - displayWidth(title) - CORNER_FRAME,
  );
  return { title, corner, lines, columns: room.columns };
}

/** Blanks and rules around title and corner. */
const CORNER_FRAME = 6;

/** Optional parts go first: half of the words, where it is narrow. */
function fittedCorner(
  place: string,
  age: string,
  [copies = '', again = '']: readonly string[],
  cells: number,
): string {
  const close = `${again}Esc closes`;
  const keys = copies + close;
  const choices = [
    place + age + keys,
    place + keys,
    place + age + close,
    place + close,
    `${place}${again.replace('reads ', '')}Esc`,
  ];
  return choices.find((text) => displayWidth(text) <= cells) ?? 'Esc';
}

function ageText(scene: Scene, { slot }: StackOverlay): string {
  const stack = stackOf(scene.model);
  const read = stack?.slot === slot ? stack.readMs : null;
  return read === null ? '' : `${formatDuration(secondsSince(scene, read))} old  `;
}

interface Cells {
  readonly call: number;
  readonly place: number;
}

/** As wide as what stands in them, as long as the source keeps some room. */
function columnCells(scene: Scene, lines: readonly StackLine[], width: number): Cells {
  const frames = lines.filter((line) => line.kind === 'frame');
  const widest = (text: (frame: (typeof frames)[number]) => string): number =>
    frames.reduce((most, frame) => Math.max(most, displayWidth(screenText(scene, text(frame)))), 0);
  const call = Math.min(
    widest((frame) => frame.call),
    Math.floor(width * 0.3),
  );
  return {
    call,
    place: Math.min(
      widest((frame) => frame.place),
      Math.floor(width * 0.4),
    ),
  };
}

function lineOf(scene: Scene, line: StackLine, cells: Cells, width: number): Line {
  const built = new LineBuilder(width);
  switch (line.kind) {
    case 'note':
      return built.add(screenText(scene, line.text), line.level === 'error' ? 'warn' : 'plain').end();
    case 'thread':
      return built
        .add(screenText(scene, line.title), 'title')
        .add(threadText(scene, line.text), 'strong')
        .end();
    case 'frame':
      return frameLine(scene, built, line, cells);
  }
}

function threadText(scene: Scene, text: string): string {
  return text === '' ? '' : `  ${screenText(scene, text)}`;
}

function frameLine(
  scene: Scene,
  line: LineBuilder,
  { call, place, source, library }: Extract<StackLine, { kind: 'frame' }>,
  cells: Cells,
): Line {
  const { ellipsis } = scene.glyphs;
  line
    .add('  ')
    .add(fitText(screenText(scene, call), cells.call, 'left', ellipsis), library ? 'dim' : 'strong');
  line
    .gap(2)
    .add(fitText(screenText(scene, place), cells.place, 'left', ellipsis), library ? 'dim' : 'key')
    .gap(2);
  const code = screenText(scene, source);
  return line
    .add(displayWidth(code) > line.room ? fitText(code, line.room, 'left', ellipsis) : code, 'dim')
    .end();
}
