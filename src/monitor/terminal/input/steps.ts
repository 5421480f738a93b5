import type { Key } from '../../dashboard/model/message.js';
import { csiKey, ss3Key, textKey } from './key-sequences.js';
import { type MouseToken, parseSgrMouse, parseX10Mouse } from './mouse-sequences.js';

/* One thing at a time, from the beginning of what a terminal has sent. */

export type InputToken =
  | { readonly kind: 'key'; readonly key: Key }
  | { readonly kind: 'paste'; readonly text: string }
  /** An answer: the background's colour is a light one. */
  | { readonly kind: 'background'; readonly isLight: boolean }
  | MouseToken;

/** A paste that is longer loses its end. */
export const PASTE_LIMIT = 65_536;
/** Control strings and sequences that are longer are no such thing. */
const SEQUENCE_LIMIT = 4096;
const PASTE_END = '\x1b[201~';
const ESC = '\x1b';

/** `length` 0: more input is needed. `paste`: what the next step finds pasted so far. */
export interface Step {
  readonly length: number;
  readonly token?: InputToken | undefined;
  readonly paste?: string;
}

const INCOMPLETE: Step = { length: 0 };

/** The first thing in `text`, which is not empty. */
export function nextStep(text: string): Step {
  if (text[0] !== ESC) return characterStep(text);
  switch (text[1]) {
    case undefined:
      return INCOMPLETE;
    case ESC:
      return { length: 1, token: { kind: 'key', key: { name: 'escape', text: null } } };
    case '[':
      return csiStep(text);
    case 'O':
      return ss3Step(text);
    case ']':
    case 'P':
    case '_':
      return controlStringStep(text);
    default:
      return metaStep(text);
  }
}

function characterStep(text: string): Step {
  // Enter is one key, whether it sends one character or two.
  const character = text.startsWith('\r\n') ? '\r\n' : String.fromCodePoint(text.codePointAt(0) ?? 0);
  return { length: character.length, token: keyToken(textKey(character)) };
}

/** ESC and a character: Alt. */
function metaStep(text: string): Step {
  const character = String.fromCodePoint(text.codePointAt(1) ?? 0);
  const key = textKey(character);
  return {
    length: 1 + character.length,
    token: key === null ? undefined : keyToken({ name: withMeta(key.name), text: null }),
  };
}

function csiStep(text: string): Step {
  if (text.startsWith('\x1b[M')) return x10Step(text);
  const rxvt = /^\x1b\[(\d+)\$/.exec(text);
  if (rxvt !== null) return { length: rxvt[0].length, token: keyToken(csiKey(rxvt[1] ?? '', '$')) };
  // The Linux console's F1 to F5 have a second bracket.
  if (text === '\x1b[[') return INCOMPLETE;
  const parsed = /^\x1b\[(\[?[\x30-\x3f]*)([\x20-\x2f]*)([\x40-\x7e])/.exec(text);
  if (parsed === null) return brokenCsiStep(text);
  const [sequence, parameters = '', intermediates = '', final = ''] = parsed;
  if (intermediates !== '') return { length: sequence.length };
  if (final === '~' && parameters === '200') return { length: sequence.length, paste: '' };
  const isMouse = parameters.startsWith('<') && (final === 'M' || final === 'm');
  return {
    length: sequence.length,
    token: isMouse ? parseSgrMouse(parameters.slice(1), final) : keyToken(csiKey(parameters, final)),
  };
}

/** Incomplete, or interrupted by something that cannot belong to it: then the rest of the text is plain text. */
function brokenCsiStep(text: string): Step {
  const begun = /^\x1b\[\[?[\x30-\x3f]*[\x20-\x2f]*/.exec(text)?.[0].length ?? 2;
  return begun === text.length && begun < SEQUENCE_LIMIT ? INCOMPLETE : { length: begun };
}

/** Terminals without SGR mouse reports send three characters instead. */
function x10Step(text: string): Step {
  return text.length < 6 ? INCOMPLETE : { length: 6, token: parseX10Mouse(text.slice(3, 6)) };
}

function ss3Step(text: string): Step {
  const parsed = /^\x1bO([0-9;]*)([A-Za-z])/.exec(text);
  if (parsed === null) return /^\x1bO[0-9;]*$/.test(text) && text.length < 16 ? INCOMPLETE : metaStep(text);
  return { length: parsed[0].length, token: keyToken(ss3Key(parsed[1] ?? '', parsed[2] ?? '')) };
}

/** Replies (OSC, DCS, APC): up to BEL or ST, or up to a character that interrupts them. */
function controlStringStep(text: string): Step {
  const parsed = /^\x1b[\]P_][^\x00-\x06\x0e-\x1b\x7f]*/.exec(text);
  const length = parsed?.[0].length ?? 2;
  const bell = text.slice(0, length).indexOf('\x07');
  if (bell >= 0) return { length: bell + 1, token: backgroundToken(text.slice(0, bell)) };
  if (text.startsWith('\x1b\\', length))
    return { length: length + 2, token: backgroundToken(text.slice(0, length)) };
  const mayGoOn = length === text.length || text.slice(length) === ESC;
  return mayGoOn && length < SEQUENCE_LIMIT ? INCOMPLETE : { length };
}

/** `ESC ] 11 ; rgb:RRRR/GGGG/BBBB`, each of one to four digits. */
function backgroundToken(reply: string): InputToken | undefined {
  const channels = /^\x1b\]11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(reply);
  if (channels === null) return undefined;
  const [red = 0, green = 0, blue = 0] = channels
    .slice(1)
    .map((hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1));
  return { kind: 'background', isLight: 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 };
}

/** The next part of a paste, of which `pasted` is known. */
export function pasteStep(pasted: string, text: string): Step {
  const end = text.indexOf(PASTE_END);
  if (end >= 0) return { length: end + PASTE_END.length, token: pasteToken(pasted + text.slice(0, end)) };
  const kept = text.length - partialEnd(text);
  if (kept === 0) return INCOMPLETE;
  return { length: kept, paste: (pasted + text.slice(0, kept)).slice(0, PASTE_LIMIT) };
}

/** Number of characters at the end of the text that may begin the end marker. */
function partialEnd(text: string): number {
  let length = Math.min(text.length, PASTE_END.length - 1);
  while (length > 0 && !PASTE_END.startsWith(text.slice(-length))) length--;
  return length;
}

/** Lines end in `\n`; other controls than that and tab are not text. */
export function pasteToken(text: string): InputToken {
  const lines = text.slice(0, PASTE_LIMIT).replace(/\r\n?/g, '\n');
  return { kind: 'paste', text: lines.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '') };
}

function keyToken(key: Key | null): InputToken | undefined {
  return key === null ? undefined : { kind: 'key', key };
}

/** Alt and a key. */
export function withMeta(name: string): string {
  return name.startsWith('C-') ? `C-M-${name.slice(2)}` : `M-${name}`;
}
