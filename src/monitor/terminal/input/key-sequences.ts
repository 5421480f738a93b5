import type { Key } from '../../dashboard/model/message.js';

/*
 * Names for what keys send, in the variants of xterm (and everything that follows it), the Linux console, rxvt and the
 * vt220. Null: a sequence that is no key, or one without a name here.
 */

const CURSOR_KEYS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

const NUMBERED_KEYS: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

const LINUX_FUNCTION_KEYS: Readonly<Record<string, string>> = { A: 'f1', B: 'f2', C: 'f3', D: 'f4', E: 'f5' };

const RXVT_ARROWS: Readonly<Record<string, string>> = { a: 'up', b: 'down', c: 'right', d: 'left' };

/** Sequences of the number pad in application mode. */
const KEYPAD: Readonly<Record<string, string>> = {
  M: '\r',
  X: '=',
  j: '*',
  k: '+',
  l: ',',
  m: '-',
  n: '.',
  o: '/',
  ...Object.fromEntries([...'pqrstuvwxy'].map((letter, digit) => [letter, String(digit)])),
};

const CONTROL_KEYS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\r\n': 'enter',
  '\t': 'tab',
  '\x08': 'backspace',
  '\x7f': 'backspace',
  '\x1b': 'escape',
  '\x00': 'C-space',
  '\x1c': 'C-\\',
  '\x1d': 'C-]',
  '\x1e': 'C-^',
  '\x1f': 'C-_',
};

/** A character (or CR LF) as it comes when nothing introduces it. */
export function textKey(character: string): Key | null {
  const control = CONTROL_KEYS[character];
  if (control !== undefined) return { name: control, text: null };
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return { name: `C-${String.fromCharCode(code + 0x60)}`, text: null };
  if (/^\p{Zs}$/u.test(character)) return { name: 'space', text: ' ' };
  return /^[\p{C}\p{Zl}\p{Zp}\ufffd]$/u.test(character) ? null : { name: character, text: character };
}

/** `ESC [ parameters final`. */
export function csiKey(parameters: string, final: string): Key | null {
  if (parameters === '[') return named(LINUX_FUNCTION_KEYS[final], 0);
  if (!/^[0-9;:]*$/.test(parameters)) return null;
  const [number = '', modifier = '', code = ''] = parameters.split(';');
  if (final === 'Z') return named('tab', 1);
  if (final === 'u') return characterKey(Number(number), modifiersOf(modifier));
  if (final === '~' && number === '27') return characterKey(Number(code), modifiersOf(modifier));
  if (final === '~') return named(NUMBERED_KEYS[number], modifiersOf(modifier));
  if (final === '^') return named(NUMBERED_KEYS[number], 4);
  if (final === '$') return named(NUMBERED_KEYS[number], 1);
  if (parameters === '' && final in RXVT_ARROWS) return named(RXVT_ARROWS[final], 1);
  // A cursor position report ends like F3 but names a row first.
  return number === '' || number === '1' ? named(CURSOR_KEYS[final], modifiersOf(modifier)) : null;
}

/** `ESC O final`; some terminals put a modifier between. */
export function ss3Key(parameters: string, final: string): Key | null {
  if (final in KEYPAD) return textKey(KEYPAD[final] ?? '');
  if (final in RXVT_ARROWS) return named(RXVT_ARROWS[final], 4);
  return named(CURSOR_KEYS[final], modifiersOf(parameters.split(';').at(-1) ?? ''));
}

/** xterm counts modifiers from 1: Shift 1, Alt 2, Ctrl 4. Num Lock and Caps Lock (kitty) are none of ours. */
function modifiersOf(text: string): number {
  const value = Number.parseInt(text, 10);
  return value > 0 ? (value - 1) & 7 : 0;
}

function named(name: string | undefined, modifiers: number): Key | null {
  if (name === undefined) return null;
  return { name: `${controlAndMeta(modifiers)}${modifiers & 1 ? 'S-' : ''}${name}`, text: null };
}

/** A key that was sent as its character's number, with modifiers beside it. */
function characterKey(code: number, modifiers: number): Key | null {
  if (!(code > 0 && code <= 0x10ffff)) return null;
  const key = textKey(String.fromCodePoint(code));
  if (key === null || key.name.startsWith('C-')) return null;
  if (key.text === null || key.name === 'space') return modifiers === 0 ? key : named(key.name, modifiers);
  const shifted = modifiers & 1 ? key.text.toUpperCase() : key.text;
  const prefix = controlAndMeta(modifiers);
  return prefix === '' ? { name: shifted, text: shifted } : { name: prefix + key.text, text: null };
}

function controlAndMeta(modifiers: number): string {
  return `${modifiers & 4 ? 'C-' : ''}${modifiers & 2 ? 'M-' : ''}`;
}
