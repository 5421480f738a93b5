import type { Field, Unit } from '../fields/field.js';
import { nearestWords } from '../fields/field-lookup.js';
import type { CompareValue } from './filter.js';

/**
 * The right side of a comparison, in the field's own unit; a string says what is wrong with it.
 *
 * Plain numbers are seconds, bytes or counts. `K M G T` are steps of 1024 for bytes (`KB` and `KiB` too) and of 1000
 * for everything else. Shares are percent, as on the screen (`busy>80`), unless the field was named in full
 * (`busy_ratio>0.8`) and there is no `%`. `named` is the word that the user wrote.
 */
export function parseValue<Row>(field: Field<Row>, named: string, text: string): CompareValue | string {
  if (text === '-') return { kind: 'unknown' };
  if (field.unit === 'text') return parseText(field, named, text);
  if (field.unit === 'flag') return parseFlag(named, text);
  const number = field.unit === 'time' ? parseTime(text) : parseQuantity(field.unit, named, text);
  return number === null
    ? `Cannot read "${shortened(text)}" as ${EXPECTED[field.unit]}`
    : { kind: 'number', number };
}

function parseText<Row>({ words }: Field<Row>, named: string, text: string): CompareValue | string {
  if (words === undefined || words.includes(text.toLowerCase())) return { kind: 'text', text };
  const [nearest] = nearestWords(text, words);
  const hint = nearest === undefined ? `it is one of ${words.join(' ')}` : `did you mean ${nearest}?`;
  return `Unknown ${named} "${shortened(text)}": ${hint}`;
}

/** Also quoted in messages about fields: long pastes would push the message off the line. */
export function shortened(text: string): string {
  const letters = [...text];
  return letters.length <= 24 ? text : `${letters.slice(0, 23).join('')}…`;
}

/** An example that fits the unit, for messages about a value that is still to come. */
export const EXAMPLES: Readonly<Record<Unit, string>> = {
  text: 'busy',
  flag: 'yes',
  id: '3',
  count: '12k',
  per_second: '100',
  seconds: '5s',
  bytes: '200M',
  bytes_per_second: '1M',
  bytes_per_hour: '20M',
  ratio: '80%',
  time: '2026-01-31T12:00Z',
};

const EXPECTED: Readonly<Record<Unit, string>> = {
  text: 'text',
  flag: 'yes or no',
  id: 'a number',
  count: 'a number such as 12k',
  per_second: 'a number such as 100',
  seconds: 'a time such as 500ms, 5s, 2m or 1h',
  bytes: 'a size such as 200M',
  bytes_per_second: 'a size such as 1M',
  bytes_per_hour: 'a size such as 20M',
  ratio: 'a share such as 80%',
  time: 'a time such as 2026-01-31T12:00Z',
};

const SECONDS: Readonly<Record<string, number>> = {
  '': 1,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};

const COUNTS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

const BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, ...byteSteps() };

const FACTORS: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  text: {},
  flag: {},
  id: { '': 1 },
  count: COUNTS,
  per_second: withSuffix(COUNTS, '/s'),
  seconds: SECONDS,
  bytes: BYTES,
  bytes_per_second: withSuffix(BYTES, '/s'),
  bytes_per_hour: withSuffix(BYTES, '/h'),
  ratio: {},
  time: {},
};

function parseQuantity(unit: Unit, named: string, text: string): number | null {
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([a-zµ/%]*)$/.exec(text.slice(0, 64).toLowerCase());
  const [, digits, suffix] = match ?? [];
  if (digits === undefined || suffix === undefined) return null;
  if (unit === 'ratio') return parseShare(named, Number(digits), suffix);
  const factors = FACTORS[unit];
  const factor = Object.hasOwn(factors, suffix) ? factors[suffix] : undefined;
  return factor === undefined ? null : Number(digits) * factor;
}

function parseShare(named: string, number: number, suffix: string): number | null {
  if (suffix === '' && named.toLowerCase().endsWith('_ratio')) return number;
  return suffix === '' || suffix === '%' ? number / 100 : null;
}

function parseFlag(named: string, text: string): CompareValue | string {
  const word = text.toLowerCase();
  if (['yes', 'true', 'on', '1'].includes(word)) return { kind: 'flag', flag: true };
  if (['no', 'false', 'off', '0'].includes(word)) return { kind: 'flag', flag: false };
  return `"${named}" is yes or no, not "${shortened(text)}"`;
}

/** ISO 8601, taken as UTC without a zone, or unix seconds; milliseconds since the epoch. */
function parseTime(text: string): number | null {
  if (/^\d{1,11}(\.\d{1,6})?$/.test(text)) return Number(text) * 1000;
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(text);
  if (match === null) return null;
  const [, day, time = '00:00', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? null : ms;
}

function byteSteps(): Record<string, number> {
  const steps = ['k', 'm', 'g', 't'].map((letter, index) => [letter, 1024 ** (index + 1)] as const);
  return Object.fromEntries(
    steps.flatMap(([letter, factor]) => ['', 'b', 'ib'].map((end) => [letter + end, factor] as const)),
  );
}

/** `20M` and `20M/h` alike. */
function withSuffix(factors: Readonly<Record<string, number>>, suffix: string): Record<string, number> {
  return Object.fromEntries(
    Object.entries(factors).flatMap(([name, factor]) => [
      [name, factor],
      [name + suffix, factor],
    ]),
  );
}
