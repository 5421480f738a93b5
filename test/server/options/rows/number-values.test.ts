import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerConfig } from '../../../../src/server/options/config/server-config.js';
import { allOptions } from '../../../../src/server/options/rows/option-table.js';
import { complaint, readConfig, readIni } from '../options-world.js';

/** UWSGI reads it as `int`, as 64 unsigned bits, or as 16 of them. */
type Reading = 'int' | '64bit' | '16bit';

interface NumberOption {
  readonly reading: Reading;
  readonly least: number;
  readonly most: number;
  readonly value: (config: ServerConfig) => number | null;
}

const options: Readonly<Record<string, NumberOption>> = {
  processes: { reading: 'int', least: 0, most: 4096, value: ({ workers }) => workers.processes },
  threads: { reading: 'int', least: 1, most: 1024, value: ({ workers }) => workers.threads },
  harakiri: { reading: 'int', least: 0, most: 2_147_483, value: ({ workers }) => workers.harakiriSeconds },
  'max-requests': {
    reading: '64bit',
    least: 0,
    most: 2 ** 31 - 1,
    value: ({ workers }) => workers.maxRequests,
  },
  'max-requests-delta': {
    reading: '64bit',
    least: 0,
    most: 2 ** 31 - 1,
    value: ({ workers }) => workers.maxRequestsDelta,
  },
  'reload-mercy': {
    reading: 'int',
    least: 0,
    most: 2_147_483,
    value: ({ workers }) => workers.reloadMercySeconds,
  },
  'worker-reload-mercy': {
    reading: 'int',
    least: 0,
    most: 2_147_483,
    value: ({ workers }) => workers.workerReloadMercySeconds,
  },
  listen: { reading: 'int', least: 1, most: 65_535, value: ({ limits }) => limits.listen },
  locks: { reading: 'int', least: 1, most: 65_536, value: ({ application }) => application.locks },
  'buffer-size': { reading: '16bit', least: 1, most: 65_535, value: ({ limits }) => limits.bufferSize },
  'limit-post': { reading: '64bit', least: 0, most: 2 ** 50, value: ({ limits }) => limits.limitPost },
  'post-buffering': {
    reading: '64bit',
    least: 0,
    most: 2 ** 50,
    value: ({ limits }) => limits.postBuffering,
  },
  'response-buffer': {
    reading: '64bit',
    least: 1,
    most: 2 ** 50,
    value: ({ limits }) => limits.responseBuffer,
  },
  'response-spool': {
    reading: '64bit',
    least: 0,
    most: 2 ** 50,
    value: ({ limits }) => limits.responseSpool,
  },
  'socket-timeout': {
    reading: 'int',
    least: 1,
    most: 2_147_483,
    value: ({ limits }) => limits.socketTimeoutSeconds,
  },
  'http-timeout': {
    reading: 'int',
    least: 1,
    most: 2_147_483,
    value: ({ limits }) => limits.httpTimeoutSeconds,
  },
  'http-processes': { reading: 'int', least: 1, most: 64, value: ({ limits }) => limits.httpProcesses },
  'log-slow': { reading: 'int', least: 0, most: 2 ** 31 - 1, value: ({ log }) => log.logSlowMs },
  'log-maxsize': { reading: '64bit', least: 0, most: 2 ** 50, value: ({ log }) => log.logMaxSize },
};

test('every option with a number is in the table above', () => {
  const numeric = /^(?:N|SECONDS|MILLISECONDS|BYTES)$/;
  const names = allOptions()
    .filter(({ placeholder, argument }) => numeric.test(placeholder) && argument === 'required')
    .map(({ names: [name] }) => name);
  assert.deepEqual(names.toSorted(), Object.keys(options).toSorted());
});

/** The number that `atoi` reads, and whether that is all there is but a remark. */
const readable: readonly (readonly [text: string, number: number, isWhole: boolean])[] = [
  ['7', 7, true],
  ['+7', 7, true],
  ['007', 7, true],
  ['\t7 ', 7, true],
  ['7 ; seven', 7, true],
  ['7; seven', 7, true],
  ['7;seven', 7, true],
  ['7 # seven', 7, true],
  ['7#', 7, true],
  ['0', 0, true],
  ['0 ; off', 0, true],
  ['-0', 0, true],
  ['30s', 30, false],
  ['30 seconds', 30, false],
  ['5m30', 5, false],
  ['4 four', 4, false],
  ['4.7', 4, false],
  ['1,000', 1, false],
  ['1_000', 1, false],
  ['1e3', 1, false],
  ['7%', 7, false],
  ['12 34', 12, false],
];

/** `atoi` has 0 for all of these, which nobody can have meant. */
const wordy = [
  '',
  'true',
  'True',
  'false',
  'yes',
  'on',
  'auto',
  'max',
  'abc',
  '%(x)',
  '$(X)',
  '@',
  '"4"',
  "'4'",
  'x4',
  '0x10',
  '0X8000',
  '-',
  '+',
  '--4',
  '- 4',
  '.5',
  '; 4',
  '# 4',
  '٤',
  '４',
  '∞',
  'NaN',
  'Infinity',
  'null',
];

