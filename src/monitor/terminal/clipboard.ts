import { cleanText } from '../text/clean.js';

/** More than this some terminals refuse, and nobody pastes. */
const MAX_COPIED = 8192;

/** OSC 52: asks the terminal to put a text on the clipboard of the machine that the user sits at. Cleaned and cut. */
export function clipboardSequence(text: string): string {
  const base64 = Buffer.from(cleanText(text, MAX_COPIED), 'utf8').toString('base64');
  return `\x1b]52;c;${base64}\x07`;
}
