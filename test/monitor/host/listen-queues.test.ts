import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  ListenQueuesError,
  parseListenQueues,
  readListenQueues,
} from '../../../src/monitor/host/listen-queues.js';
import { isLocalAddress } from '../../../src/monitor/sources/local-address.js';
import { parseAddress } from '../../../src/protocol/address.js';

/** As iproute2 6.1 writes it. */
const OUTPUT = `Netid State  Recv-Q Send-Q            Local Address:Port    Peer Address:PortProcess
u_str LISTEN 0      4096      /run/systemd/private 1234            * 0
u_str LISTEN 17     16                /run/app.sock 7014191 * 0
u_seq LISTEN 0      128       @shop@ 7013857            * 0
u_str LISTEN 2      100         /run/with blank.sock 99 * 0
u_str LISTEN 1      100         /run/twice.sock 100 * 0
u_str LISTEN 3      100         /run/twice.sock 101 * 0
u_dgr UNCONN 0      0         /run/log 5 * 0
nonsense
`;

test('listening unix sockets with their queues; a name that is there twice is not told', () => {
  assert.deepEqual(
    [...parseListenQueues(OUTPUT)],
    [
      ['/run/systemd/private', { queue: 0, limit: 4096 }],
      ['/run/app.sock', { queue: 17, limit: 16 }],
      ['@shop', { queue: 0, limit: 128 }],
      ['/run/with blank.sock', { queue: 2, limit: 100 }],
    ],
  );
});

test('why there is no answer, in words', async (t) => {
  const cases = [
    ['/nonexistent/ss', /not installed/],
    [script(t, 'exit 3'), /failed/],
    [script(t, 'head -c 3000000 /dev/zero'), /output of ss\(8\) is too large/],
    [script(t, 'exec sleep 20'), /did not answer/],
  ] as const;
  for (const [command, reason] of cases) {
    await assert.rejects(
      readListenQueues(new AbortController().signal, command),
      (error) => error instanceof ListenQueuesError && reason.test(error.message),
      String(reason),
    );
  }
});

test('an answer is read', async (t) => {
  const command = script(t, "echo 'u_str LISTEN 5 100 /run/a.sock 1 * 0'");
  const queues = await readListenQueues(new AbortController().signal, command);
  assert.deepEqual([...queues], [['/run/a.sock', { queue: 5, limit: 100 }]]);
});

test('loopback and sockets in the file system are local', () => {
  const cases = {
    '127.0.0.1:9191': true,
    '127.8.0.1:9191': true,
    '[::1]:9191': true,
    'localhost:9191': true,
    'unix:///run/x': true,
    '/run/x': true,
    '@x': true,
    'http://localhost/stats': true,
    'http://[::1]:80/stats': true,
    'ws://10.0.0.1/': false,
    'http://example.org/': false,
    '10.0.0.1:9191': false,
    '127.example.org:9191': false,
    '-': false,
  };
  for (const [text, local] of Object.entries(cases))
    assert.equal(isLocalAddress(parseAddress(text)), local, text);
});

function script(t: TestContext, body: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-ss-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'ss');
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}