for (const [name, option] of Object.entries(options)) {
  const usual = option.value(readIni(''));
  const told = (text: string) => readIni(`${name} = ${text}`);
  const notes = ({ notes: [, ...rest] }: ServerConfig) => rest;

  test(`${name} = digits, then anything: the digits, and a note about the rest unless it is a remark`, () => {
    for (const [text, number, isWhole] of readable) {
      const config = told(text);
      if (number < option.least) {
        assert.equal(option.value(config), usual, text);
        assert.match(
          notes(config).at(-1) ?? '',
          new RegExp(`^app\\.ini:2: \\S+ ".*": skipped, less than ${option.least}$`),
          text,
        );
        continue;
      }
      assert.equal(option.value(config), wanted(name, number), text);
      assert.equal(notes(config).length, isWhole ? 0 : 1, `${text}: ${notes(config).join('\n')}`);
      if (!isWhole) assert.match(notes(config)[0] ?? '', /^app\.ini:2: .*read as /);
    }
  });

  test(`${name} = a word: the default, and a note`, () => {
    for (const text of wordy) {
      const config = told(text);
      assert.equal(option.value(config), usual, text);
      assert.equal(notes(config).length, 1, text);
      assert.match(notes(config)[0] ?? '', /^app\.ini:2: [a-z-]+ ".*": skipped, not a whole number$/, text);
    }
  });

  test(`${name} = a word behind a number that was given before: the number stays`, () => {
    const number = option.least + 9;
    assert.equal(option.value(readIni(`${name} = ${number}\n${name} = many`)), number);
  });

  test(`${name} below 0 is an error where uWSGI has one, else as huge as it is there`, () => {
    for (const text of ['-1', '-5 ; five', '-99999999999999999999']) {
      if (option.reading === 'int') {
        const expected = `app.ini:2: Cannot use ${name} "${text}": less than 0`;
        assert.equal(
          complaint(() => told(text)),
          expected,
        );
        continue;
      }
      assert.equal(option.value(told(text)), option.most, text);
      assert.match(notes(told(text)).join('\n'), /: a negative number is a huge one in uWSGI; \d+ is used$/);
    }
  });

  test(`${name} above its most is the most with a note, or an error where it takes processes or memory`, () => {
    for (const text of [String(option.most + 1), '9'.repeat(19), '9'.repeat(400)]) {
      if (['processes', 'threads', 'http-processes', 'listen', 'locks'].includes(name)) {
        assert.match(
          complaint(() => told(text)),
          /: more than \d+$/,
        );
        continue;
      }
      assert.equal(option.value(told(text)), option.most, text);
      assert.match(notes(told(text)).join('\n'), /: \d+ is used, the most there is$/);
    }
    assert.equal(option.value(told(String(option.most))), option.most);
  });

  test(`${name} is read in the same way on the command line and from the environment`, () => {
    const number = option.least + 3;
    assert.equal(option.value(readConfig([`--${name}=${number} ; so many`])), number);
    const word = readConfig([`--${name}`, 'true']);
    assert.deepEqual([option.value(word), word.notes.length], [usual, 1]);
    const environment = { [`UWSGI_${name.toUpperCase().replaceAll('-', '_')}`]: 'true' };
    const fromEnvironment = readConfig([], { environment });
    assert.deepEqual([option.value(fromEnvironment), fromEnvironment.notes.length], [usual, 1]);
  });
}

/** Where 0 is "not at all". */
function wanted(name: string, number: number): number | null {
  const off = ['harakiri', 'max-requests', 'limit-post', 'post-buffering', 'log-slow', 'log-maxsize'];
  return number === 0 && off.includes(name) ? null : number;
}

const sizes: readonly (readonly [text: string, bytes: number, uwsgi: number])[] = [
  ['32k', 32_768, 32],
  ['32K', 32_768, 32],
  ['1 kB', 1024, 1],
  ['1KiB ; one', 1024, 1],
  ['2m', 2_097_152, 2],
  ['1g', 1_073_741_824, 1],
];

for (const [text, bytes, uwsgi] of sizes) {
  test(`${text} of bytes is ${bytes}, and a note says that uWSGI reads ${uwsgi}`, () => {
    const { limits, notes } = readIni(`limit-post = ${text}`);
    assert.equal(limits.limitPost, bytes);
    assert.deepEqual(notes.slice(1), [
      `app.ini:2: limit-post "${text}": read as ${bytes}; uWSGI reads ${uwsgi}`,
    ]);
  });
}

test('a letter that is no unit is no unit', () => {
  assert.equal(readIni('limit-post = 5mice').limits.limitPost, 5);
  assert.equal(readIni('limit-post = 5kg').limits.limitPost, 5);
});

const switches: readonly (readonly [text: string, isOn: boolean, notes: number])[] = [
  ['', true, 0],
  ['true', true, 0],
  ['maybe', true, 0],
  ['2', true, 0],
  ['0', false, 0],
  ['No', false, 0],
  ['OFF', false, 0],
  ['false', false, 0],
  ['true ; on', true, 0],
  ['false ; off for now', false, 1],
  ['0 # off', false, 1],
];

for (const [text, isOn, count] of switches) {
  test(`a switch with "${text}" is ${isOn ? 'on' : 'off'}${count > 0 ? ', with a note' : ''}`, () => {
    for (const { names, effect, placeholder } of allOptions()) {
      const [name] = names;
      if (placeholder !== '' || effect.kind !== 'set' || ['strict', 'show-config'].includes(name)) continue;
      assert.equal(readIni(`${name} = ${text}`).notes.length, 1 + count, name);
    }
    assert.equal(readIni(`lazy-apps = ${text}`).application.lazyApps, isOn);
  });
}
