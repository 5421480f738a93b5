/* Characters whose width every terminal agrees on: their tables of widths differ, and each moves the cursor by its own. */

const CERTAIN: readonly (readonly [first: number, last: number])[] = [
  [0x2500, 0x25cf],
  [0x2800, 0x28ff],
  [0x2010, 0x2027],
  [0x2190, 0x2199],
  [0x2200, 0x22ff],
];

/** Printable, and one cell wide in every terminal: ASCII, Latin, arrows, box drawing, blocks, braille. */
export function hasCertainWidth(text: string): boolean {
  if (text.length !== 1) return false;
  const code = text.charCodeAt(0);
  if (code < 0x300) return !isControl(code);
  return CERTAIN.some(([first, last]) => code >= first && code <= last);
}

/** Chinese, Japanese and Korean; about emoji, terminals disagree. */
export function isWideEverywhere(text: string): boolean {
  return text >= '\u2e80' && text < '\ud800';
}

/** C0, DEL, C1 and the soft hyphen. */
export function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0xad;
}
