import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Field, field, oneOf } from '../../../src/monitor/fields/field.js';
import { filterPredicate } from '../../../src/monitor/filter/match.js';
import { MAX_FILTER_LENGTH, parseFilter } from '../../../src/monitor/filter/parser.js';
import { cpuMs } from '../../cpu-time.js';

/** A small table with one field of each unit. */
interface Thing {
  readonly state: string;
  readonly uri: string | null;
  readonly age: number | null;
  readonly rss: number | null;
  readonly growth: number | null;
  readonly busy: number | null;
  readonly requests: number;
  readonly accepting: boolean | null;
  readonly spawned: number | null;
}

const FIELDS: readonly Field<Thing>[] = [
  oneOf(
    'idle busy stuck cheap',
    field('state', 'st', 'text', 'State', (thing) => thing.state),
  ),
  field('uri', '', 'text', 'URI', (thing) => thing.uri),
  field('age_seconds', 'age', 'seconds', 'Age', (thing) => thing.age),
  field('rss_bytes', 'rss', 'bytes', 'Memory', (thing) => thing.rss),
  field('rss_bytes_per_hour', 'rssrate', 'bytes_per_hour', 'Growth', (thing) => thing.growth),
  field('busy_ratio', 'busy', 'ratio', 'Busy', (thing) => thing.busy),
  field('requests_total', 'req', 'count', 'Requests', (thing) => thing.requests),
  field('accepting', '', 'flag', 'Accepting', (thing) => thing.accepting),
  field('spawned_at', 'spawned', 'time', 'Spawned', (thing) => thing.spawned),
];

const M = 2 ** 20;
const REPORT: Thing = {
  state: 'stuck',
  uri: '/report?year=2025&fmt=pdf',
  age: 38,
  rss: 240 * M,
  growth: 31 * M,
  busy: 1,
  requests: 18_100,
  accepting: true,
  spawned: Date.UTC(2026, 10, 22, 11, 16, 3),
};
const CART: Thing = {
  ...REPORT,
  state: 'busy',
  uri: '/api/cart',
  age: 0.5,
  rss: 90 * M,
  growth: 0,
  busy: 0.57,
};
const CHEAP: Thing = {
  state: 'cheap',
  uri: null,
  age: null,
  rss: null,
  growth: null,
  busy: null,
  requests: 812,
  accepting: false,
  spawned: null,
};
const THINGS = { report: REPORT, cart: CART, cheap: CHEAP };

function matching(text: string): string {
  const parsed = parseFilter(text, FIELDS);
  if (!parsed.ok) return `${parsed.at}: ${parsed.message}`;
  const matches = filterPredicate(parsed.expression, FIELDS);
  return Object.entries(THINGS)
    .filter(([, thing]) => matches(thing))
    .map(([name]) => name)
    .join(' ');
}

const MATCHES: readonly (readonly [filter: string, rows: string])[] = [
  ['', 'report cart cheap'],
  ['   ', 'report cart cheap'],
  ['report', 'report'],
  ['REPORT', 'report'],
  ['busy', 'cart'],
  ['/api/cart', 'cart'],
  ['/rep.*pdf$/', 'report'],
  ['/REP/', ''],
  ['/^\\/api/', 'cart'],
  ['"year=2025&fmt"', 'report'],
  ['state=busy', 'cart'],
  ['STATE = BUSY', 'cart'],
  ['state==busy', 'cart'],
  ['st!=busy', 'report cheap'],
  ['state~^(busy|cheap)$', 'cart cheap'],
  ['state!~u', 'cheap'],
  ['uri~^/api', 'cart'],
  ['uri=~^/api', 'cart'],
  ['uri~"t$"', 'cart'],
  ['uri!=/api/cart', 'report'],
  ['uri=-', 'cheap'],
  ['uri!=-', 'report cart'],
  ['age>5', 'report'],
  ['age > 500ms', 'report'],
  ['age>=500ms', 'report cart'],
  ['age<1m', 'report cart'],
  ['age>0.01h', 'report'],
  ['age_seconds<=.5s', 'cart'],
  ['rss>200M', 'report'],
  ['rss>200MiB', 'report'],
  ['rss=251658240', 'report'],
  ['rss<92161K', 'cart'],
  ['rss<0.1G', 'cart'],
  ['rssrate>20M', 'report'],
  ['rssrate>20MB/h', 'report'],
  ['busy>80', 'report'],
  ['busy>80%', 'report'],
  ['busy=57%', 'cart'],
  ['busy_ratio>0.8', 'report'],
  ['busy_ratio>80%', 'report'],
  ['req>18k', 'report cart'],
  ['req<1k', 'cheap'],
  ['req~^81', 'cheap'],
  ['accepting=yes', 'report cart'],
  ['accepting!=true', 'cheap'],
  ['spawned>2026-11-22', 'report cart'],
  ['spawned<2026-11-22T11:16+00:00', ''],
  ['spawned>1795346162', 'report cart'],
  ['age>1000 or state=cheap', 'cheap'],
  ['state=busy || state=cheap', 'cart cheap'],
  ['age<100 and rss>100M', 'report'],
  ['age<100 && rss>100M', 'report'],
  ['age<100 rss>100M', 'report'],
  ['uri~^/ !state=stuck', 'cart'],
  ['not state=stuck', 'cart cheap'],
  ['!age>1', 'cart cheap'],
  ['!(state=busy or state=cheap)', 'report'],
  ['state=cheap or state=busy age<1', 'cart cheap'],
  ['(state=cheap or state=busy) age<1', 'cart'],
  ['not not busy', 'cart'],
  ['"or"', 'report'],
  ['order', ''],
  ["'and'", ''],
];

