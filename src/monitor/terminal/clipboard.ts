import { cleanText } from '../text/clean.js';

/** Some terminals refuse more than this, and it is more than a paste needs. */
const MAX_COPIED = 8192;

/**
 * OSC 52: asks the terminal to put text on the clipboard of the machine that the user sits at. Cleaned and cut. A line
 * end pasted into a shell runs what stands before it, so the caller separates the lines, never the text.
 */
export function clipboardSequence(lines: readonly string[]): string {
  const text = lines
    .map((line) => cleanText(line, MAX_COPIED))
    .join('\n')
    .slice(0, MAX_COPIED);
  const base64 = Buffer.from(text, 'utf8').toString('base64');
  return `\x1b]52;c;${base64}\x07`;
}
