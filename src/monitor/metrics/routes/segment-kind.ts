/**
 * Kind of a path segment by its looks: an identifier for certain (digits, hexadecimal, base64, dates, addresses
 * …), a word with a number behind it, several words, or one word. What cannot be told from its looks is learned from
 * segments that differ (`route-folding.ts`).
 */

export type SegmentKind = 'id' | 'numbered' | 'slug' | 'word';

/** Longer ones are identifiers whatever they hold; it also bounds the work for hostile ones. */
const MAX_NAME = 48;
const MAX_LOOKED_AT = 160;
/** Titles: endpoints are not named with so many words. */
const MANY_WORDS = 5;
/** Short numbers behind a word count things that a developer named (`step-2`), long ones count rows of a table. */
const LONG_NUMBER = 3;

export function segmentKind(segment: string): SegmentKind {
  if (PLAIN_WORD.test(segment)) return 'word';
  const text = decoded(segment.slice(0, MAX_LOOKED_AT));
  if (text.length > 1 && (text.includes('@') || /^[^=]*=+$|,.*,/.test(text))) return 'id';
  const stem = text.replace(EXTENSION, '$1');
  const tokens = stem.split(/[^\p{L}\p{N}]+/u).filter((token) => token !== '');
  if (tokens.length === 0) return 'word';
  if (tokens.every((token) => DIGITS.test(token)) || tokens.some(isIdentifier)) return 'id';
  if (tokens.filter((token) => /[a-z][A-Z]/.test(token)).length > 1) return 'id';
  if (tokens.some((token) => DIGITS.test(token) || WORD_AND_NUMBER.test(token))) return 'numbered';
  if (tokens.length >= MANY_WORDS && !stem.includes('.') && !stem.includes('_')) return 'id';
  if (stem.length > MAX_NAME) return 'id';
  return tokens.length > 1 ? 'slug' : 'word';
}

/** `user` of `user12`, `step-` of `step-2.html`: what numbered names of one kind share. */
export function numberedStem(segment: string): string {
  return segment.toLowerCase().replace(/\d+/g, '#');
}

/** `.csv` and the like say nothing about the name before them. */
const EXTENSION = /^(.+)\.[a-z][a-z0-9]{0,4}$/i;
/** Most segments, told at once. */
const PLAIN_WORD = /^[a-z]{1,7}$/;
const DIGITS = /^\d+$/;
const HEXADECIMAL = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{6,}$/i;
/** `v1`, `oauth2`, `sha256`, `user12`. */
const WORD_AND_NUMBER = /^\p{L}+\d{1,3}$/u;
/** `i18n`, `k8s`, `b2b`, `neo4j`; `2fa`, `3d`. */
const WORD_WITH_DIGIT = /^(?:[a-z]\d{1,2}[a-z]|[a-z]{2,4}\d[a-z]|\d{1,2}[a-z]{1,3})$/i;
/** Six consonants on end are no word; capitals may be several initials. */
const HARD_TO_SAY = /^(?=[a-z]*$|[A-Z]*$).*[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]{6}/;

function isIdentifier(token: string): boolean {
  if (DIGITS.test(token)) return token.length >= LONG_NUMBER;
  if (/\d/.test(token)) return hasIdentifierDigits(token);
  return token.length >= 8 && (hasRandomCase(token) || HARD_TO_SAY.test(token));
}

function hasIdentifierDigits(token: string): boolean {
  if (token.length >= 8 && hasRandomCase(token)) return true;
  if (HEXADECIMAL.test(token)) return !/^[a-z]+\d{1,3}$/i.test(token) || token.length > 8;
  if (WORD_AND_NUMBER.test(token)) return token.length >= 5 && hasMixedCase(token);
  return !WORD_WITH_DIGIT.test(token);
}

/** `aB3x9`, but not `Python3` or `getUser2`. */
function hasMixedCase(token: string): boolean {
  return /[a-z]/.test(token) && /[A-Z]{2}/.test(token.slice(1));
}

/** Base64 changes between capitals and small letters far more often than words that are written together. */
function hasRandomCase(token: string): boolean {
  const humps = token.match(/[A-Z]+[a-z]*|[a-z]+/g) ?? [];
  if (humps.length >= 3 && token.length / humps.length < 2.6) return true;
  const rises = token.match(/[a-z][A-Z]/g)?.length ?? 0;
  const capitals = token.match(/[A-Z]/g)?.length ?? 0;
  return token.length >= 12 && rises >= 3 && capitals >= 0.3 * token.length;
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment.replace(/%[0-9a-f]?$/i, ''));
  } catch {
    return segment.replace(/%[0-9a-f]{2}/gi, '\u{e4}');
  }
}
