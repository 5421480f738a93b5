import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../../../src/server/options/errors/usage-error.js';
import type { Environment } from '../../../../src/server/options/files/options-io.js';
import { KNOWN_OPTIONS, PLUGIN_OPTIONS } from '../../../../src/server/options/rows/known-options.js';
import { allOptions, optionFor } from '../../../../src/server/options/rows/option-table.js';
import { cpuMs } from '../../../cpu-time.js';
import { readCommand, type World } from '../options-world.js';

const ROUNDS = 1500;
const SECONDS_FOR_ALL = 60;

const pieces = [
  ...allOptions().flatMap(({ names }) => names),
  ...[...KNOWN_OPTIONS.keys(), ...PLUGIN_OPTIONS.keys()].filter((_, index) => index % 9 === 0),
  'route',
  'basicauth:',
  'break:',
  'chroot',
  'app.yaml',
  'app.json',
  'app.xml',
  'uwsgi:\n',
  '<uwsgi>',
  '</',
  '{"uwsgi":{',
  '30s',
  '32k',
  '0x10',
  '; 4',
  'a.wsgi:b',
  '/x=',
  'X-A: b',
  'Connection: close',
  'if-env',
  'if-not-opt',
  'if-exists',
  'endif',
  'for',
  'for-times',
  'for-glob',
  'for-readline',
  'endfor',
  'cheaper',
  'strict',
  'ini',
  'app.ini',
  ':a',
  'a',
  'true',
  '1',
  '-1',
  '99999999999',
  'abc',
  '%(a)',
  '%(a + 1)',
  '%(a / a)',
  '%(_)',
  '$(HOME)',
  '@(app.ini)',
  '@(x)',
  '%',
  '%%',
  '%d',
  '%j',
  '%(',
  '@(',
  '$(',
  '=',
  ' = ',
  '\n',
  '\n',
  '\n[uwsgi]\n',
  '[',
  ']',
  ';',
  '#',
  '--',
  '-',
  '–',
  '—',
  '“',
  '”',
  '\u00a0',
  '\0',
  '\r',
  '\t',
  '/',
  ':',
  ',',
  'é',
  '𝒳',
  '\ud800',
  '__proto__',
  'constructor',
  'toString',
];

test('whatever the words and files are, the answer is a configuration or a UsageError', () => {
  const random = randomNumbers(20_260_101);
  const started = cpuMs();
  for (let round = 0; round < ROUNDS; round++) {
    const argv = Array.from({ length: random(6) }, () => text(random, 4));
    const ini = `[uwsgi]\n${text(random, 60)}\n[a]\n${text(random, 20)}`;
    check(argv, ini);
    check(['app.ini', ...argv], ini);
    const name = `app.${['yaml', 'json', 'xml'][round % 3]}`;
    check([name], '', { [name]: text(random, 60) });
  }
  const seconds = (cpuMs() - started) / 1000;
  assert.ok(seconds < SECONDS_FOR_ALL, `${seconds} s`);
});

const absurd = [
  '',
  ' ',
  '0',
  '-1',
  '1e999',
  '9'.repeat(40),
  'true',
  'NaN',
  '\0',
  '\u001b[2J',
  '\n',
  '%(x)',
  '%',
  '$(HOME)',
  '=',
  ':',
  '/',
  '..',
  '\ud800',
  '\u202e',
  'x'.repeat(5000),
  '__proto__',
];

test('random bytes as a file', () => {
  const random = randomNumbers(7);
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(Array.from({ length: random(400) }, () => random(256)));
    check(['app.ini'], `[uwsgi]\n${bytes.toString('latin1')}`);
    check([bytes.toString('utf8')], '');
  }
});

const heavy: readonly (readonly [string, string])[] = [
  ['a value that doubles itself', `a=xxxxxxxx\n${'set-ph=b=%(a)%(a)\nset-ph=a=%(b)%(b)\n'.repeat(200)}`],
  ['loops in loops', `${'for-times=1000\n'.repeat(10)}a=1`],
  [
    'a loop over a block that is passed over',
    `for-times=40000\nif-env=NOPE\n${'a=1\n'.repeat(10_000)}endif\nendfor`,
  ],
  ['a file that includes itself twice', 'ini=app.ini\nini=app.ini'],
  ['a file that is read again and again', `for-times=50000\nb=@(app.ini)\nendfor\n#${'x'.repeat(60_000)}`],
  ['many beginnings of placeholders', 'a='.padEnd(60_000, '%(')],
  [
    'many names that nobody knows',
    Array.from({ length: 3000 }, (_, index) => `proceses${index}=1`).join('\n'),
  ],
];

for (const [what, ini] of heavy) {
  test(`${what} ends in time`, () => {
    const started = cpuMs();
    check(['app.ini'], `[uwsgi]\n${ini}`);
    assert.ok(cpuMs() - started < 10_000);
  });
}

test('every option of uWSGI with every kind of absurd value, in a file, as a word and from the environment', () => {
  const names = new Set([
    ...allOptions().flatMap((option) => option.names),
    ...KNOWN_OPTIONS.keys(),
    ...PLUGIN_OPTIONS.keys(),
  ]);
  for (const name of names) {
    if (/^(?:if|for|end)/.test(name)) continue;
    for (const [index, value] of absurd.entries()) {
      if (optionFor(name) === null && index % 5 !== 0) continue;
      check(['app.ini'], `[uwsgi]\n${name} = ${value}`);
      check([`--${name}`, value], '');
      check([`--${name}=${value}`], '');
      const variable = `UWSGI_${name.toUpperCase().replaceAll('-', '_')}`;
      check([], '', {}, { [variable]: value });
    }
  }
});

function check(
  argv: readonly string[],
  ini: string,
  files: Readonly<Record<string, string>> = {},
  environment: Environment = { HOME: '/root' },
): void {
  const what = `${JSON.stringify(argv)} ${JSON.stringify(ini)}`;
  const told = saidAbout(argv, { files: { 'app.ini': ini, ...files }, environment }, what);
  for (const text of told) assert.match(text, MISTAKES, what);
}

function saidAbout(argv: readonly string[], world: World, what: string): readonly string[] {
  try {
    const command = readCommand(argv, world);
    return command.kind === 'serve' ? command.config.notes : [];
  } catch (error) {
    assert.ok(error instanceof UsageError, `${what}: ${String(error)}`);
    return [error.message];
  }
}

/** Lines that can be read: none is empty, endless, or holds what a terminal would obey. */
const MISTAKES = /^(?:[^\p{Cc}]{1,1000}\n)*[^\p{Cc}]{1,1000}$/u;

function text(random: (below: number) => number, longest: number): string {
  return Array.from({ length: random(longest) }, () => pieces[random(pieces.length)] ?? '').join('');
}

/** The same numbers each time (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}
