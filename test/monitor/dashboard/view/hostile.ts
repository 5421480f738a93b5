import { statsDocumentFrom } from '../../../../src/stats/parse.js';
import type { StatsDocument } from '../../../../src/stats/schema.js';
import { readFixture } from '../../../fixtures.js';

/** Texts that a client or a configuration can make a server send us. */
const HOSTILE_TEXTS: readonly string[] = [
  '\x1b[31mred\x1b[0m\x1b]0;owned\x07',
  '\x9b31m\x9d0;title\x9c',
  '/a\u202egpj.exe\u2066\u2069\u200f\u061c',
  '{red-fg}{bold}{/}{center}{|}{open}',
  'tab\tnewline\nreturn\rnul\0bell\x07del\x7f',
  '価格表'.repeat(40),
  'e\u0301\u0302\u0303'.repeat(60),
  '\u0301\u0302 mark first',
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\ufe0f\u{1f3ff}',
  '\ud800\udc00\ud800 lone \udfff',
  '\u3164\u115f\uffa0\u2800\u00ad\u200b\ufeff',
  '/x'.repeat(50_000),
  '\u202e\x1b'.repeat(50_000),
  '',
  ' ',
  '%1b%5b31m',
  '__proto__',
];

/** A captured reply in which texts and numbers were replaced at random, still of the shape that a server sends. */
export function hostileDocument(reply: string, random: () => number): StatsDocument {
  const value: unknown = JSON.parse(readFixture(`corpus/${reply}.json`).toString('utf8'));
  return statsDocumentFrom(mangled(value, random));
}

/** The same numbers for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function mangled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => mangled(entry, random));
  if (typeof value === 'string') return random() < 0.5 ? mangledText(value, random) : value;
  if (typeof value === 'number') return random() < 0.2 ? mangledNumber(value, random) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mangled(entry, random)]));
}

/** Request variables keep their name, so that they are taken for what they are. */
function mangledText(text: string, random: () => number): string {
  const hostile = HOSTILE_TEXTS[Math.floor(random() * HOSTILE_TEXTS.length)] ?? '';
  const variable = /^[A-Z_]+=/.exec(text)?.[0];
  return variable === undefined ? hostile : variable + hostile;
}

function mangledNumber(number: number, random: () => number): number | string | null {
  const choices = [0, -1, 1, 999_999_999, 2 ** 53, -(2 ** 31), 1e300, 0.5, null, 'NaN', number * 1000];
  return choices[Math.floor(random() * choices.length)] ?? null;
}
