import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultConfig } from '../../../src/server/options/server-config.js';
import { formatLogTime, formatRequestLine, isLogged } from '../../../src/server/reporting/request-log.js';

const line = {
  pid: 21_288,
  app: 0,
  appRequests: 1,
  totalRequests: 1,
  remote: '127.0.0.1',
  user: '',
  method: 'GET',
  uri: '/',
  protocol: 'HTTP/1.1',
  varCount: 28,
  varBytes: 285,
  atMillis: new Date(2026, 10, 22, 14, 3, 54).getTime(),
  bodyBytes: 11,
  micros: 700,
  status: 200,
  headerCount: 1,
  headBytes: 44,
  core: 1,
} as const;

test('the line is the one that uWSGI 2.0.21 wrote', () => {
  assert.equal(
    formatRequestLine(line),
    '[pid: 21288|app: 0|req: 1/1] 127.0.0.1 () {28 vars in 285 bytes} [Sun Nov 22 14:03:54 2026] GET / => ' +
      'generated 11 bytes in 0 msecs (HTTP/1.1 200) 1 headers in 44 bytes (1 switches on core 1)',
  );
});

test('a request that no application answered is app -1', () => {
  assert.match(formatRequestLine({ ...line, app: null, totalRequests: 7 }), /\|app: -1\|req: -\/7]/);
});

test('a day below ten is padded with a space', () => {
  assert.equal(formatLogTime(new Date(2026, 0, 5, 1, 2, 3).getTime()), 'Mon Jan  5 01:02:03 2026');
});

test('control characters of a client do not reach the log', () => {
  assert.match(formatRequestLine({ ...line, uri: '/\x1b[31m\n' }), /GET \/\\x1b\[31m\\x0a =>/);
});

const log = { ...defaultConfig.log, disableLogging: true };
const rows: readonly (readonly [
  name: string,
  config: typeof log,
  status: number,
  micros: number,
  logged: boolean,
])[] = [
  ['everything by default', defaultConfig.log, 200, 1, true],
  ['nothing with disable-logging', log, 500, 9_000_000, false],
  ['404 with log-4xx', { ...log, log4xx: true }, 404, 1, true],
  ['500 not with log-4xx', { ...log, log4xx: true }, 500, 1, false],
  ['500 with log-5xx', { ...log, log5xx: true }, 500, 1, true],
  ['exactly the time of log-slow', { ...log, logSlowMilliseconds: 5 }, 200, 5000, true],
  ['one microsecond less', { ...log, logSlowMilliseconds: 5 }, 200, 4999, false],
];

for (const [name, config, status, micros, logged] of rows) {
  test(`${logged ? 'logged' : 'not logged'}: ${name}`, () =>
    assert.equal(isLogged(config, status, micros), logged));
}
