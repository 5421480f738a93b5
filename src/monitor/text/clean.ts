/*
 * The one gate between text that a server sent and anything that prints it.
 *
 * What comes out draws itself and nothing else: no control, no escape, nothing that reorders, hides or joins its
 * neighbours, no character whose width terminals do not agree on. Hidden characters become a visible dot rather than
 * vanish, so that `/adm<zero width space>in` is not shown as `/admin`; only joiners and variation selectors, which
 * honest emoji and Indic text are full of, are dropped.
 */

/** Longer texts are cut before anything looks at them: no screen shows more. */
const DEFAULT_CLEAN_LIMIT = 4096;

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const SURROGATE_ALONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const DROPPED = /\u200c|\u200d|[\u034f\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
/** Controls, format characters, line separators, fillers that look like nothing, vowels that draw on their left. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f-\u11ff\u17b4\u17b5\u2800\u3164\ud7b0-\ud7ff\uffa0]/gu;
/** Wide or narrow depending on how old the terminal's tables are. */
const DISPUTED_WIDTH = /[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\u{1d300}-\u{1d376}]/gu;
const UNASSIGNED = /\p{Cn}/gu;
const SPACES = /\p{Zs}/gu;
/** Would land on the text before. */
const MARK_FIRST = /^[\p{Mn}\p{Me}]/u;
/** A pile of combining marks reaches over other lines; real text has at most three. */
const MARK_PILE = /([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu;

/**
 * Printable text from any string. Controls show as `·`, broken or unassigned characters as U+FFFD, every kind of blank
 * as a space. At most `limit` UTF-16 units of `text` are looked at, so a hostile length costs nothing.
 */
export function cleanText(text: string, limit: number = DEFAULT_CLEAN_LIMIT): string {
  const cut = text.length > limit ? text.slice(0, wholeCharacters(text, limit)) : text;
  return PRINTABLE_ASCII.test(cut) ? cut : cleanBeyondAscii(cut);
}

/**
 * For terminals without Unicode: punctuation that has a stand-in gets it, combining marks go, what else is not ASCII
 * becomes `?`. Takes cleaned text; may change its width, so measure afterwards.
 */
export function toAscii(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replace(MARKS, '').replace(/[^\x20-\x7e]/gu, (character) => STAND_INS[character] ?? '?');
}

const MARKS = /[\p{Mn}\p{Me}]/gu;

const STAND_INS: Readonly<Record<string, string>> = {
  '·': '.',
  '…': '~',
  '≈': '~',
  '×': 'x',
  '→': '>',
  Δ: 'd',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};

function cleanBeyondAscii(text: string): string {
  return text
    .replace(SURROGATE_ALONE, '\ufffd')
    .replace(DROPPED, '')
    .normalize('NFC')
    .replace(HIDDEN, '·')
    .replace(DISPUTED_WIDTH, '·')
    .replace(UNASSIGNED, '\ufffd')
    .replace(SPACES, ' ')
    .replace(MARK_PILE, '$1')
    .replace(MARK_FIRST, '·$&');
}

/** The cut place, moved off the middle of a surrogate pair. */
function wholeCharacters(text: string, limit: number): number {
  const last = text.charCodeAt(limit - 1);
  return last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
}
