import { displayWidth } from './width.js';

/** Breaks at blanks; a word wider than the line gets a line alone, to be cut later. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let used = 0;
  for (const word of text.split(' ')) {
    const cells = displayWidth(word);
    if (lines.length === 0 || used + 1 + cells > width) {
      lines.push(word);
      used = cells;
    } else {
      lines[lines.length - 1] += ` ${word}`;
      used += 1 + cells;
    }
  }
  return lines;
}
