import assert from 'node:assert/strict';
import { fstatSync, openSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test, { type TestContext } from 'node:test';
import { AnswerRoom } from '../../../../src/server/gateway/answers/answer-room.js';
import { Outbox } from '../../../../src/server/gateway/answers/outbox.js';
import { openSpoolFile } from '../../../../src/server/gateway/answers/spool-file.js';
import type { SpoolFile } from '../../../../src/server/gateway/answers/spool-segment.js';
import { seededRandom } from '../../../seeded-random.js';
import { waitFor } from '../../../wait-for.js';
import { makeFolder } from '../../run-tsgi.js';

/** A client that takes what is written when it is told to, as a kernel does for a slow one. */
class Client extends Writable {
  readonly taken: Buffer[] = [];
  takenBytes = 0;
  bytesWritten = 0;
  #isOpen = false;
  #waiting: (() => void) | null = null;

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.bytesWritten += bytes.length;
    const take = () => {
      this.taken.push(bytes);
      this.takenBytes += bytes.length;
      done();
    };
    if (this.#isOpen) take();
    else this.#waiting = take;
  }

  /** One write, or all that come. */
  read(all = false): void {
    this.#isOpen ||= all;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }

  stop(): void {
    this.#isOpen = false;
  }

  get text(): Buffer {
    return Buffer.concat(this.taken);
  }
}

/** Real spool files that can be made to fail, and are counted. */
class Disk {
  open = 0;
  isFull = false;
  readonly openSpool = async (): Promise<SpoolFile> => {
    if (this.isFull) throw new Error('ENOSPC');
    const file = await openSpoolFile();
    this.open += 1;
    return {
      write: async (bytes, offset, length, at) => {
        if (this.isFull) throw new Error('ENOSPC');
        return file.write(bytes, offset, length, at);
      },
      read: (buffer, offset, length, at) => file.read(buffer, offset, length, at),
      close: async () => {
        this.open -= 1;
        await file.close();
      },
    };
  };
}

interface Rig {
  readonly client: Client;
  readonly disk: Disk;
  readonly room: AnswerRoom;
  readonly outbox: Outbox;
  readonly said: string[];
}

function makeRig({ buffer = 200_000, spool = 8_000_000, shared = 4_000_000 } = {}): Rig {
  const client = new Client();
  const disk = new Disk();
  const said: string[] = [];
  const limits = { responseBuffer: buffer, responseSpool: spool };
  const room = new AnswerRoom(limits, (line) => said.push(line), disk.openSpool, shared);
  return { client, disk, room, outbox: new Outbox(client, room), said };
}

async function isEmpty({ disk, room }: Rig): Promise<void> {
  await waitFor('the spool files to be closed', () => disk.open === 0);
  await waitFor('all memory to be given back', () => room.memory.used === 0);
  assert.equal(room.disk.used, 0);
}

const pattern = Buffer.from(Array.from({ length: 1_048_576 + 251 }, (_, at) => at % 251));

/** Bytes that tell where in the whole they belong. */
function bytesAt(at: number, length: number): Buffer {
  return Buffer.from(pattern.subarray(at % 251, (at % 251) + length));
}

const sizes = [0, 1, 10, 500, 4000, 16_384, 65_536, 100_000, 262_144];

test('whatever is written, however fast the client is: its bytes in order, then nothing left', async (t) => {
  const folder = makeFolder(t, {});
  const path = join(folder, 'file');
  writeFileSync(path, pattern);
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = seededRandom(seed);
    const rig = makeRig({
      buffer: [0, 1000, 100_000, 1_000_000][random(4)] ?? 0,
      spool: [0, 300_000, 8_000_000][random(3)] ?? 0,
      shared: [1, 100_000, 4_000_000][random(3)] ?? 1,
    });
    const { client, disk, outbox, room } = rig;
    const files: number[] = [];
    let isHeld = false;
    let ends = 0;
    let at = 0;
    const go = (hasRoom: boolean) => {
      isHeld = !hasRoom;
    };
    outbox.onRoom = () => go(true);
    outbox.onBroken = () => assert.fail(`seed ${seed}: broken`);
    const write = (length: number) => {
      const bytes = bytesAt(at, length);
      const kind = random(8);
      at += length;
      if (kind === 0) {
        const offset = (at - length) % 251;
        files.push(openSync(path, 'r'));
        const descriptor = files.at(-1) ?? -1;
        go(outbox.writeFile({ descriptor, offset, length }));
      } else if (kind === 1) go(outbox.writeText(bytes.toString('latin1')));
      else go(outbox.write(bytes));
    };
    const steps = 20 + random(60);
    let expected = 0;
    for (let step = 0; step < steps; step += 1) {
      const action = random(20);
      if (action < 9 && !isHeld) write(sizes[random(sizes.length)] ?? 0);
      else if (action < 14) client.read();
      else if (action === 14) client.read(true);
      else if (action === 15) client.stop();
      else if (action === 16) disk.isFull = !disk.isFull;
      else if (action === 17) {
        expected += 1;
        const from = at;
        outbox.whenTaken(() => {
          ends += 1;
          assert.ok(client.takenBytes >= from, `seed ${seed}: too early`);
        });
      } else await new Promise((resolve) => setImmediate(resolve));
      assert.equal(room.memory.used >= 0, true);
    }
    if (random(4) === 0) {
      outbox.destroy();
      assert.equal(room.memory.used, 0, `seed ${seed}`);
    } else {
      client.read(true);
      await waitFor(`seed ${seed}: all of ${at} bytes`, () => client.takenBytes === at);
      await waitFor(`seed ${seed}: the core to go on`, () => !isHeld);
      await waitFor(`seed ${seed}: the end to be told`, () => ends === expected);
      assert.equal(outbox.pendingBytes, 0);
    }
    assert.ok(client.text.equals(bytesAtLong(client.takenBytes)), `seed ${seed}: other bytes`);
    await isEmpty(rig);
    for (const descriptor of files)
      await waitFor(`seed ${seed}: a closed file`, () => isClosed(descriptor, path));
    outbox.destroy();
  }
});

test('what a slow client does not take goes to the disk, the core goes on', async () => {
  const rig = makeRig();
  const { client, outbox, room } = rig;
  for (let block = 0; block < 40; block += 1) {
    if (!outbox.write(Buffer.alloc(50_000, block))) await waitFor('room', () => !isFull(rig));
  }
  await waitFor('it to be on the disk', () => room.disk.used > 1_500_000);
  assert.ok(room.memory.used < 600_000, `${room.memory.used}`);
  client.read(true);
  await waitFor('all of it', () => client.takenBytes === 2_000_000);
  await isEmpty(rig);
});

test('an endless answer to a client that reads slowly takes a bounded file, and never stops for good', async () => {
  const rig = makeRig({ spool: 8_000_000 });
  const { client, outbox, room } = rig;
  let isHeld = false;
  let most = 0;
  let sent = 0;
  outbox.onRoom = () => {
    isHeld = false;
  };
  for (let turn = 0; client.takenBytes < 30_000_000; turn += 1) {
    if (!isHeld) {
      const bytes = bytesAt(sent, 60_000);
      sent += bytes.length;
      isHeld = !outbox.write(bytes);
    }
    most = Math.max(most, room.disk.used);
    if (turn % 3 !== 0) client.read();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(most > 0 && most < 3_000_000, `${most} bytes on the disk`);
  assert.ok(client.text.equals(bytesAtLong(client.takenBytes)));
  outbox.destroy();
  await isEmpty(rig);
});

test('an endless answer to a client that does not read is held within its limits', async () => {
  const rig = makeRig({ spool: 4_000_000 });
  const { outbox, room, client } = rig;
  let isHeld = false;
  outbox.onRoom = () => {
    isHeld = false;
  };
  let sent = 0;
  for (let turn = 0; turn < 3000; turn += 1) {
    if (!isHeld) {
      isHeld = !outbox.write(bytesAt(sent, 50_000));
      sent += 50_000;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(isHeld, true);
  assert.ok(room.disk.used < 1_500_000 && room.memory.used < 700_000);
  client.read(true);
  await waitFor('the core to go on', () => !isHeld);
  await waitFor('all', () => client.takenBytes === sent);
  assert.ok(client.text.equals(bytesAtLong(sent)));
  await isEmpty(rig);
});

test('without a disk the core is held, and one line says why', async () => {
  const rig = makeRig();
  const { client, disk, outbox, said } = rig;
  disk.isFull = true;
  let isHeld = false;
  let sent = 0;
  outbox.onRoom = () => {
    isHeld = false;
  };
  for (let turn = 0; turn < 200; turn += 1) {
    if (!isHeld) {
      isHeld = !outbox.write(bytesAt(sent, 50_000));
      sent += 50_000;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(isHeld, true);
  assert.ok(sent < 800_000, `${sent}`);
  client.read(true);
  await waitFor('all', () => client.takenBytes === sent && !isHeld);
  assert.ok(client.text.equals(bytesAtLong(sent)));
  assert.equal(said.length, 1);
  await isEmpty(rig);
});

test('a file that is shorter than it was: told once, what waited is gone', async (t) => {
  const rig = makeRig();
  const { client, outbox, room, said } = rig;
  const part = filePart(t, 300_000);
  writeFileSync(part.path, pattern.subarray(0, 100_000));
  let broken = 0;
  let ended = 0;
  outbox.onBroken = () => {
    broken += 1;
    outbox.whenTaken(() => {
      ended += 1;
    });
  };
  outbox.writeFile(part);
  outbox.write(Buffer.alloc(10));
  client.read(true);
  await waitFor('the fault', () => broken === 1 && ended === 1);
  assert.ok(client.text.equals(bytesAtLong(100_000)));
  assert.equal(outbox.pendingBytes, 0);
  assert.match(said.join(), /cannot be sent completely: the file ends 200000 bytes early/);
  assert.equal(room.hasNoDisk, false);
  await waitFor('a closed file', () => isClosed(part.descriptor, part.path));
  await isEmpty(rig);
});

test('what follows a file, behind a spool file, holds no core while there is little of it', async (t) => {
  const rig = makeRig({ shared: 1 });
  const { client, outbox, room } = rig;
  outbox.write(bytesAt(0, 100_000));
  for (let at = 100_000; at < 200_000; at += 50_000) outbox.write(bytesAt(at, 50_000));
  await waitFor('it to be on the disk', () => room.disk.used >= 100_000);
  const part = filePart(t, 50_000);
  outbox.writeFile({ ...part, offset: 200_000 % 251, length: 40_000 });
  assert.equal(outbox.write(bytesAt(240_000, 2)), true);
  client.read(true);
  await waitFor('all', () => client.takenBytes === 240_002);
  assert.ok(client.text.equals(bytesAtLong(240_002)));
  await isEmpty(rig);
});

test('many slow clients share what there is', async () => {
  const first = makeRig({ shared: 2_000_000 });
  const clients = Array.from({ length: 60 }, () => new Client());
  const outboxes = clients.map((client) => new Outbox(client, first.room));
  for (let round = 0; round < 10; round += 1) {
    for (const outbox of outboxes) outbox.write(bytesAt(round * 50_000, 50_000));
    await waitFor('the disk', () => first.room.memory.used < 4_500_000);
  }
  for (const client of clients) client.read(true);
  await waitFor('all', () => clients.every(({ takenBytes }) => takenBytes === 500_000));
  for (const { text } of clients) assert.ok(text.equals(bytesAtLong(500_000)));
  await isEmpty(first);
});

function isFull({ room }: Rig): boolean {
  return room.memory.used > 400_000;
}

function bytesAtLong(length: number): Buffer {
  return Buffer.alloc(length, pattern.subarray(0, 251));
}

function filePart(t: TestContext, length: number) {
  const path = join(makeFolder(t, {}), 'file');
  writeFileSync(path, pattern.subarray(0, length));
  return { descriptor: openSync(path, 'r'), offset: 0, length, path };
}

/** Closed, or by now the number of something else. */
function isClosed(descriptor: number, path: string): boolean {
  try {
    return fstatSync(descriptor).ino !== statSync(path).ino;
  } catch {
    return true;
  }
}
