import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CONFIG } from '../../../../src/server/options/config/server-config.js';
import { allOptions } from '../../../../src/server/options/rows/option-table.js';
import { complaint, readConfig, readIni } from '../options-world.js';

/** Each option as a line of a file, the field that it is, and its value. */
const fields: readonly (readonly [line: string, field: string, value: unknown])[] = [
  ['http = :1', 'listeners.0.option', 'http'],
  ['http-socket = *:1', 'listeners.0.address', { kind: 'tcp', host: null, port: 1 }],
  ['http = [::1]:80', 'listeners.0.address', { kind: 'tcp', host: '::1', port: 80 }],
  ['http = localhost:0', 'listeners.0.address', { kind: 'tcp', host: 'localhost', port: 0 }],
  ['socket = /run/a.sock', 'listeners.0.address', { kind: 'unix', path: '/run/a.sock' }],
  ['socket = @app', 'listeners.0.address', { kind: 'abstract', name: 'app' }],
  ['socket = :1\nprotocol = http', 'listeners.0.protocol', 'http'],
  ['uwsgi-socket = :1\nprotocol = http', 'listeners.0.protocol', 'uwsgi'],
  ['socket-workers = true', 'workers.socketWorkers', true],
  ['listen = 100', 'limits.listen', 100],
  ['chmod-socket =', 'process.chmodSocket', 0o666],
  ['chmod-socket = 660 ; group only', 'process.chmodSocket', 0o660],
  ['chown-socket = www:web', 'process.chownSocket', { user: 'www', group: 'web' }],
  ['chown-socket = www', 'process.chownSocket', { user: 'www', group: null }],
  ['umask = 022', 'process.umask', 0o022],
  ['wsgi-file = a.py', 'application.mounts.0.source', { kind: 'file', path: 'a.py', callable: null }],
  ['module = a.b:f()', 'application.mounts.0.source', { kind: 'module', name: 'a.b', callable: 'f()' }],
  ['callable = app\nmodule = a', 'application.mounts.0.source.callable', 'app'],
  ['module = a:b\ncallable = app', 'application.mounts.0.source.callable', 'b'],
  ['module = a\nfile = b.py', 'application.mounts.length', 1],
  ['mount = /x/=a.py', 'application.mounts.0.mountpoint', '/x'],
  ['mount = /=a.py', 'application.mounts.0.mountpoint', ''],
  ['mount = /x = a.py', 'application.mounts.0.mountpoint', '/x'],
  [
    'mount = x=a.b:c',
    'application.mounts.0',
    { mountpoint: '/x', source: { kind: 'module', name: 'a.b', callable: 'c' } },
  ],
  [
    'mount = /x=a.py:c\nfile = b.py',
    'application.mounts.1.source',
    { kind: 'file', path: 'a.py', callable: 'c' },
  ],
  ['manage-script-name = true', 'application.manageScriptName', true],
  ['no-default-app = 1', 'application.noDefaultApp', true],
  ['need-app = maybe', 'application.needApp', true],
  ['lazy = true', 'application.lazyApps', true],
  ['chdir = /x', 'process.chdir', '/x'],
  ['pythonpath = a\npp = b', 'application.pythonPath', ['a', 'b']],
  ['pythonpath = /lib*', 'application.pythonPath', ['/lib1', '/lib2']],
  ['pythonpath = /none*', 'application.pythonPath', ['/none*']],
  ['virtualenv = /v/', 'application.virtualenv', '/v'],
  ['home = /v/', 'application.python', '/v/bin/python'],
  ['python = /p\nvenv = /v', 'application.python', '/p'],
  ['env = A=b=c', 'application.env', [{ name: 'A', value: 'b=c' }]],
  ['env = A=b\nunenv = A', 'application.env.1', { name: 'A', value: null }],
  ['unenv = A', 'application.env', [{ name: 'A', value: null }]],
  ['py-tracebacker = /tmp/tb', 'application.tracebacker', '/tmp/tb'],
  ['processes = 4', 'workers.processes', 4],
  ['workers = %k', 'workers.processes', 4],
  ['threads = 2 # two', 'workers.threads', 2],
  ['master', 'process.master', true],
  ['master = maybe', 'process.master', true],
  ['master = true\nmaster = off', 'process.master', false],
  ['stats = :1', 'process.master', true],
  ['stats = :1\nmaster = false', 'process.master', false],
  ['harakiri = 30', 'workers.harakiriSeconds', 30],
  ['harakiri = 0', 'workers.harakiriSeconds', null],
  ['harakiri = 99999999', 'workers.harakiriSeconds', 2_147_483],
  ['max-requests = 1000', 'workers.maxRequests', 1000],
  ['max-requests-delta = 0', 'workers.maxRequestsDelta', 0],
  ['reload-mercy = 5', 'workers.reloadMercySeconds', 5],
  ['worker-reload-mercy = 6', 'workers.workerReloadMercySeconds', 6],
  ['buffer-size = 32768', 'limits.bufferSize', 32_768],
  ['buffer-size = 65536', 'limits.bufferSize', 65_535],
  ['limit-post = 10M', 'limits.limitPost', 10_485_760],
  ['limit-post = 0', 'limits.limitPost', null],
  ['locks = 4', 'application.locks', 4],
  ['post-buffering = 4096', 'limits.postBuffering', 4096],
  ['post-buffering = 0', 'limits.postBuffering', DEFAULT_CONFIG.limits.postBuffering],
  ['response-buffer = 64k', 'limits.responseBuffer', 65_536],
  ['response-spool = 0', 'limits.responseSpool', 0],
  ['response-spool = 2G', 'limits.responseSpool', 2_147_483_648],
  ['socket-timeout = 30', 'limits.socketTimeoutSeconds', 30],
  ['http-timeout = 30', 'limits.httpTimeoutSeconds', 30],
  ['http-timeout = 30', 'limits.answerTimeoutSeconds', { router: 30, others: 30 }],
  ['http-timeout = 30\nharakiri = 120', 'limits.answerTimeoutSeconds', { router: 30, others: 30 }],
  ['harakiri = 120', 'limits.answerTimeoutSeconds', { router: 120, others: null }],
  ['harakiri = 120', 'limits.httpTimeoutSeconds', 60],
  ['socket-timeout = 300', 'limits.httpTimeoutSeconds', 300],
  ['socket-timeout = 300\nhttp-timeout = 30', 'limits.httpTimeoutSeconds', 30],
  ['harakiri = 20', 'limits.answerTimeoutSeconds', { router: 60, others: null }],
  ['http-keepalive = 1', 'limits.httpKeepAliveSeconds', DEFAULT_CONFIG.limits.httpKeepAliveSeconds],
  ['http-keepalive = 5', 'limits.httpKeepAliveSeconds', 5],
  ['http-keepalive = 0', 'limits.httpKeepAliveSeconds', 0],
  ['http-keepalive = off', 'limits.httpKeepAliveSeconds', 0],
  ['http-processes = 2', 'limits.httpProcesses', 2],
  ['stats = /s\nstats = :1', 'stats.servers.length', 2],
  ['stats-ws = :1', 'stats.webSockets', [{ address: { kind: 'tcp', host: null, port: 1 }, text: ':1' }]],
  ['stats-ws-token = x', 'stats.webSocketToken', 'x'],
  ['stats-ws-token-file = /t', 'stats.webSocketTokenFile', '/t'],
  ['stats-http-host = a.example\nstats-http-host = b', 'stats.httpHosts', ['a.example', 'b']],
  ['stats-http', 'stats.http', true],
  ['stats-minified', 'stats.minified', true],
  ['stats-no-cores', 'stats.noCores', true],
  ['memory-report', 'stats.memoryReport', true],
  ['logto = /l', 'log.logto', '/l'],
  ['logfile-chmod = 600', 'log.logFileMode', 0o600],
  ['disable-logging = true', 'log.disableLogging', true],
  ['disable-logging = false ; for now', 'log.disableLogging', false],
  ['log-4xx', 'log.log4xx', true],
  ['log-5xx', 'log.log5xx', true],
  ['log-slow = 500', 'log.logSlowMs', 500],
  ['log-maxsize = 1k', 'log.logMaxSize', 1024],
  ['logdate', 'log.logdate', true],
  ['log-prefix = %%Y-%%H', 'log.logdate', '%Y-%H'],
  ['logdate = false', 'log.logdate', null],
  ['uid = www', 'process.uid', 'www'],
  ['gid = 100', 'process.gid', '100'],
  ['immediate-uid = 1000', 'process.uid', '1000'],
  ['immediate-gid = www', 'process.gid', 'www'],
  ['pidfile = /p', 'process.pidfile', '/p'],
  ['safe-pidfile = /p', 'process.safePidfile', '/p'],
  ['vacuum = yes', 'process.vacuum', true],
  ['daemonize = /d', 'process.daemonize', '/d'],
  ['master-fifo = /a\nmaster-fifo = /b', 'process.masterFifos', ['/a', '/b']],
  ['auto-procname', 'process.autoProcname', true],
  ['procname-prefix = x', 'process.autoProcname', true],
  ['procname-prefix = x', 'process.procnamePrefix', 'x'],
  ['procname-prefix-spaced = x', 'process.procnamePrefix', 'x '],
  ['add-header = X-A:  b: c ', 'addHeaders', [{ name: 'X-A', value: 'b: c' }]],
  [
    'add-header = X-A: \u00fc\u20ac',
    'addHeaders',
    [{ name: 'X-A', value: '\u00c3\u00bc\u00e2\u0082\u00ac' }],
  ],
  ['chmod-socket = 1', 'process.chmodSocket', 0o666],
  ['strict = true', 'notes.length', 1],
  ['show-config = true', 'notes.length', 1],
];

