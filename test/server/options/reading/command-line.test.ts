import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CONFIG } from '../../../../src/server/options/config/server-config.js';
import { complaint, readCommand, readConfig } from '../options-world.js';

const http = {
  option: 'http',
  protocol: 'http',
  address: { kind: 'tcp', host: null, port: 9090 },
  text: ':9090',
};
const uwsgi = {
  option: 'socket',
  protocol: 'uwsgi',
  address: { kind: 'tcp', host: '127.0.0.1', port: 3031 },
  text: '127.0.0.1:3031',
};
const stats = { address: { kind: 'tcp', host: '127.0.0.1', port: 9191 }, text: '127.0.0.1:9191' };
const foobar = { mountpoint: '', source: { kind: 'file', path: 'foobar.py', callable: null } };

test('the commands of the tutorial', () => {
  const hello = readConfig(words('--http :9090 --wsgi-file foobar.py'));
  assert.deepEqual(hello.listeners, [http]);
  assert.deepEqual(hello.application.mounts, [foobar]);
  assert.equal(hello.process.master, false);

  const monitored = readConfig(
    words(
      '--socket 127.0.0.1:3031 --wsgi-file foobar.py --master --processes 4 --threads 2 --stats 127.0.0.1:9191',
    ),
  );
  assert.deepEqual(monitored.listeners, [uwsgi]);
  assert.deepEqual(monitored.stats.servers, [stats]);
  assert.deepEqual([monitored.workers.processes, monitored.workers.threads], [4, 2]);
  assert.equal(monitored.process.master, true);

  const router = readConfig(words('--http-socket 127.0.0.1:3031 --wsgi-file foobar.py'));
  assert.deepEqual(router.listeners, [{ ...uwsgi, option: 'http-socket', protocol: 'http' }]);

  const django = readConfig(
    words('--socket 127.0.0.1:3031 --chdir /home/foobar/myproject/ --wsgi-file myproject/wsgi.py --master'),
  );
  assert.equal(django.process.chdir, '/home/foobar/myproject/');
  assert.deepEqual(django.application.mounts[0]?.source, {
    kind: 'file',
    path: 'myproject/wsgi.py',
    callable: null,
  });

  const flask = readConfig(words('--socket 127.0.0.1:3031 --wsgi-file myflaskapp.py --callable app'));
  assert.deepEqual(flask.application.mounts[0]?.source, {
    kind: 'file',
    path: 'myflaskapp.py',
    callable: 'app',
  });
});

test('the tutorial from a file is the tutorial from the command line', () => {
  const text = `[uwsgi]
socket = 127.0.0.1:3031
chdir = /home/foobar/myproject/
wsgi-file = myproject/wsgi.py
processes = 4
threads = 2
stats = 127.0.0.1:9191
`;
  const fromFile = readConfig(['yourfile.ini'], { files: { 'yourfile.ini': text } });
  const typed = readConfig(
    words(
      '--socket 127.0.0.1:3031 --chdir /home/foobar/myproject/ --wsgi-file myproject/wsgi.py --processes 4 --threads 2 --stats 127.0.0.1:9191',
    ),
  );
  assert.deepEqual({ ...fromFile, given: [], notes: [] }, { ...typed, given: [], notes: [] });
  assert.deepEqual(fromFile.notes, ['[uWSGI] getting INI configuration from yourfile.ini']);
});

test('nothing given is the defaults', () => {
  assert.deepEqual(readConfig([]), DEFAULT_CONFIG);
});

const spellings: readonly (readonly [string, string])[] = [
  ['-p4', '--processes=4'],
  ['-p 4', '--processes=4'],
  ['--processes 4', '--processes=4'],
  ['--workers 4', '--processes=4'],
  ['--proces 4', '--processes=4'],
  ['--die-on-te --lazy-a', '--die-on-term --lazy-apps'],
  ['-MLp4', '--master --disable-logging --processes=4'],
  ['-Mt 30', '--master --harakiri=30'],
  ['-C664', '--chmod-socket=664'],
  ['--chmod-socket 664', '--chmod-socket=664'],
  ['--chmod', '--chmod-socket=666'],
  ['-H /v', '--virtualenv /v'],
  ['--home /v', '--venv=/v'],
  ['--pp a --pythonpath b', '--python-path=a --python-path=b'],
  ['foobar.py', '--wsgi-file foobar.py'],
  ['app.wsgi -p 4', '--processes 4 --file app.wsgi'],
  ['-w pkg.mod:app', '--module pkg.mod --callable app'],
  ['--procname-prefix-spaced x', '--procname-prefix=x --procname-prefix-spaced=x'],
  ['--stats :1 --stats-min', '--stats-server :1 --stats-minified'],
];

for (const [typed, same] of spellings) {
  test(`${typed} is ${same}`, () => {
    assert.deepEqual({ ...readConfig(words(typed)), given: [] }, { ...readConfig(words(same)), given: [] });
  });
}

