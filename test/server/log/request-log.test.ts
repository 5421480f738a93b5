import assert from 'node:assert/strict';
import test from 'node:test';
import { encodeEnviron } from '../../../src/server/exchange/environ-text.js';
import type { RequestFacts } from '../../../src/server/exchange/exchange.js';
import { formatLogTime, formatRequestLine, isLogged } from '../../../src/server/log/request-log.js';
import { NO_APPLICATION } from '../../../src/server/messages/link-frames.js';
import { DEFAULT_CONFIG } from '../../../src/server/options/config/server-config.js';

const environ = encodeEnviron([
  ['REQUEST_METHOD', 'GET'],
  ['REQUEST_URI', '/'],
  ['QUERY_STRING', ''],
]);
const exchange = {
  request: { remote: '127.0.0.1', user: '', method: 'GET', uri: '/', protocol: 'HTTP/1.1' },
  environ,
  status: 200,
  headerCount: 1,
  headBytes: 44,
  bodyBytes: 11,
};
const outcome = {
  slot: 0,
  core: 1,
  pid: 21_288,
  app: 0,
  micros: 700,
  exception: false,
  appRequests: 1,
  totalRequests: 1,
};
const atMs = new Date(2026, 10, 22, 14, 3, 54).getTime();

test('the line is the one that uWSGI 2.0.21 wrote', () => {
  assert.equal(
    formatRequestLine(exchange, outcome, atMs),
    '[pid: 21288|app: 0|req: 1/1] 127.0.0.1 () {6 vars in 53 bytes} [Sun Nov 22 14:03:54 2026] GET / => ' +
      'generated 11 bytes in 0 msecs (HTTP/1.1 200) 1 headers in 44 bytes (1 switches on core 1)',
  );
});

test('a request that no application answered is app -1', () => {
  const line = formatRequestLine(exchange, { ...outcome, app: NO_APPLICATION, totalRequests: 7 }, atMs);
  assert.match(line, /\|app: -1\|req: -\/7]/);
});

test('variables are counted as in a uwsgi packet, in both forms of the environ', () => {
  for (const value of ['', 'plain', 'with a NUL \0 in it', '\0', 'x'.repeat(5000)]) {
    const pairs = [...Array(9).keys()].map((number): [string, string] => [`KEY_${number}`, value]);
    const bytes = pairs.reduce((sum, [key]) => sum + key.length + value.length + 4, 0);
    const line = formatRequestLine({ ...exchange, environ: encodeEnviron(pairs) }, outcome, atMs);
    assert.ok(line.includes(` {18 vars in ${bytes} bytes} `), line);
  }
});

test('the time in the line follows the clock, forwards and backwards', () => {
  const times = [0, 999, 1000, 86_400_000, 999].map((more) => atMs + more);
  const shown = times.map((at) => /\[(\w{3} [^\]]+)\]/.exec(formatRequestLine(exchange, outcome, at))?.[1]);
  assert.deepEqual(shown, [
    'Sun Nov 22 14:03:54 2026',
    'Sun Nov 22 14:03:54 2026',
    'Sun Nov 22 14:03:55 2026',
    'Mon Nov 23 14:03:54 2026',
    'Sun Nov 22 14:03:54 2026',
  ]);
});

test('a day below ten is padded with a space', () => {
  assert.equal(formatLogTime(new Date(2026, 0, 5, 1, 2, 3).getTime()), 'Mon Jan  5 01:02:03 2026');
});

test('control characters of a client do not reach the log', () => {
  assert.match(lineOf({ uri: '/\x1b[31m\n' }), /GET \/\\x1b\[31m\\x0a =>/);
  for (const name of ['remote', 'user', 'method', 'uri', 'protocol']) {
    assert.ok(!/[\x00-\x1f\x7f-\x9f]/.test(lineOf({ [name]: 'a\nb\x7f\x85\0' })), name);
  }
});

function lineOf(facts: Partial<RequestFacts>): string {
  return formatRequestLine({ ...exchange, request: { ...exchange.request, ...facts } }, outcome, atMs);
}

const log = { ...DEFAULT_CONFIG.log, disableLogging: true };
const rows: readonly (readonly [
  name: string,
  config: typeof log,
  status: number,
  micros: number,
  logged: boolean,
])[] = [
  ['everything by default', DEFAULT_CONFIG.log, 200, 1, true],
  ['nothing with disable-logging', log, 500, 9_000_000, false],
  ['404 with log-4xx', { ...log, log4xx: true }, 404, 1, true],
  ['500 not with log-4xx', { ...log, log4xx: true }, 500, 1, false],
  ['500 with log-5xx', { ...log, log5xx: true }, 500, 1, true],
  ['exactly the time of log-slow', { ...log, logSlowMs: 5 }, 200, 5000, true],
  ['one microsecond less', { ...log, logSlowMs: 5 }, 200, 4999, false],
];

for (const [name, config, status, micros, logged] of rows) {
  test(`${logged ? 'logged' : 'not logged'}: ${name}`, () =>
    assert.equal(isLogged(config, status, micros), logged));
}
