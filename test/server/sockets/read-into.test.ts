import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import test, { type TestContext } from 'node:test';
import { readInto, readShared } from '../../../src/server/sockets/read-into.js';
import { waitFor } from '../../wait-for.js';

interface Pair {
  readonly client: Socket;
  readonly accepted: Socket;
  readonly server: Server;
}

async function pair(t: TestContext, path: string | null): Promise<Pair> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(path === null ? { port: 0, host: '127.0.0.1' } : { path });
  await once(server, 'listening');
  const address = server.address();
  const client = typeof address === 'string' ? connect(address) : connect(address?.port ?? 0, '127.0.0.1');
  const [accepted]: Socket[] = await once(server, 'connection');
  t.after(() => {
    client.destroy();
    server.close();
  });
  return { client, accepted: accepted ?? assert.fail('no connection'), server };
}

for (const path of [null, '\0tsgi-read-into-test']) {
  const kind = path === null ? 'tcp' : 'unix';

  test(`${kind}: bytes land in the rooms of the sink, in order, each room filled from its start`, async (t) => {
    const { client, accepted } = await pair(t, path);
    const sent = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7 + (at >> 8)) & 0xff));
    const taken: Buffer[] = [];
    let room = Buffer.alloc(0);
    let size = 0;
    const socket = readInto(accepted, {
      room() {
        size = (size * 5 + 1) % 4099;
        room = Buffer.alloc(size + 1);
        return room;
      },
      took: (count) => void taken.push(room.subarray(0, count)),
    });
    client.end(sent);
    await once(socket, 'end');
    assert.ok(Buffer.concat(taken).equals(sent));
    socket.end('bye');
    const [answer]: Buffer[] = await once(client, 'data');
    assert.equal(answer?.toString(), 'bye', 'a client that has closed its side is answered');
  });

  test(`${kind}: paused in the middle of a read it takes no more until it is resumed`, async (t) => {
    const { client, accepted } = await pair(t, path);
    let seen = 0;
    const socket = readShared(accepted, (bytes) => {
      seen += bytes.length;
      socket.pause();
    });
    client.write(Buffer.alloc(500_000));
    await waitFor('the first bytes', () => seen > 0);
    const first = seen;
    await waitFor(
      'a client that is held',
      () => client.writableLength > 0 || client.bytesWritten === 500_000,
    );
    assert.equal(seen, first);
    assert.ok(socket.isPaused());
    await waitFor('the rest', () => {
      socket.resume();
      return seen === 500_000;
    });
  });

  test(`${kind}: for its server the connection has gone; its own end is told as ever`, async (t) => {
    const { client, accepted, server } = await pair(t, path);
    const socket = readShared(accepted, () => {});
    const connections = () =>
      new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    await waitFor('none', async () => (await connections()) === 0);
    assert.ok(!socket.destroyed);
    client.destroy();
    await once(socket, 'end');
    socket.destroy();
    await once(socket, 'close');
  });
}

test('what is not a connection of the kernel is read as well', async () => {
  const stream = new PassThrough();
  let text = '';
  readShared(stream, (bytes) => {
    text += bytes.toString();
  });
  stream.write('ab');
  stream.end('c'.repeat(70_000));
  await once(stream, 'end');
  assert.equal(text, `ab${'c'.repeat(70_000)}`);
});
