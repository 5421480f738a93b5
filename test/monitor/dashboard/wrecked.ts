import { parseStats } from '../../../src/stats/parse.js';
import type { StatsDocument } from '../../../src/stats/schema.js';
import { StatsParseError } from '../../../src/stats/stats-parse-error.js';
import { readFixture } from '../../fixtures.js';

/**
 * A captured reply in which anything may be anything: parts of other types, missing, doubled, far too many or under
 * names that nobody expects. It goes through the text, as a reply does; null where that is no stats any more.
 */
export function wreckedDocument(reply: string, random: () => number): StatsDocument | null {
  const value: unknown = JSON.parse(readFixture(`corpus/${reply}.json`).toString('utf8'));
  const rate = [0, 0.01, 0.05, 0.3][Math.floor(random() * 4)] ?? 0;
  try {
    return parseStats(JSON.stringify(wrecked(value, rate, random))).document;
  } catch (error) {
    if (error instanceof StatsParseError) return null;
    throw error;
  }
}

/** Replies of every kind of document, small enough to be wrecked often. */
export const WRECKABLE = [
  'plain-4x2-idle',
  'plain-4x2-saturated',
  'full-busy',
  'gevent-2x100-60-in-flight',
  'sockets-locks-caches',
  'metrics-2x2',
  'blocks-after',
  'cron-running',
  'legion-a',
  'mount-3-apps',
  'emperor-later',
  'emperor-with-master-http',
  'fastrouter-subscribed-2',
  'http-router-5-sessions',
  'router-rawrouter-of-three',
  'tuntap-router',
] as const;

const HOSTILE_TEXTS: readonly string[] = [
  '\x1b[31mred\x1b[0m\x1b]0;owned\x07',
  '\x9b31m\x9d0;title\x9c',
  '/a\u202egpj.exe\u2066\u2069\u200f\u061c',
  '{red-fg}{bold}{/}{center}{|}{open}',
  'tab\tnewline\nreturn\rnul\0bell\x07del\x7f',
  '価格表'.repeat(40),
  '\u0301\u0302 mark first',
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\ufe0f\u{1f3ff}',
  '\ud800\udc00\ud800 lone \udfff',
  '/x'.repeat(5_000),
  '\u202e\x1b'.repeat(5_000),
  '',
  ' ',
  'NaN',
  '-Infinity',
  '1e999',
  '__proto__',
  'constructor',
];

const NUMBERS: readonly (number | string | null | boolean)[] = [
  0,
  -1,
  -0.5,
  1e308,
  -1e308,
  5e-324,
  2 ** 53 + 2,
  2 ** 31,
  2 ** 63,
  4_294_967_295,
  2 ** 64,
  '12',
  'NaN',
  '',
  null,
  true,
  false,
];

function wrecked(value: unknown, rate: number, random: () => number): unknown {
  if (random() < rate / 4) return pickFrom(OTHER_SHAPES, random);
  if (Array.isArray(value)) return wreckedList(value, rate, random);
  if (typeof value === 'string') return random() < rate ? wreckedText(value, random) : value;
  if (typeof value === 'number') return random() < rate ? pickFrom(NUMBERS, random) : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, entry]) => {
    if (random() < rate / 8) return [];
    const name = random() < rate / 8 ? pickFrom(HOSTILE_TEXTS, random) : key;
    return [[name, wrecked(entry, rate, random)]];
  });
  return Object.fromEntries(entries);
}

const OTHER_SHAPES: readonly unknown[] = [
  null,
  [],
  {},
  'text',
  7,
  true,
  [[]],
  [null],
  [{}],
  { a: { b: [] } },
];

/** Shorter, longer, in another order, with strangers in it. */
function wreckedList(list: readonly unknown[], rate: number, random: () => number): readonly unknown[] {
  const entries = list.map((entry) => wrecked(entry, rate, random));
  const choice = random();
  if (choice > rate) return entries;
  if (choice < rate / 5) return entries.slice(0, Math.floor(random() * entries.length));
  if (choice < (rate * 2) / 5) return entries.toReversed();
  if (choice < (rate * 3) / 5) return [...entries, ...entries];
  if (choice < (rate * 4) / 5) return [...entries, ...OTHER_SHAPES];
  return entries.length === 0 ? entries : Array.from({ length: 40 }, (_, at) => entries[at % entries.length]);
}

function wreckedText(text: string, random: () => number): unknown {
  if (random() < 0.2) return pickFrom(NUMBERS, random);
  const hostile = pickFrom(HOSTILE_TEXTS, random);
  const variable = /^[A-Z_]+=/.exec(text)?.[0];
  return variable === undefined ? hostile : variable + hostile;
}

function pickFrom<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}
