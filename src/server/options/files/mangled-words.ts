/**
 * Command lines that went through a web page or a word processor: dashes turned typographic (`–socket` for `--socket`),
 * hyphens made non-breaking, quotes curled so that the shell leaves them on the value, spaces that do not break.
 */

const FANCY_DASH = '\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d';
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const FANCY_DASHES = new RegExp(`[${FANCY_DASH}]`, 'g');
const LEADING_DASHES = new RegExp(`^[-${FANCY_DASH}]+`);
const FANCY_SPACES = /[\u00a0\u2007\u202f]+/;
const OPENING_QUOTES = '“”„‟«»‘’‚‛‹›″′';

/** The word is meant as an option: it begins with a dash of any kind. */
export function looksLikeOption(word: string): boolean {
  return LEADING_DASHES.test(word.replace(/^[\u00ad\u200b-\u200d\u2060\ufeff]+/, ''));
}

/** The word as it was meant, and what a space that does not break had glued to it. */
export function repairOptionWord(word: string): readonly string[] {
  const [head = '', ...glued] = word.replace(/^[\u00ad\u200b-\u200d\u2060\ufeff]+/, '').split(FANCY_SPACES);
  const equals = head.indexOf('=');
  const name = equals < 0 ? head : head.slice(0, equals);
  const repaired = withPlainDashes(name.replace(INVISIBLE, '')) + (equals < 0 ? '' : head.slice(equals));
  return [repaired, ...glued.filter((part) => part !== '')];
}

/** A name from a configuration file. */
export function repairName(name: string): string {
  return name.replace(INVISIBLE, '').replace(FANCY_DASHES, '-');
}

/** Without typographic quotes, if there is one at each end. Straight ones are the user's own and stay. */
export function withoutFancyQuotes(value: string): string {
  const [first = '', ...rest] = value;
  const last = rest.at(-1) ?? '';
  const isQuoted =
    first !== '' && OPENING_QUOTES.includes(first) && last !== '' && OPENING_QUOTES.includes(last);
  return isQuoted ? rest.slice(0, -1).join('') : value;
}

function withPlainDashes(name: string): string {
  const leading = LEADING_DASHES.exec(name)?.[0] ?? '';
  if (leading === '' || /^-+$/.test(leading)) return name.replace(FANCY_DASHES, '-');
  const rest = name.slice(leading.length).replace(FANCY_DASHES, '-');
  return /^[A-Za-z](?:\d.*)?$/s.test(rest) ? `-${rest}` : `--${rest}`;
}
