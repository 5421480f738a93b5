import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { helloApp, runTsgi } from '../run-tsgi.js';

const hello = ['--wsgi-file', 'foobar.py', '--master', '--processes', '2', '--threads', '2'];

for (const option of ['--http', '--http-socket']) {
  test(`${option} serves the ten-line application`, async (t) => {
    const tsgi = await runTsgi(t, { options: [option, '127.0.0.1:0', ...hello], workers: 2 });
    const response = await tsgi.get('/');
    assert.equal(response.status, 200);
    assert.equal(response.headers['content-length'], '11');
    assert.equal(response.body, 'Hello World');
    await tsgi.said(
      /\[pid: \d+\|app: 0\|req: 1\/1] 127\.0\.0\.1 \(\) \{\d+ vars in \d+ bytes} .* GET \/ => generated 11 bytes/,
    );
  });
}

test('the log of a start has the lines that people look for, in order', async (t) => {
  const tsgi = await runTsgi(t, { options: ['--http', '127.0.0.1:0', ...hello], workers: 2 });
  const lines = [
    /^\*\*\* Starting tsgi \d+\.\d+\.\d+ \(64bit\) on \[.*] \*\*\*$/m,
    /^current working directory: /m,
    /^\*\*\* Operational MODE: preforking\+threaded \*\*\*$/m,
    /^uWSGI http bound on 127\.0\.0\.1:\d+ fd \d+$/m,
    /^spawned uWSGI master process \(pid: \d+\)$/m,
    /^WSGI app 0 \(mountpoint=''\) ready in 0 seconds on interpreter 0x[0-9a-f]+ pid: \d+ \(default app\)$/m,
    /^spawned uWSGI worker 1 \(pid: \d+, cores: 2\)$/m,
  ];
  const places = lines.map((line) => tsgi.log.search(line));
  assert.ok(!places.includes(-1), `${places}\n${tsgi.log}`);
  assert.deepEqual(
    places,
    [...places].sort((left, right) => left - right),
  );
});

