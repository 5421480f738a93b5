// Clients that take big answers slowly hold no core, whatever the answer is made of, and everybody else is served.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { isIdle, readServerStats, type ServerStats } from '../read-server-stats.js';
import { runTsgi } from '../run-tsgi.js';

const SIZE = 3_000_000;
const CLIENTS = 8;

const app = `
SIZE = ${SIZE}
with open('big', 'wb') as file:
    file.write(b'z' * SIZE)

def application(env, start_response):
    path = env['PATH_INFO']
    if path == '/list':
        start_response('200 OK', [('Content-Length', str(SIZE))])
        return [b'z' * SIZE]
    if path == '/file':
        start_response('200 OK', [])
        return env['wsgi.file_wrapper'](open('big', 'rb'))
    if path == '/write':
        write = start_response('200 OK', [])
        for _ in range(SIZE // 10000):
            write(b'z' * 10000)
        return []
    if path == '/stream':
        start_response('200 OK', [])
        return (b'z' * 10000 for _ in range(SIZE // 10000))
    start_response('200 OK', [('Content-Length', '2')])
    return [b'ok']
`;

test('slow clients hold no core, and get all of their answers', async (t) => {
  const options = [
    '--http',
    '127.0.0.1:0',
    '--http-socket',
    'web.sock',
    '--wsgi-file',
    'foobar.py',
    '--threads',
    '2',
  ];
  const tsgi = await runTsgi(t, {
    options: [...options, '--stats', 'stats.sock'],
    files: { 'foobar.py': app },
  });
  const stats = () => readServerStats(join(tsgi.folder, 'stats.sock'));
  for (const path of ['/list', '/file', '/write', '/stream']) {
    await t.test(path, async (inner) => {
      const before = requestsOf(await stats());
      const clients = Array.from({ length: CLIENTS }, () =>
        slowClient(inner, join(tsgi.folder, 'web.sock'), path),
      );
      await waitFor('all answers off the cores', async () => {
        const document = await stats();
        return isIdle(document) && requestsOf(document) === before + CLIENTS;
      });
      for (let n = 0; n < 20; n += 1) assert.equal((await tsgi.get('/')).body, 'ok');
      for (const client of clients) client.resume();
      for (const client of clients) {
        await client.closed(20_000);
        assert.equal(countOf('z', client.received), SIZE);
      }
    });
  }
});

/** A pattern would take half a second for each answer. */
function countOf(letter: string, text: string): number {
  const code = letter.charCodeAt(0);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) === code) count += 1;
  return count;
}

function requestsOf({ workers }: ServerStats): number {
  return workers.reduce((sum, { requests }) => sum + requests, 0);
}

function slowClient(t: TestContext, address: string, path: string): RawClient {
  const client = new RawClient(t, address);
  client.pause();
  client.send(`GET ${path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`);
  return client;
}
