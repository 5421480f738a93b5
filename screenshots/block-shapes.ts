/** Left, top, width, height, in parts of a cell. */
export type Rectangle = readonly [left: number, top: number, width: number, height: number];

/** Blocks, shades of bars, dots of charts and box lines as rectangles; null for what is a letter. */
export function blockShape(text: string): readonly Rectangle[] | null {
  const code = text.codePointAt(0) ?? 0;
  if (code >= 0x2581 && code <= 0x2588) return [lowerBlock((code - 0x2580) / 8)];
  if (code >= 0x2589 && code <= 0x258f) return [[0, 0, (0x2590 - code) / 8, 1]];
  if (code === 0x2591) return DOTS;
  if (code >= 0x2800 && code <= 0x28ff) return brailleDots(code - 0x2800);
  return BOXES[text] ?? null;
}

const THIN_X = 0.14;
const THIN_Y = 0.07;
const LEFT: Rectangle = [0, 0.5 - THIN_Y / 2, 0.5 + THIN_X / 2, THIN_Y];
const RIGHT: Rectangle = [0.5 - THIN_X / 2, 0.5 - THIN_Y / 2, 0.5 + THIN_X / 2, THIN_Y];
const UP: Rectangle = [0.5 - THIN_X / 2, 0, THIN_X, 0.5 + THIN_Y / 2];
const DOWN: Rectangle = [0.5 - THIN_X / 2, 0.5 - THIN_Y / 2, THIN_X, 0.5 + THIN_Y / 2];

/** The light shade, as the dotted rest of a bar. */
const DOTS: readonly Rectangle[] = [0.2, 0.5, 0.8].flatMap((top) =>
  [0.15, 0.65].map((left): Rectangle => [left, top - 0.04, 0.16, 0.08]),
);

const BOXES: Readonly<Record<string, readonly Rectangle[]>> = {
  '─': [LEFT, RIGHT],
  '│': [UP, DOWN],
  '┌': [RIGHT, DOWN],
  '┐': [LEFT, DOWN],
  '└': [RIGHT, UP],
  '┘': [LEFT, UP],
  '├': [UP, DOWN, RIGHT],
  '┤': [UP, DOWN, LEFT],
  '┬': [LEFT, RIGHT, DOWN],
  '┴': [LEFT, RIGHT, UP],
  '┼': [LEFT, RIGHT, UP, DOWN],
  '┃': [[0.4, 0, 0.2, 1]],
};

function lowerBlock(part: number): Rectangle {
  return [0, 1 - part, 1, part];
}

/** Bits 0 to 2 and 6 are the left column from the top, 3 to 5 and 7 the right one. */
function brailleDots(bits: number): readonly Rectangle[] {
  return BRAILLE_PLACES.flatMap(([column, row], bit): readonly Rectangle[] =>
    (bits & (1 << bit)) === 0 ? [] : [[column * 0.5 + 0.06, row * 0.25 + 0.04, 0.38, 0.17]],
  );
}

const BRAILLE_PLACES: readonly (readonly [column: number, row: number])[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 3],
  [1, 3],
];
