// Requests as nginx changes them on the way, and our answers as nginx passes them on.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import test, { type TestContext } from 'node:test';
import { type Nginx, startNginx } from '../../peers/nginx.js';
import { makeFolder, runTsgi, type Tsgi } from '../run-tsgi.js';

const twice = ['--master', '--processes', '2', '--threads', '2'];

const manyAnswers = `
import hashlib, time

def application(env, start_response):
    path = env['PATH_INFO']
    def answer(status, *headers):
        start_response(status, [('Content-Type', 'text/plain'), *headers])
    if path == '/digest':
        digest = hashlib.sha256()
        for block in iter(lambda: env['wsgi.input'].read(100_000), b''):
            digest.update(block)
        answer('200 OK')
        return [digest.hexdigest().encode()]
    if path == '/unread':
        answer('200 OK')
        return [b'not read']
    if path == '/environ':
        answer('200 OK')
        return ['\\n'.join('%s=%s' % pair for pair in sorted(env.items()) if type(pair[1]) is str).encode('latin-1')]
    if path == '/cut':
        answer('200 OK')
        return cut()
    if path == '/raise':
        raise RuntimeError('on purpose')
    if path == '/lines':
        answer('200 OK', ('X-Accel-Buffering', 'no'))
        return lines()
    answer('200 OK')
    return [b'hello']

def cut():
    yield b'the first half'
    raise RuntimeError('on purpose')

def lines():
    yield b'first\\n'
    time.sleep(1)
    yield b'second\\n'
`;

async function behindNginx(t: TestContext, directives = ''): Promise<[Nginx, Tsgi] | null> {
  const folder = makeFolder(t, { 'many.py': manyAnswers });
  const options = ['--socket', '127.0.0.1:0', '--wsgi-file', 'many.py', ...twice];
  const tsgi = await runTsgi(t, { options, cwd: folder, workers: 2 });
  const nginx = await startNginx(t, tsgi.uwsgi, directives);
  return nginx === null ? null : [nginx, tsgi];
}

test('the environ is what nginx says, complete and without the traces of its chunks', async (t) => {
  const both = await behindNginx(t);
  if (both === null) return;
  const [nginx] = both;
  const target = `http://${nginx.address}/environ?a=%20b`;
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from('chunked'));
      controller.close();
    },
  });
  const init = {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { Cookie: 'a=1', 'Content-Type': 'text/plain' },
  };
  // fetch's own type does not know `duplex`.
  const text = await (await fetch(target, init as RequestInit)).text();
  const environ = new Map(text.split('\n').map((line) => line.split(/=(.*)/s) as [string, string]));
  const expected = {
    REQUEST_METHOD: 'POST',
    PATH_INFO: '/environ',
    SCRIPT_NAME: '',
    QUERY_STRING: 'a=%20b',
    CONTENT_LENGTH: '7',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_ADDR: '127.0.0.1',
    HTTP_COOKIE: 'a=1',
    CONTENT_TYPE: 'text/plain',
    'wsgi.url_scheme': 'http',
  };
  for (const [key, value] of Object.entries(expected)) assert.equal(environ.get(key), value, key);
  for (const key of ['HTTP_TRANSFER_ENCODING', 'HTTP_CONTENT_TYPE', 'HTTP_CONTENT_LENGTH']) {
    assert.equal(environ.has(key), false, key);
  }
});

for (const buffering of ['on', 'off']) {
  test(`20 MB arrive whole, request buffering ${buffering}`, async (t) => {
    const both = await behindNginx(t, `uwsgi_request_buffering ${buffering};`);
    if (both === null) return;
    const body = randomBytes(20_000_000);
    const response = await fetch(`http://${both[0].address}/digest`, { method: 'POST', body });
    assert.equal(await response.text(), createHash('sha256').update(body).digest('hex'));
  });

  test(`an answer to a body that nobody read still arrives, request buffering ${buffering}`, async (t) => {
    const both = await behindNginx(t, `uwsgi_request_buffering ${buffering};`);
    if (both === null) return;
    const body = randomBytes(5_000_000);
    const response = await fetch(`http://${both[0].address}/unread`, { method: 'POST', body });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), 'not read');
  });
}

test('a body that is announced and never sent does not keep the application from answering', async (t) => {
  const both = await behindNginx(t, 'uwsgi_pass_request_body off;');
  if (both === null) return;
  const response = await fetch(`http://${both[0].address}/`, { method: 'POST', body: 'kept back' });
  assert.equal(await response.text(), 'hello');
});

test('an answer that breaks off is not taken for a complete one', async (t) => {
  const both = await behindNginx(t);
  if (both === null) return;
  const response = await fetch(`http://${both[0].address}/cut`);
  await assert.rejects(response.text());
});

test('an application that raises is a 500, not a bad gateway', async (t) => {
  const both = await behindNginx(t);
  if (both === null) return;
  const response = await fetch(`http://${both[0].address}/raise`);
  assert.equal(response.status, 500);
  assert.equal(await response.text(), 'Internal Server Error');
  await both[1].said(/RuntimeError: on purpose/);
});

test('blocks arrive one by one when nginx does not buffer', async (t) => {
  const both = await behindNginx(t);
  if (both === null) return;
  const socket = connect(Number(both[0].address.split(':')[1]), '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write('GET /lines HTTP/1.0\r\n\r\n');
  const seen = new Map<string, number>();
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    for (const word of ['first', 'second']) {
      if (text.includes(word) && !seen.has(word)) seen.set(word, performance.now());
    }
  }
  const apart = (seen.get('second') ?? 0) - (seen.get('first') ?? Number.POSITIVE_INFINITY);
  assert.ok(apart > 500, `${apart} ms apart in ${text}`);
});