for (const [filter, rows] of MATCHES) {
  test(`filter ${filter} lets through: ${rows}`, () => assert.equal(matching(filter), rows));
}

const MISTAKES: readonly (readonly [filter: string, message: string])[] = [
  ['state=bsy', '6: Unknown state "bsy": did you mean busy?'],
  ['st!=BUZY', '4: Unknown st "BUZY": did you mean busy?'],
  ['state=running', '6: Unknown state "running": it is one of idle busy stuck cheap'],
  ['bsy>3', '0: Unknown field "bsy": did you mean busy?'],
  ['state=busy bussy>3', '11: Unknown field "bussy": did you mean busy?'],
  ['constructor=1', '0: Unknown field "constructor"'],
  ['busy>', '5: busy > what? For example 80%'],
  ['rss >= ', '7: rss >= what? For example 200M'],
  ['busy>80x', '5: Cannot read "80x" as a share such as 80%'],
  ['age>5q', '4: Cannot read "5q" as a time such as 500ms, 5s, 2m or 1h'],
  ['age>constructor', '4: Cannot read "constructor" as a time such as 500ms, 5s, 2m or 1h'],
  ['age>5constructor', '4: Cannot read "5constructor" as a time such as 500ms, 5s, 2m or 1h'],
  ['rss>200s', '4: Cannot read "200s" as a size such as 200M'],
  ['req>1KiB', '4: Cannot read "1KiB" as a number such as 12k'],
  ['spawned>2026-99-99', '8: Cannot read "2026-99-99" as a time such as 2026-01-31T12:00Z'],
  ['accepting=maybe', '10: "accepting" is yes or no, not "maybe"'],
  ['state>busy', '0: "state" has no order here: use = != ~ or !~'],
  ['(busy', '0: Missing closing parenthesis'],
  ['a (b (c)', '2: Missing closing parenthesis'],
  ['busy)', '4: Parenthesis was never opened'],
  ['()', '1: Something is missing here'],
  ['busy or', '7: Something is missing at the end'],
  ['busy and', '8: Something is missing at the end'],
  ['not', '3: Something is missing at the end'],
  ['or busy', '0: Nothing before "or"'],
  ['busy and and', '9: Nothing before "and"'],
  ['"busy', '0: Missing closing "'],
  ['uri~(', '4: Cannot use pattern: missing closing ): `(`'],
  ['uri~(?=a)', '4: Cannot use pattern: invalid or unsupported Perl syntax: `(?=`'],
  [`uri~${'a'.repeat(201)}`, '4: Pattern is longer than 200 characters'],
  ['😀 bsy>3', '2: Unknown field "bsy": did you mean busy?'],
  [`${'!'.repeat(100)}a`, '40: Too many parentheses inside each other'],
  [
    'a'.repeat(MAX_FILTER_LENGTH + 1),
    `${MAX_FILTER_LENGTH}: Filter is longer than ${MAX_FILTER_LENGTH} characters`,
  ],
];

for (const [filter, message] of MISTAKES) {
  test(`filter ${filter.slice(0, 40)} is refused: ${message}`, () => assert.equal(matching(filter), message));
}

test('a filter of the greatest length is taken', () => {
  assert.equal(matching(`busy${' a'.repeat((MAX_FILTER_LENGTH - 4) / 2)}`), 'cart');
});

test('a pattern of the greatest length is taken, and nothing beyond 2,000 characters of a text is looked at', () => {
  assert.equal(matching(`uri~${'a'.repeat(200)}`), '');
  const row = { ...REPORT, uri: `${'a'.repeat(1999)}bc` };
  const matches = (text: string) => {
    const parsed = parseFilter(text, FIELDS);
    return parsed.ok && filterPredicate(parsed.expression, FIELDS)(row);
  };
  assert.equal(matches('uri~b'), true);
  assert.equal(matches('uri~c'), false);
});

test('patterns that stop backtracking engines are answered at once', () => {
  const row = { ...REPORT, uri: 'a'.repeat(5000) };
  for (const pattern of ['(a+)+b', '(a|aa)+$b', '(.*)*x', 'a*a*a*a*a*a*a*b', '(a?){50}a{50}b']) {
    const parsed = parseFilter(`uri~${pattern}`, FIELDS);
    assert.ok(parsed.ok, pattern);
    const started = cpuMs();
    assert.equal(filterPredicate(parsed.expression, FIELDS)(row), false);
    assert.ok(cpuMs() - started < 20_000, pattern);
  }
});

test('no text makes the parser or the matcher throw', () => {
  const random = generator(20_261_122);
  const pieces = [
    ...'abz09 ()!=<>~/\\"\'&|.*+?[]{}^$-%\n\t\0é😀\ud800'.split(''),
    ' and ',
    ' or ',
    'not ',
    'busy>',
    'age<5s',
    'uri~',
    'state=',
    '!=',
  ];
  for (let round = 0; round < 20_000; round += 1) {
    let text = '';
    for (let count = random(12); count >= 0; count -= 1) text += pieces[random(pieces.length)];
    const parsed = parseFilter(text, FIELDS);
    if (parsed.ok)
      for (const thing of Object.values(THINGS)) filterPredicate(parsed.expression, FIELDS)(thing);
    else assert.ok(parsed.message !== '' && parsed.at >= 0 && parsed.at <= text.length, text);
  }
});

/** The same numbers on every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
