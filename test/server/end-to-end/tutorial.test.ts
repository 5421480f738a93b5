// The commands of the tutorials, as written, with real frameworks and a real nginx; only addresses and folders differ.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { request as startRequest } from 'node:http';
import { join } from 'node:path';
import test from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { startNginx } from '../../peers/nginx.js';
import { requirePeer } from '../../peers/peers.js';
import { type Answer, makeFolder, runTsgi } from '../run-tsgi.js';

const examples = join(projectRoot, 'examples');
const fourByTwo = ['--master', '--processes', '4', '--threads', '2'];

test('hello: processes and threads', async (t) => {
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', ...fourByTwo];
  const tsgi = await runTsgi(t, { options, cwd: join(examples, 'hello'), workers: 4 });
  assert.equal((await tsgi.get('/')).body, 'Hello World');
});

for (const place of ['127.0.0.1:0', 'unix']) {
  test(`hello behind nginx, ${place === 'unix' ? 'unix socket' : 'TCP'}`, async (t) => {
    const folder = makeFolder(t, {});
    const socket = place === 'unix' ? join(folder, 'app.sock') : place;
    const options = ['--socket', socket, '--wsgi-file', 'foobar.py', '--chmod-socket=666', ...fourByTwo];
    const tsgi = await runTsgi(t, {
      options: place === 'unix' ? options : options.filter((option) => !option.startsWith('--chmod')),
      cwd: join(examples, 'hello'),
      workers: 4,
    });
    const upstream = place === 'unix' ? `unix:${socket}` : tsgi.uwsgi;
    const nginx = await startNginx(t, upstream);
    if (nginx === null) return;
    const answer = await getFrom(nginx.address, '/x?y=1');
    assert.equal(answer.status, 200);
    assert.equal(answer.body, 'Hello World');
    assert.equal(answer.headers['content-type'], 'text/html');
  });
}

test('Django behind nginx: a page, an upload, a stream, a file', async (t) => {
  const python = requirePeer(t, 'frameworks');
  if (python === null) return;
  const project = join(examples, 'django', 'myproject');
  const app = ['--chdir', project, '--wsgi-file', 'myproject/wsgi.py', '--python', python];
  const tsgi = await runTsgi(t, { options: ['--socket', '127.0.0.1:0', ...app, ...fourByTwo], workers: 4 });
  const nginx = await startNginx(t, tsgi.uwsgi);
  if (nginx === null) return;
  const front = nginx.address;
  assert.equal((await getFrom(front, '/')).body, 'Hello from Django');
  assert.equal((await getFrom(front, '/stream')).body, 'line 0\nline 1\nline 2\n');
  const source = readFileSync(join(project, 'myproject', 'urls.py'), 'latin1');
  assert.equal((await getFrom(front, '/source')).body, source);
  const upload = await getFrom(front, '/upload', Buffer.alloc(900_000));
  assert.deepEqual(JSON.parse(upload.body), { bytes: 900_000, method: 'POST' });
  assert.equal((await getFrom(front, '/nothing')).status, 404);
});

test('Flask with --callable', async (t) => {
  const python = requirePeer(t, 'frameworks');
  if (python === null) return;
  const app = ['--wsgi-file', 'myflaskapp.py', '--callable', 'app', '--python', python];
  const options = ['--http', '127.0.0.1:0', ...app, '--processes', '4', '--threads', '2'];
  const tsgi = await runTsgi(t, { options, cwd: join(examples, 'flask'), workers: 4 });
  const answer = await tsgi.get('/');
  assert.equal(answer.body, "<span style='color:red'>I am app 1</span>");
  assert.equal(answer.headers['content-length'], String(answer.body.length));
});

test('Bottle, an upload in chunks included', async (t) => {
  const python = requirePeer(t, 'frameworks');
  if (python === null) return;
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'mybottleapp.py', '--python', python];
  const tsgi = await runTsgi(t, { options, cwd: join(examples, 'bottle') });
  assert.equal((await tsgi.get('/hello/World')).body, 'Hello World');
  const upload = await getFrom(tsgi.http, '/upload', Buffer.alloc(200_000), {
    'Transfer-Encoding': 'chunked',
  });
  assert.deepEqual(JSON.parse(upload.body), { bytes: 200_000 });
});

test('stacked middleware, by --module', async (t) => {
  const options = ['--http', '127.0.0.1:0', '--module', 'stacked:app'];
  const tsgi = await runTsgi(t, { options, cwd: join(examples, 'middleware') });
  const answer = await tsgi.get('/');
  assert.equal(answer.body, 'HELLO FROM UNDER THE MIDDLEWARE\n');
  assert.match(String(answer.headers['x-micros']), /^\d+$/);
});

for (const [folder, target, paths] of [
  ['hello', 'foobar:application', ['/', '/x?y']],
  ['flask', 'myflaskapp:app', ['/', '/nothing']],
  ['bottle', 'mybottleapp:application', ['/', '/hello/x', '/nothing']],
  ['django/myproject', 'myproject.wsgi:application', ['/', '/stream', '/source', '/nothing']],
  ['middleware', 'stacked:app', ['/']],
] as const) {
  test(`wsgiref.validate has nothing to say: ${folder}`, async (t) => {
    const python = requirePeer(t, 'frameworks');
    if (python === null) return;
    const place = makeFolder(t, {});
    cpSync(join(examples, folder), place, { recursive: true });
    const [module, name] = target.split(':');
    writeFileSync(
      join(place, 'checked.py'),
      `import warnings\nwarnings.simplefilter('error')\nfrom wsgiref.validate import validator\n` +
        `from ${module} import ${name} as checked\napplication = validator(checked)\n`,
    );
    const options = ['--http', '127.0.0.1:0', '--module', 'checked', '--python', python, '--threads', '2'];
    const tsgi = await runTsgi(t, { options, cwd: place });
    for (const path of paths) {
      const { status } = await tsgi.get(path);
      assert.ok(status === 200 || status === 404, `${path}: ${status}\n${tsgi.log}`);
    }
    assert.doesNotMatch(tsgi.log, /Traceback|Warning:/);
  });
}

function getFrom(
  address: string,
  path: string,
  body: Buffer | null = null,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === null ? 'GET' : 'POST';
    const request = startRequest(
      `http://${address}${path}`,
      { agent: false, method, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('latin1'),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body ?? undefined);
  });
}
