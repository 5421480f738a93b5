/**
 * The clipboard of the machine that the user sits at, by OSC 52. What stands between takes the sequence as its own and
 * drops it, so that it is wrapped to pass through: tmux wants each ESC twice (and `allow-passthrough`), GNU screen takes
 * strings of a few hundred bytes only.
 */
import { cleanText } from '../text/clean.js';

/** Some terminals refuse more than this, and it is more than a paste needs. */
const MAX_COPIED = 8192;
/** The shortest limit of a string in the versions of screen, with room for what is around it. */
const SCREEN_CHUNK = 240;

type Multiplexer = 'tmux' | 'screen';

/** Ways for the sequence to go; several where `$TERM` alone leaves more than one possibility, as on another host. */
export interface ClipboardRoute {
  readonly plain: boolean;
  readonly through: Multiplexer | null;
}

interface ClipboardEnv {
  readonly TERM?: string | undefined;
  readonly TMUX?: string | undefined;
  readonly STY?: string | undefined;
}

export function clipboardRoute({ TERM = '', TMUX, STY }: ClipboardEnv): ClipboardRoute {
  if (TMUX) return { plain: false, through: 'tmux' };
  if (STY) return { plain: false, through: 'screen' };
  // Inside `ssh` neither variable tells; whoever gets the wrong one of the two drops it.
  if (TERM.startsWith('tmux')) return { plain: true, through: 'tmux' };
  return { plain: true, through: TERM.startsWith('screen') ? 'screen' : null };
}

/**
 * Cleaned and cut. A line end pasted into a shell runs what stands before it, so the caller separates the lines, never
 * the text.
 */
export function clipboardText(lines: readonly string[]): string {
  return lines
    .map((line) => cleanText(line, MAX_COPIED))
    .join('\n')
    .slice(0, MAX_COPIED);
}

export function clipboardSequence(lines: readonly string[], { plain, through }: ClipboardRoute): string {
  const base64 = Buffer.from(clipboardText(lines), 'utf8').toString('base64');
  const sequence = `\x1b]52;c;${base64}\x07`;
  return (plain ? sequence : '') + (through === null ? '' : WRAP[through](sequence));
}

const WRAP: Readonly<Record<Multiplexer, (sequence: string) => string>> = {
  tmux: (sequence) => `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`,
  screen: (sequence) =>
    (sequence.match(new RegExp(`[\\s\\S]{1,${SCREEN_CHUNK}}`, 'g')) ?? [])
      .map((chunk) => `\x1bP${chunk}\x1b\\`)
      .join(''),
};
