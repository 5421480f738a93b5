import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestOption } from '../../../../src/server/options/reading/nearest-option.js';
import { remarkFor } from '../../../../src/server/options/reading/option-remarks.js';
import {
  KNOWN_LETTERS,
  KNOWN_OPTIONS,
  PLUGIN_OPTIONS,
} from '../../../../src/server/options/rows/known-options.js';
import { allOptions, optionFor } from '../../../../src/server/options/rows/option-table.js';
import { complaint, readConfig, readIni } from '../options-world.js';

test('all options of uWSGI are known', () => {
  // 913 of its core and of python, http and gevent; 120 of the other plugins that it is built with.
  assert.equal(KNOWN_OPTIONS.size, 1033);
  assert.equal(PLUGIN_OPTIONS.size, 228);
});

/** Ours alone, or with another meaning on purpose. */
const own = new Set([
  'completions',
  'stats-ws',
  'stats-ws-token',
  'stats-ws-token-file',
  'stats-http-host',
  'python',
  'response-buffer',
  'response-spool',
  'socket-workers',
]);

test('options that uWSGI has, too, take an argument as they do there', () => {
  for (const { names, argument, letter } of allOptions()) {
    for (const name of names.filter((one) => !own.has(one))) {
      assert.equal(KNOWN_OPTIONS.get(name), argument, name);
    }
    const [first] = names;
    if (letter !== null) assert.ok(optionFor(KNOWN_LETTERS.get(letter) ?? '')?.names.includes(first), first);
  }
});

test('no name and no letter is there twice', () => {
  const names = allOptions().flatMap((option) => option.names);
  const letters = allOptions().flatMap(({ letter }) => letter ?? []);
  assert.equal(new Set(names).size, names.length);
  assert.equal(new Set(letters).size, letters.length);
});

const remarks: readonly (readonly [line: string, hint: RegExp])[] = [
  ['cheaper = 2', /^app.ini:2: option cheaper of uWSGI has no effect here: .*--processes$/],
  ['cheaper-algo = busyness', /--processes/],
  ['emperor = /etc/vassals', /systemd/],
  ['spooler = /s', /Celery/],
  ['cron = 0 0 * * * x', /timers/],
  ['mule = a.py', /unit/],
  ['cache2 = name=x', /Redis/],
  ['thunder-lock = true', /not needed/],
  ['http-auto-chunked = true', /on by default/],
  ['so-keepalive = true', /not needed/],
  ['touch-reload = /x', /HUP/],
  ['py-autoreload = 1', /HUP/],
  ['max-worker-lifetime = 3600', /max-requests/],
  ['reload-on-rss = 2048', /MemoryMax/],
  ['static-map = /s=/x', /nginx/],
  ['route = ^/ log:x', /nginx/],
  ['https = :443,a,b', /nginx/],
  ['gevent = 100', /--threads/],
  ['logger = file:/x', /--logto/],
  ['envdir = X', /--env/],
  ['cheaper-busyness-max = 50', /--processes/],
  ['psgi = x.pl', /Python/],
  ['greenlet = 1', /--threads/],
  ['http-websockets = true', /ASGI/],
  ['attach-daemon = x', /unit/],
  ['exec-asap = x', /ExecStartPre/],
  ['harakiri-verbose = true', /always logged/],
  ['metric = x', /tstop/],
];

for (const [line, hint] of remarks) {
  test(`${line} is told what to use instead`, () => {
    const notes = readIni(line).notes.slice(1);
    assert.equal(notes.length, 1);
    assert.match(notes[0] ?? '', hint);
  });
}

/** Blocks. */
const ELSEWHERE = /^(?:if|for|end)/;

test('all but a few of the options without effect say what to use instead', () => {
  const idle = [...KNOWN_OPTIONS.keys()].filter((name) => optionFor(name) === null && !ELSEWHERE.test(name));
  const mute = idle.filter((name) => remarkFor(name).hint === '' && remarkFor(name).kind !== 'quiet');
  assert.ok(mute.length * 20 < idle.length, `${mute.length} of ${idle.length}: ${mute.join(' ')}`);
});

test('one line for an option, however often it is there', () => {
  assert.equal(readConfig(['--cron', 'a', '--cron', 'b', '--cheaper', '2']).notes.length, 2);
});

test('plugins are taken quietly, also with --strict', () => {
  assert.deepEqual(readConfig(['--strict', '--plugins', 'python3,http', '--plugin=http']).notes, []);
});

test('an unknown name is noted with the nearest option unless something asks for it', () => {
  const config = readIni('project = a\nproceses = 4\nthing = x\nchdir = /srv/%(project)\nHTTP_TIMEOUT = 3');
  assert.equal(config.process.chdir, '/srv/a');
  assert.deepEqual(config.notes.slice(1), [
    'app.ini:3: unknown option "proceses", did you mean "processes"?',
    'app.ini:4: unknown option "thing", it is only a placeholder',
    'app.ini:6: unknown option "HTTP_TIMEOUT", did you mean "http-timeout"?',
  ]);
});

test('what set-ph says may be anything', () => {
  assert.equal(readIni('strict = true\nset-ph = proceses=4').notes.length, 1);
});

const strict: readonly (readonly [ini: string, expected: string | null])[] = [
  ['strict = true\nno-such-key = 1', '[strict-mode] unknown config directive: no-such-key (app.ini:3)'],
  ['no-such-key = 1\nstrict', '[strict-mode] unknown config directive: no-such-key (app.ini:2)'],
  [
    'strict\nproceses = 1',
    '[strict-mode] unknown config directive: proceses (app.ini:3), did you mean "processes"?',
  ],
  ['strict\nx = 1\nchdir = %(x)', '[strict-mode] unknown config directive: x (app.ini:3)'],
  [
    'strict\nno-such-key = 1\ncheaper = 2\nproceses = 1\nthreads = -1',
    [
      'app.ini:6: Cannot use threads "-1": less than 0',
      '[strict-mode] unknown config directive: no-such-key (app.ini:3)',
      '[strict-mode] unknown config directive: proceses (app.ini:5), did you mean "processes"?',
    ].join('\n'),
  ],
  ['strict\ncheaper = 2\ncheaper-busyness-max = 50\npsgi = x.pl\nreload-on-rss = 1', null],
  ['strict\nworkers = 2\npyhome = /v\nset-ph = a=1\nthreads = %(a)', null],
  ['strict\nthunder-lock = true\nenable-threads = true\ndie-on-term = true\nif-env = X\nendif', null],
  ['strict = true\nno-such-key = 1\nstrict = false', null],
];

for (const [ini, expected] of strict) {
  test(`${ini.replaceAll('\n', '; ')} is ${expected === null ? 'taken' : 'an error'}`, () => {
    if (expected === null) readIni(ini);
    else
      assert.equal(
        complaint(() => readIni(ini)),
        expected,
      );
  });
}

const nearest: readonly (readonly [string, string | null])[] = [
  ['proceses', 'processes'],
  ['thread', 'threads'],
  ['wsgi_file', 'wsgi-file'],
  ['HTTP', 'http'],
  ['statss', 'stats'],
  ['vaccum', 'vacuum'],
  ['virtual-env', 'virtualenv'],
  ['qqqqqqqq', null],
  ['x'.repeat(100_000), null],
];

for (const [typed, expected] of nearest) {
  test(`the option nearest to ${typed.slice(0, 20)} is ${expected}`, () => {
    assert.equal(nearestOption(typed), expected);
  });
}
