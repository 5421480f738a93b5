// A gateway that was stopped for a while (by a debugger, by a machine that was put to sleep) judges nobody for it.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RawClient } from '../raw-client.js';
import { runTsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';

const app = `
import time

def application(env, start_response):
    body = env['wsgi.input'].read()
    if env['PATH_INFO'] == '/sleep':
        time.sleep(2)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'x' * 30000000 if env['PATH_INFO'] == '/big' else b'%d bytes.' % len(body)]
`;
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const half = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n';

/** Bytes that each sends before, and while the gateway stands still. */
const clients: readonly (readonly [name: string, before: string, meanwhile: string, answer: RegExp])[] = [
  ['nothing yet', '', get('/'), /0 bytes\.$/],
  ['half a head', 'GET / HT', 'TP/1.1\r\nHost: a\r\n\r\n', /0 bytes\.$/],
  ['half a body', `${half}\r\n12345`, '67890', /10 bytes\.$/],
  ['a body that was asked for', `${half}Expect: 100-continue\r\n\r\n`, '1234567890', /10 bytes\.$/],
  ['a request that runs', get('/sleep'), '', /0 bytes\.$/],
  ['idle between two requests', get('/'), get('/'), /0 bytes\.(?:.*\r?\n)*.*0 bytes\.$/],
];

test('after three seconds of standstill everybody who did his part is answered', async (t) => {
  const tsgi = await runTsgi(t, {
    options: [
      ...['--http', '127.0.0.1:0', '--socket', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--threads', '16'],
      ...['--http-timeout', '1', '--socket-timeout', '1', '--http-keepalive', '1', '--harakiri', '4'],
    ],
    files: { 'foobar.py': app },
  });
  const all = clients.map(([name, before, meanwhile, answer]) => {
    const client = new RawClient(t, tsgi.http);
    client.send(before);
    return { name, client, meanwhile, answer };
  });
  const reader = new RawClient(t, tsgi.http);
  reader.send(get('/big'));
  reader.pause();
  const vars = { REQUEST_METHOD: 'POST', PATH_INFO: '/', CONTENT_LENGTH: '10', SERVER_PROTOCOL: 'HTTP/1.1' };
  const peer = new RawClient(t, tsgi.uwsgi);
  peer.send(uwsgiPacket(vars));
  peer.send('12345');
  await all.at(-1)?.client.until(/0 bytes\.$/);
  await all[3]?.client.until(/100 Continue/);
  await tsgi.said(/GET \/big/);

  const gateway = tsgi.gatewayPid();
  process.kill(gateway, 'SIGSTOP');
  try {
    for (const { client, meanwhile } of all) client.send(meanwhile);
    peer.send('67890');
    await delay(3000);
  } finally {
    process.kill(gateway, 'SIGCONT');
  }
  reader.resume();
  for (const { name, client, answer } of all) {
    await client.until(answer).catch((error: Error) => assert.fail(`${name}: ${error.message}`));
  }
  await peer.until(/10 bytes\.$/);
  await reader.until(/x{1000}\r\n0\r\n\r\n$|x{1000}$/);
  assert.equal(tsgi.gatewayPid(), gateway);
});
