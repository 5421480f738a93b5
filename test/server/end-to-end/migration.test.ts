// Configurations that uWSGI serves, and that must not mean something else here. Each is served by a real server.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixturePath } from '../../fixtures.js';
import { RawClient } from '../raw-client.js';
import { helloApp, makeFolder, runTsgi } from '../run-tsgi.js';

const pathsApp = `
def application(env, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [('%s|%s' % (env['SCRIPT_NAME'], env['PATH_INFO'])).encode('latin-1')]
other = application
`;

function projectFolder(t: Parameters<typeof makeFolder>[0], lines: string): string {
  const folder = makeFolder(t, { 'web.ini': `[uwsgi]\nhttp = 127.0.0.1:0\n${lines}\n`, 'app.py': pathsApp });
  mkdirSync(join(folder, 'shop'));
  writeFileSync(join(folder, 'shop', '__init__.py'), '');
  writeFileSync(join(folder, 'shop', 'wsgi.py'), pathsApp);
  return folder;
}

test('mounts are modules and files, with SCRIPT_NAME where manage-script-name says so', async (t) => {
  const lines = [
    'mount = /shop=shop.wsgi:application',
    'mount = /file=%dapp.py',
    'mount = /named=app.py:other',
    'mount = /module=app:other',
    'manage-script-name = true',
  ];
  const tsgi = await runTsgi(t, { options: ['web.ini'], cwd: projectFolder(t, lines.join('\n')) });
  for (const mountpoint of ['/shop', '/file', '/named', '/module']) {
    assert.equal((await tsgi.get(`${mountpoint}/x`)).body, `${mountpoint}|/x`);
    assert.equal((await tsgi.get(mountpoint)).body, `${mountpoint}|`);
  }
  // The first application that was loaded is the default one, too.
  assert.equal((await tsgi.get('/other')).body, '|/other');
});

test('without manage-script-name the path stays whole', async (t) => {
  const cwd = projectFolder(t, 'mount = /shop=shop.wsgi:application');
  const tsgi = await runTsgi(t, { options: ['web.ini'], cwd });
  assert.equal((await tsgi.get('/shop/x')).body, '|/shop/x');
});

test('strict, words for numbers and headers of the connection serve, and all notes come at once', async (t) => {
  const lines = [
    'strict = true',
    'wsgi-file = app.py',
    'master = true',
    'need-app = true',
    'max-worker-lifetime = 3600',
    'reload-on-rss = 2048',
    'cheaper-algo = busyness',
    'cheaper = 2',
    'cheaper-busyness-max = 50',
    'post-buffering = true',
    'log-slow = True',
    'http-timeout = 0',
    'processes = 2 ; two',
    'threads = many',
    'add-header = Connection: Keep-Alive',
    'add-header = X-Name: ü',
    'unenv = HOME',
  ];
  const tsgi = await runTsgi(t, {
    options: ['web.ini'],
    cwd: projectFolder(t, lines.join('\n')),
    workers: 2,
  });
  const notes = tsgi.log.split('\n').filter((line) => /^web\.ini:\d+: /.test(line));
  assert.deepEqual(
    notes.map((line) => /^web\.ini:(\d+): (?:option )?([a-z-]+)/.exec(line)?.slice(1, 3).join(' ')),
    [
      '12 post-buffering',
      '13 log-slow',
      '14 http-timeout',
      '16 threads',
      '17 add-header',
      '7 max-worker-lifetime',
      '8 reload-on-rss',
      '9 cheaper-algo',
      '10 cheaper',
      '11 cheaper-busyness-max',
    ],
  );
  const client = new RawClient(t, tsgi.http);
  client.send('GET /x HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n');
  assert.equal(await client.closed(), 'ended');
  assert.doesNotMatch(client.received, /keep-alive/i);
  assert.match(client.received, /^X-Name: \u00c3\u00bc\r$/m);
});

test('the application does not see a variable that unenv removes', async (t) => {
  const app = helloApp.replace(
    'b"Hello World"',
    "repr([__import__('os').environ.get(n) for n in 'AB']).encode()",
  );
  const tsgi = await runTsgi(t, {
    options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--unenv', 'A', '--env', 'B=2'],
    files: { 'foobar.py': app },
    env: { A: '1', B: '1' },
  });
  assert.equal((await tsgi.get('/')).body, "[None, '2']");
});

test('YAML, JSON and XML are served', async (t) => {
  const texts = {
    'web.yaml': 'uwsgi:\n  http: 127.0.0.1:0\n  wsgi-file: %dfoobar.py\n  master: true\n',
    'web.json': '{"uwsgi": {"http": "127.0.0.1:0", "wsgi-file": "%dfoobar.py", "master": true}}',
    'web.xml': '<uwsgi><http>127.0.0.1:0</http><wsgi-file>%dfoobar.py</wsgi-file><master/></uwsgi>',
  };
  const cwd = makeFolder(t, { ...texts, 'foobar.py': helloApp });
  await Promise.all(
    Object.keys(texts).map(async (name) => {
      const tsgi = await runTsgi(t, { options: [name], cwd });
      assert.equal((await tsgi.get('/')).body, 'Hello World');
    }),
  );
});

test('a server starts and serves with nearly every name that public configurations have', async (t) => {
  const cwd = makeFolder(t, {
    'web.ini': readFileSync(fixturePath('options/surveyed.ini'), 'utf8'),
    'more.ini': '[uwsgi]\n',
    'more.yaml': 'uwsgi:\n',
    'app.py': pathsApp,
  });
  const tsgi = await runTsgi(t, { options: ['web.ini'], cwd });
  assert.deepEqual([(await tsgi.get('/a')).body, (await tsgi.get('/x/a')).body], ['|/a', '/x|/a']);
  assert.doesNotMatch(tsgi.log, /^\s+at |Traceback/m);
});

test('a rule that protects something ends the start, and nothing listens', async (t) => {
  const lines =
    'wsgi-file = app.py\nroute-host = ^x break:400\nroute = ^/admin basicauth:Shop,admin:secret\ncap = x';
  const tsgi = await runTsgi(t, { options: ['web.ini'], cwd: projectFolder(t, lines), workers: 0 });
  assert.equal(await tsgi.exitCode(), 1);
  assert.equal(tsgi.count(/^web\.ini:[456]: Cannot start with (?:route-host|route|cap): /gm), 3);
  assert.doesNotMatch(tsgi.log, /bound|secret/);
});
