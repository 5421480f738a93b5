/**
 * Where a string ends when the quotes inside it may be unescaped: uWSGI escapes request variables and commands only, not
 * the names of mountpoints, caches, locks and vassals. A quote closes a string if what follows it could follow a string
 * there. uWSGI's indented form puts every member and entry on a line of its own, which leaves hardly a doubt; in the
 * minified form a name can be chosen so that it cannot be read, but never so that reading does not end.
 */

/** Where the string stands; a `pair` is the second half of an entry like `"color":"red"`. */
export type StringRole = 'key' | 'member' | 'entry' | 'pair';

export function isLinewise(text: string): boolean {
  return /^\s*\{[ \t\r]*\n/.test(text);
}

/** The index of the closing quote of the string whose first character is at `from`; `null` if the text ends first. */
export function closingQuote(text: string, from: number, role: StringRole, linewise: boolean): number | null {
  const follower = followerOf(role, linewise);
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += endsLine(text, at + 1, linewise) ? 0 : 1;
    else if (code === QUOTE && matchesAt(follower, text, at + 1)) return at;
  }
  return null;
}

function followerOf(role: StringRole, linewise: boolean): RegExp {
  if (role === 'key') return AFTER_KEY;
  if (role === 'pair') return AFTER_ENTRY;
  if (role === 'member') return linewise ? AFTER_LINE : AFTER_MEMBER;
  return linewise ? AFTER_ENTRY_LINE : AFTER_ENTRY;
}

/** A directory's name may end with a backslash, which then stands before the true closing quote. */
function endsLine(text: string, quoteAt: number, linewise: boolean): boolean {
  return linewise && text.charCodeAt(quoteAt) === QUOTE && matchesAt(LINE_END, text, quoteAt + 1);
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const AFTER_KEY =
  /[ \t\r\n]*(?:$|:[ \t\r\n]*(?:(?![a-eg-mo-su-zA-Z])|(?:NaN|NAN|[iI]nf(?:inity)?|INF|None|True|False|TRUE|FALSE|NULL|undefined)\b))/y;
const AFTER_MEMBER = /[ \t\r\n]*(?:\}|,[ \t\r\n]*(?:["}]|$)|$)/y;
const AFTER_ENTRY = /[ \t\r\n]*(?:\]|:[ \t\r\n]*["\d]|,[ \t\r\n]*(?:["{[\-\dtfn\]]|$)|$)/y;
const LINE_END = /,?[ \t\r]*\n/y;
const AFTER_LINE = /[ \t\r]*(?:,[ \t\r]*)?(?:\n|$)/y;
const AFTER_ENTRY_LINE = /[ \t\r]*(?:,[ \t\r]*)?(?:\n|$)|:[ \t]*"/y;
