import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { StatsConfig } from '../../../src/server/options/config/server-config.js';
import { parseListenAddress } from '../../../src/server/options/rows/listen-address.js';
import { StartError } from '../../../src/server/process/start-error.js';
import { openStatsServers } from '../../../src/server/reporting/stats-servers.js';
import { openForTest } from '../../monitor/sources/open-for-test.js';
import { makeFolder } from '../run-tsgi.js';
import { placeOf, readToEnd } from './stats-clients.js';
import { sampleConfig, sampleSnapshot } from './stats-samples.js';

test('every address that was given serves the same document, as text and over WebSocket', async (t) => {
  const path = join(makeFolder(t, {}), 'stats');
  const { sockets, lines } = await open(t, {
    servers: listeners('127.0.0.1:0', path),
    webSockets: listeners('127.0.0.1:0'),
  });
  const [tcp, unix, webSocket] = sockets.map(({ name }) => name);
  assert.deepEqual(
    lines.map((line) => line.replace(/fd: \d+ /, 'fd: N ')),
    [
      `*** Stats server enabled on ${tcp} fd: N ***`,
      `*** Stats server enabled on ${path} fd: N ***`,
      `*** Stats WebSocket server enabled on ${webSocket} fd: N ***`,
    ],
  );
  for (const address of [tcp ?? '', unix ?? '', `ws://${webSocket}`]) {
    const source = await openForTest(t, address);
    const { document, repaired } = await source.read();
    assert.equal(repaired, false);
    assert.deepEqual([document.kind, document.version, document.pid], ['workers', '1.2.3', 500]);
  }
});

test('the environ of requests is fetched only when it is shown', async (t) => {
  for (const noCores of [false, true]) {
    const { sockets, asked } = await open(t, { servers: listeners('127.0.0.1:0'), noCores });
    const text = await readToEnd(placeOf(sockets[0]?.name ?? ''));
    assert.equal(text.includes('"cores"'), !noCores);
    assert.deepEqual(asked, [!noCores]);
  }
});

test('minified and HTTP are as asked for', async (t) => {
  const { sockets } = await open(t, { servers: listeners('127.0.0.1:0'), minified: true, http: true });
  const reply = await readToEnd(placeOf(sockets[0]?.name ?? ''), 'GET / HTTP/1.0\r\n\r\n');
  assert.match(
    reply,
    /^HTTP\/1\.0 200 OK\r\n[\s\S]*\r\n\r\n\{"version":"1\.2\.3","listen_queue":7,[^\n]*\}$/,
  );
});

test('WebSockets beyond this machine need a token', async (t) => {
  for (const text of ['0.0.0.0:0', ':0']) {
    const webSockets = listeners(text);
    await assert.rejects(open(t, { webSockets }), (error) => {
      assert.ok(error instanceof StartError);
      assert.match(error.message, /^Cannot listen on ".*" for WebSockets: .*token/);
      return true;
    });
    const { sockets } = await open(t, { webSockets, webSocketToken: 'secret' });
    const port = /\d+$/.exec(sockets[0]?.name ?? '')?.[0];
    const source = await openForTest(t, `ws://127.0.0.1:${port}/?token=secret`);
    assert.equal((await source.read()).document.version, '1.2.3');
  }
});

function listeners(...texts: readonly string[]) {
  return texts.map((text) => ({ text, address: parseListenAddress(text) }));
}

async function open(t: TestContext, change: Partial<StatsConfig>) {
  const lines: string[] = [];
  const asked: boolean[] = [];
  const config = { ...sampleConfig, stats: { ...sampleConfig.stats, ...change } };
  const sockets = await openStatsServers(config, {
    config: () => config,
    observe: async (vars) => {
      asked.push(vars);
      return sampleSnapshot;
    },
    log: (line) => lines.push(line),
    made: () => {},
  });
  t.after(() => {
    for (const { servers } of sockets) for (const server of servers) server.close();
  });
  return { sockets, lines, asked };
}