const globs = { '/lib*': ['/lib1', '/lib2'] };

for (const [line, field, value] of fields) {
  test(`${line.replaceAll('\n', '; ')} is ${field}`, () => {
    assert.deepEqual(at(readIni(line, { globs }), field), value);
  });
}

test('every option that sets something is in the table above', () => {
  const tested = new Set(fields.flatMap(([line]) => line.split('\n').map((one) => one.split(' ')[0] ?? '')));
  const missing = allOptions().filter(
    ({ effect, names }) => effect.kind === 'set' && !names.some((name) => tested.has(name)),
  );
  assert.deepEqual(missing, []);
});

test('every field of the configuration can be set', () => {
  const sections = ['application', 'workers', 'limits', 'process', 'log', 'stats'] as const;
  const all = sections.flatMap((section) =>
    Object.keys(DEFAULT_CONFIG[section]).map((key) => `${section}.${key}`),
  );
  const missing = all.filter(
    (name) => !fields.some(([, field]) => field === name || field.startsWith(`${name}.`)),
  );
  assert.deepEqual(missing, []);
});

const limits: readonly (readonly [name: string, most: string, tooMany: string])[] = [
  ['processes', '4096', '4097'],
  ['threads', '1024', '1025'],
  ['http-processes', '64', '65'],
  ['listen', '65535', '65536'],
  ['umask', '7777', '17777'],
  ['socket', `/${'x'.repeat(106)}`, `/${'x'.repeat(107)}`],
  ['socket', `@${'x'.repeat(107)}`, `@${'x'.repeat(108)}`],
  ['locks', '65536', '65537'],
  ['processes', '0', '-1'],
  ['harakiri', '0', '-1'],
];

for (const [name, most, tooMany] of limits) {
  test(`${name} may be ${most.slice(0, 20)} and not ${tooMany.slice(0, 20)}`, () => {
    readConfig([`--${name}=${most}`]);
    assert.match(
      complaint(() => readConfig([`--${name}=${tooMany}`])),
      new RegExp(`^Cannot use --${name} "`),
    );
  });
}

test('the configuration is frozen through and through', () => {
  const config = readIni('http = :1\nmodule = a\nenv = A=1');
  assert.ok(
    Object.isFrozen(config) && Object.isFrozen(config.listeners) && Object.isFrozen(config.listeners[0]),
  );
  assert.ok(Object.isFrozen(config.application.mounts[0]?.source) && Object.isFrozen(config.given[0]));
  assert.ok(!Object.isFrozen(DEFAULT_CONFIG.application));
});

test('a port without a colon is a unix socket, with a note', () => {
  assert.deepEqual(readConfig(['--http', '9090']).notes, [
    '--http "9090": this is a unix socket named "9090"; a port is written :9090',
  ]);
});

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, key) => (inner as Record<string, unknown>)[key], value);
}