test('a value may look like an option, and after -- nothing is one', () => {
  assert.equal(readConfig(['--callable', '--x']).given[0]?.value, '--x');
  assert.deepEqual(readConfig(['--', '--x.py']).application.mounts[0]?.source, {
    kind: 'file',
    path: '--x.py',
    callable: null,
  });
});

const complaints: readonly (readonly [string, string])[] = [
  ['--nope', "tsgi: unrecognized option '--nope'\ngetopt_long() error"],
  [
    '--proceses 4',
    "tsgi: unrecognized option '--proceses'; did you mean '--processes'?\ngetopt_long() error",
  ],
  [
    '--stat_server :1',
    "tsgi: unrecognized option '--stat_server'; did you mean '--stats-server'?\ngetopt_long() error",
  ],
  ['--http-socket', "tsgi: option '--http-socket' requires an argument\ngetopt_long() error"],
  ['-p', "tsgi: option requires an argument -- 'p'\ngetopt_long() error"],
  ['-Z', "tsgi: invalid option -- 'Z'\ngetopt_long() error"],
  ['--master=2', "tsgi: option '--master' doesn't allow an argument\ngetopt_long() error"],
  [
    '--proc x',
    "tsgi: option '--proc' is ambiguous; possibilities: '--processes' '--procname-prefix' '--procname-prefix-spaced' '--procname-append' '--procname' '--procname-master'\ngetopt_long() error",
  ],
  ['--cheaper', "tsgi: option '--cheaper' requires an argument\ngetopt_long() error"],
  ['sec.ini:app2', 'unable to load configuration from sec.ini:app2'],
  ['mod:app', 'unable to load configuration from mod:app'],
  ['nofile.ini', 'realpath() of nofile.ini failed: No such file or directory'],
  ['app.yaml', 'realpath() of app.yaml failed: No such file or directory'],
  ['--json x', 'realpath() of x failed: No such file or directory'],
  ['--set x', '--set: invalid placeholder "x": expected NAME=VALUE'],
  ['--processes -1', 'Cannot use --processes "-1": less than 0'],
  ['--http :x', 'Cannot use --http ":x": "x" is not a port (0 to 65535)'],
  ['--http :65536', 'Cannot use --http ":65536": "65536" is not a port (0 to 65535)'],
  ['--http ::1:80', 'Cannot use --http "::1:80": an IPv6 address needs brackets: [::1]'],
  ['--socket unix:/tmp/x', 'Cannot use --socket "unix:/tmp/x": expected only the address, such as /tmp/x'],
  ['--protocol fastcgi', 'Cannot use --protocol "fastcgi": only uwsgi and http are supported'],
  ['--env X', 'Cannot use --env "X": expected NAME=VALUE'],
  ['--mount /x', 'Cannot use --mount "/x": expected /path=file.py or /path=module:name'],
  ['--add-header x', 'Cannot use --add-header "x": expected "Name: value"'],
  ['--umask 9', 'Cannot use --umask "9": not an octal mode such as 022 or 664'],
];

for (const [typed, expected] of complaints) {
  test(`${typed} is refused`, () => {
    assert.equal(
      complaint(() => readConfig(words(typed))),
      expected,
    );
  });
}

test('an empty or multi-line value is refused in one line', () => {
  assert.equal(
    complaint(() => readConfig(['--wsgi-file='])),
    'Cannot use --wsgi-file "": it is empty',
  );
  const message = complaint(() => readConfig(['--add-header', 'X: a\r\nY: b']));
  assert.equal(message, 'Cannot use --add-header "X: a\ufffd\ufffdY: b": a header must be one line');
});

test('commands start no server', () => {
  assert.deepEqual(readCommand(['--version']), { kind: 'version', text: '1.2.3\n' });
  assert.deepEqual(readCommand(['--stop', '/run/x.pid']), { kind: 'stop', pidfile: '/run/x.pid' });
  assert.deepEqual(readCommand(['-M', '--reload=/run/x.pid']), { kind: 'reload', pidfile: '/run/x.pid' });
  assert.equal(readCommand(['--http', ':1', '-h']).kind, 'help');
});

test('the environment comes first, and never starts a command', () => {
  const environment = {
    UWSGI_HTTP_SOCKET: ':1',
    UWSGI_PROCESSES: '2',
    UWSGI_MASTER: '',
    UWSGI_STATS: '',
    UWSGI_VERSION: '2.0.30',
    UWSGI_ORIGINAL_PROC_NAME: 'x',
    UWSGI_USER_NAME: 'www',
    UWSGI_PROCESES: '3',
    OTHER: '1',
  };
  const config = readConfig(['-p', '4'], { environment });
  assert.equal(config.listeners[0]?.text, ':1');
  assert.equal(config.workers.processes, 4);
  assert.equal(config.process.master, true);
  assert.deepEqual(config.notes, ['$UWSGI_PROCESES: unknown option "proceses", did you mean "processes"?']);
  assert.equal(
    complaint(() => readConfig([], { environment: { UWSGI_THREADS: '-1' } })),
    '$UWSGI_THREADS: Cannot use --threads "-1": less than 0',
  );
});

function words(line: string): string[] {
  return line.split(' ');
}
