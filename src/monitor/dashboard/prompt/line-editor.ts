/** A line of text being typed; `cursor` counts code points. */
export interface EditedLine {
  readonly text: string;
  readonly cursor: number;
}

/** Longer input is cut. */
export const MAX_LINE_LENGTH = 1000;

/** The line after an editing key; null if the key does not edit. Keys as in `Key.name`, shells' Emacs keys. */
export function editLine(line: EditedLine, keyName: string): EditedLine | null {
  const letters = [...line.text];
  const edit = Object.hasOwn(EDITS, keyName) ? EDITS[keyName] : undefined;
  return edit === undefined ? null : edit(letters, Math.max(0, Math.min(line.cursor, letters.length)));
}

/** Puts text in at the cursor. Line ends and other controls are dropped: pastes bring them. */
export function insertText(line: EditedLine, text: string): EditedLine {
  const letters = [...line.text];
  const room = Math.max(0, MAX_LINE_LENGTH - letters.length);
  const added = [...text.slice(0, 4 * MAX_LINE_LENGTH).replace(/\p{Cc}/gu, '')].slice(0, room);
  return joined([...letters.slice(0, line.cursor), ...added], letters.slice(line.cursor));
}

type Edit = (letters: readonly string[], cursor: number) => EditedLine;

const toStart: Edit = (letters) => joined([], letters);
const toEnd: Edit = (letters) => joined(letters, []);
const toLeft: Edit = (letters, cursor) => split(letters, Math.max(0, cursor - 1));
const toRight: Edit = (letters, cursor) => split(letters, Math.min(letters.length, cursor + 1));

const EDITS: Readonly<Record<string, Edit>> = {
  left: toLeft,
  'C-b': toLeft,
  right: toRight,
  'C-f': toRight,
  home: toStart,
  'C-a': toStart,
  end: toEnd,
  'C-e': toEnd,
  backspace: (letters, cursor) => joined(letters.slice(0, Math.max(0, cursor - 1)), letters.slice(cursor)),
  delete: (letters, cursor) => joined(letters.slice(0, cursor), letters.slice(cursor + 1)),
  'C-d': (letters, cursor) => joined(letters.slice(0, cursor), letters.slice(cursor + 1)),
  'C-u': (letters, cursor) => joined([], letters.slice(cursor)),
  'C-k': (letters, cursor) => joined(letters.slice(0, cursor), []),
  'C-w': (letters, cursor) => joined(letters.slice(0, wordStart(letters, cursor)), letters.slice(cursor)),
};

function wordStart(letters: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && letters[at - 1] === ' ') at -= 1;
  while (at > 0 && letters[at - 1] !== ' ') at -= 1;
  return at;
}

function split(letters: readonly string[], cursor: number): EditedLine {
  return { text: letters.join(''), cursor };
}

function joined(before: readonly string[], after: readonly string[]): EditedLine {
  return { text: [...before, ...after].join(''), cursor: before.length };
}