test('a unix socket gets its mode and is removed by vacuum', async (t) => {
  const options = ['--socket', 'app.sock', '--http', '127.0.0.1:0', '--vacuum', ...hello];
  const tsgi = await runTsgi(t, { options, workers: 2 });
  const path = join(tsgi.folder, 'app.sock');
  assert.ok(statSync(path).isSocket());
  const answer = await askUwsgi({ path }, { PATH_INFO: '/', SERVER_PROTOCOL: 'HTTP/1.1' });
  assert.equal(answer, 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\nHello World');
  tsgi.signal('SIGTERM');
  assert.equal(await tsgi.exitCode(), 0);
  assert.ok(!existsSync(path));
  assert.match(tsgi.log, /VACUUM: unix socket \S*app\.sock removed\./);
});

test('a unix socket stays without vacuum, and the next server takes its place', async (t) => {
  const options = ['--socket', 'app.sock', ...hello];
  const first = await runTsgi(t, { options, workers: 2 });
  first.signal('SIGTERM');
  assert.equal(await first.exitCode(), 0);
  const path = join(first.folder, 'app.sock');
  assert.ok(existsSync(path));
  await runTsgi(t, { options, cwd: first.folder, workers: 2 });
  assert.match(await askUwsgi({ path }, { PATH_INFO: '/' }), /Hello World$/);
});

test('several applications: the mountpoint is chosen by path and split off on request', async (t) => {
  const echo = (name: string) => `
def application(env, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [('${name} %s %s' % (env['SCRIPT_NAME'], env['PATH_INFO'])).encode()]
`;
  const files = { 'one.py': echo('one'), 'two.py': echo('two') };
  const mounts = ['--mount', '/one=one.py', '--mount', '/one/two=two.py'];
  const options = ['--http', '127.0.0.1:0', ...mounts, '--manage-script-name'];
  const tsgi = await runTsgi(t, { options, files });
  const answers = await Promise.all(
    ['/one/x', '/one/two/x', '/one/two', '/onetwo'].map(async (path) => (await tsgi.get(path)).body),
  );
  assert.deepEqual(answers, ['one /one /x', 'two /one/two /x', 'two /one/two ', 'one  /onetwo']);
});

test("an application that fails to load: uWSGI's lines, and 500 for requests", async (t) => {
  const files = { 'foobar.py': 'import nothing_like_this\n' };
  const tsgi = await runTsgi(t, { options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py'], files });
  assert.match(tsgi.log, /ModuleNotFoundError: No module named 'nothing_like_this'/);
  assert.match(tsgi.log, /unable to load app 0 \(mountpoint=''\) \(callable not found or import error\)/);
  assert.match(tsgi.log, /\*\*\* no app loaded\. going in full dynamic mode \*\*\*/);
  const response = await tsgi.get('/');
  assert.equal(response.status, 500);
  assert.equal(response.body, 'Internal Server Error');
  await tsgi.said(/--- no python application found, check your startup logs for errors ---/);
});

const fatal: readonly {
  readonly name: string;
  readonly options: readonly string[];
  readonly files?: Record<string, string>;
  readonly code: number;
  readonly says: RegExp;
}[] = [
  {
    name: 'need-app and no application',
    options: ['--http', '127.0.0.1:0', '--wsgi-file', 'absent.py', '--need-app'],
    code: 22,
    says: /failed to open python file absent\.py[\s\S]*\*\*\* no app loaded\. GAME OVER \*\*\*/,
  },
  {
    name: 'need-app and no callable of that name',
    options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--callable', 'app', '--need-app'],
    code: 22,
    says: /unable to find "app" callable in file foobar\.py/,
  },
  {
    name: 'need-app with lazy-apps',
    options: ['--http', '127.0.0.1:0', '--wsgi-file', 'absent.py', '--need-app', '--lazy-apps'],
    code: 22,
    says: /GAME OVER/,
  },
  {
    name: 'a Python that is not there',
    options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--python', '/no/python'],
    code: 1,
    says: /Cannot run "\/no\/python": No such file or directory/,
  },
  {
    name: 'a directory that is not there',
    options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--chdir', '/no/folder'],
    code: 1,
    says: /chdir\(\): No such file or directory \[\/no\/folder]/,
  },
];

for (const { name, options, files, code, says } of fatal) {
  test(`ends with ${code}: ${name}`, async (t) => {
    const tsgi = await runTsgi(t, { options, workers: 0, ...(files === undefined ? {} : { files }) });
    assert.equal(await tsgi.exitCode(), code, tsgi.log);
    assert.match(tsgi.log, says);
  });
}

test('a port in use ends the second server with 1 and leaves the first alone', async (t) => {
  const first = await runTsgi(t, { options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py'] });
  const second = await runTsgi(t, {
    options: ['--http', first.http, '--wsgi-file', 'foobar.py'],
    workers: 0,
  });
  assert.equal(await second.exitCode(), 1);
  assert.match(
    second.log,
    /probably another instance of uWSGI is running on the same address \(127\.0\.0\.1:\d+\)/,
  );
  assert.match(second.log, /bind\(\): Address already in use/);
  assert.equal((await first.get('/')).status, 200);
});

test('two gateways share the sockets and the cores', async (t) => {
  const options = ['--http', '127.0.0.1:0', ...hello, '--http-processes', '2'];
  const tsgi = await runTsgi(t, { options, workers: 2 });
  const answers = await Promise.all(Array.from({ length: 40 }, async () => (await tsgi.get('/')).body));
  assert.deepEqual(new Set(answers), new Set(['Hello World']));
});

test('module:callable, a factory and --pythonpath-less import from the working directory', async (t) => {
  const files = { 'pkg.py': `${helloApp}\ndef make():\n    return application\n` };
  for (const target of ['pkg', 'pkg:application', 'pkg:make()']) {
    const tsgi = await runTsgi(t, { options: ['--http', '127.0.0.1:0', '--module', target], files });
    assert.equal((await tsgi.get('/')).body, 'Hello World', target);
    await tsgi.end();
  }
});

function askUwsgi(
  target: { readonly path: string },
  vars: Readonly<Record<string, string>>,
): Promise<string> {
  const block = Object.entries(vars).flatMap(([key, value]) => [sized(key), sized(value)]);
  const bytes = Buffer.concat(block);
  const head = Buffer.from([0, bytes.length & 0xff, bytes.length >> 8, 0]);
  return new Promise((resolve, reject) => {
    const socket = createConnection(target);
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.write(Buffer.concat([head, bytes]));
  });
}

function sized(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length & 0xff, text.length >> 8]), Buffer.from(text, 'latin1')]);
}
