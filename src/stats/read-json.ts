import { isWithinLimits } from './json-limits.js';
import { StatsParseError } from './stats-parse-error.js';
import { readTolerantJson } from './tolerant-json.js';

/**
 * The usual defect: one request for `/%01` puts such a character into every reply until it is served. Outside strings
 * none of these has a meaning, so that escaping them all is enough for `JSON.parse`, which is five times faster.
 */
const RAW_CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g;

/** Longer texts must keep the limits before `JSON.parse` sees them; shorter ones cannot hold much. */
const UNCHECKED_LENGTH = 1024 * 1024;

interface JsonReading {
  readonly value: unknown;
  readonly repaired: boolean;
}

/** Strict JSON at full speed, everything else with patience. Throws `StatsParseError`. */
export function readJson(text: string): JsonReading {
  requireObject(text);
  const strict = parseStrictJson(text);
  if (strict !== undefined) return { value: strict, repaired: false };
  const escaped = text.replace(RAW_CONTROLS, escapeOf);
  const value = escaped === text ? undefined : parseStrictJson(escaped);
  return { value: value ?? readTolerantJson(text), repaired: true };
}

/** `undefined` for what is no strict JSON, or holds more than the limits allow. */
export function parseStrictJson(text: string): unknown {
  if (text.length > UNCHECKED_LENGTH && !isWithinLimits(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function requireObject(text: string): void {
  const start = /\S/.exec(text)?.[0];
  if (start === undefined) throw new StatsParseError('empty', 'the reply is empty');
  if (start === '{') return;
  const found = OTHER_KINDS.find(({ begins }) => begins.test(text.slice(0, TELLING_LENGTH)));
  throw new StatsParseError('not-stats', found?.words ?? 'the reply is not uWSGI stats');
}

const TELLING_LENGTH = 200;
/** Other things that tstop is given, recognised by their first characters. */
const OTHER_KINDS: readonly { readonly begins: RegExp; readonly words: string }[] = [
  { begins: /^\s*</, words: 'the reply is a web page, not uWSGI stats' },
  { begins: /^\s*# (?:HELP|TYPE|UNIT) /, words: 'the reply is OpenMetrics text, not uWSGI stats' },
  { begins: /^\s*\[/, words: 'the reply is a JSON list, not uWSGI stats' },
  { begins: /^\u001f\ufffd|^\u0028\ufffd\/\ufffd/, words: 'the reply is compressed, not uWSGI stats' },
  { begins: /[\0-\x08\x0e-\x1a]/, words: 'the reply is binary, not uWSGI stats' },
];

function escapeOf(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
