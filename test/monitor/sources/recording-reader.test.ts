import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createReadStream, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { describe, type TestContext, test } from 'node:test';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import type { Source } from '../../../src/monitor/sources/source.js';
import { fixturePath, projectRoot, readFixture } from '../../fixtures.js';
import { assertFails, openForTest, temporaryFolder } from './open-for-test.js';
import { DOCUMENT } from './scripted-server.js';

const line = `${JSON.stringify(JSON.parse(DOCUMENT.toString('utf8')))}\n`;

describe('a file', () => {
  const single = ['plain-4x2-busy.json', 'minified-2x2-busy.json', 'stats-http.raw', 'vars-raw-control.json'];
  for (const name of single) {
    test(`${name} gives its document once`, async (t) => {
      const path = fixturePath(`corpus/${name}`);
      const source = await openForTest(t, path);
      const reading = await source.read();
      assert.equal(reading.document.kind, 'workers');
      assert.deepEqual([reading.protocol, reading.more, reading.durationMs], ['file', false, 0]);
      assert.equal(reading.bytes, statSync(path).size);
      await assertFails(source.read(), 'ended', /: there are no more samples$/);
      await assertFails(source.read(), 'ended', /: there are no more samples$/);
    });
  }

  test('is as old as the newest time in it, and as its last change where there is none', async (t) => {
    for (const [content, atMs] of [
      [DOCUMENT, 1_795_353_479_000],
      ['{"workers":[]}', 1_700_000_000_000],
    ] as const) {
      const path = fileWith(t, 'reply.json', content);
      utimesSync(path, 1_700_000_000, 1_700_000_000);
      assert.equal((await (await openForTest(t, path)).read()).receivedAtMs, atMs);
    }
  });

  test('with a recording gives its samples with their times', async (t) => {
    const source = await openForTest(t, fixturePath('corpus/series-plain-4x2.ndjson'));
    const readings = await readAll(source);
    assert.equal(readings.length, 30);
    assert.deepEqual(
      readings.map((reading) => reading.more),
      [...Array<boolean>(29).fill(true), false],
    );
    const [first, second] = readings;
    assert.ok(Math.abs((first?.receivedAtMs ?? 0) - 1795354752486.7) < 0.01);
    assert.ok(Math.abs((second?.receivedAtMs ?? 0) - (first?.receivedAtMs ?? 0) - 500) < 5);
    assert.deepEqual([first?.durationMs, first?.bytes], [0.31, 4465]);
  });

  test('with a recording of a server that was away repeats that', async (t) => {
    const source = await openForTest(t, fixturePath('corpus/series-reload-preload.ndjson'));
    for (let sample = 0; sample < 10; sample++) await source.read();
    for (let sample = 0; sample < 6; sample++) {
      await assertFails(source.read(), 'unreachable', /: recorded as "ConnectionRefusedError"$/);
    }
    assert.equal((await readAll(source)).length, 14);
  });

  test('with recorded bytes gives what a server would have given', async (t) => {
    const replies = ['stats-http.raw', 'vars-raw-control.json', 'empty-reply-partial-packet.json'];
    const lines = replies.map((name, index) => {
      const bytes = readFixture(`corpus/${name}`).toString('base64');
      return JSON.stringify({ ts: 100 + index, took_ms: 2, raw_b64: bytes });
    });
    const source = await openForTest(t, fileWith(t, 'bytes.ndjson', lines.join('\n')));
    const first = await source.read();
    assert.deepEqual([first.receivedAtMs, first.durationMs, first.repaired], [100_000, 2, false]);
    const second = await source.read();
    assert.deepEqual([second.receivedAtMs, second.repaired], [101_000, true]);
    await assertFails(source.read(), 'empty', /the reply is empty/);
    await assertFails(source.read(), 'ended', /no more samples$/);
  });

  test("of uWSGI's stats pusher gives its documents", async (t) => {
    const readings = await readAll(await openForTest(t, fixturePath('corpus/stats-push-file.raw')));
    assert.deepEqual(
      readings.map(({ document, more }) => [document.kind, more]),
      [
        ['workers', true],
        ['workers', true],
        ['workers', false],
      ],
    );
  });

  test('with one bad line loses that line', async (t) => {
    const path = fileWith(t, 'some.ndjson', `${line}{"ts":5,"doc":{}}\n{"ts":\n${line}`);
    const source = await openForTest(t, path);
    await source.read();
    await assertFails(source.read(), 'not-stats', /: this is JSON, but not uWSGI stats$/);
    await assertFails(source.read(), 'truncated', /ends in the middle$/);
    assert.equal((await source.read()).more, false);
  });

  test('that holds nothing, half a reply or something else says so', async (t) => {
    const cases = [
      ['', 'empty', /the reply is empty/],
      [DOCUMENT.subarray(0, 2000), 'truncated', /ends in the middle$/],
      ['hello', 'not-stats', /: the reply is not uWSGI stats$/],
      ['{"a":1}', 'not-stats', /: this is JSON, but not uWSGI stats$/],
    ] as const;
    for (const [content, kind, message] of cases) {
      const source = await openForTest(t, fileWith(t, `${kind}.json`, content));
      await assertFails(source.read(), kind, message);
      await assertFails(source.read(), 'ended', /no more samples$/);
    }
  });

  test('may hold samples up to the size limit', async (t) => {
    const path = fileWith(t, 'large.json', DOCUMENT);
    assert.equal((await (await openForTest(t, path, { maxBytes: DOCUMENT.length })).read()).more, false);
    const source = await openForTest(t, path, { maxBytes: DOCUMENT.length - 1 });
    await assertFails(source.read(), 'too-large', /: the reply is larger than \d+ bytes$/);
    await assertFails(source.read(), 'ended', /no more samples$/);
  });

  test('of samples within the limit may be larger than it', async (t) => {
    const path = fileWith(t, 'many.ndjson', line.repeat(100));
    const source = await openForTest(t, path, { maxBytes: line.length });
    assert.equal((await readAll(source)).length, 100);
  });

  test('that is not there is looked for again by the next read', async (t) => {
    const path = join(temporaryFolder(t), 'later.json');
    const source = await openForTest(t, path);
    await assertFails(source.read(), 'unreachable', /later\.json": no such socket or file$/);
    writeFileSync(path, DOCUMENT);
    assert.equal((await source.read()).bytes, DOCUMENT.length);
  });

  test('that is a directory says so', async (t) => {
    const source = await openForTest(t, temporaryFolder(t));
    await assertFails(source.read(), 'unreachable', /: it is a directory$/);
  });
});

describe('standard input', () => {
  test('gives a line as soon as it is there, and waits longer than any server may take', async (t) => {
    const stdin = new PassThrough();
    const source = await openForTest(t, '-', { stdin, timeoutMs: 1 });
    const waiting = source.read();
    setTimeout(() => stdin.write(line), 20);
    const before = Date.now();
    const reading = await waiting;
    assert.deepEqual([reading.protocol, reading.more], ['stdin', true]);
    assert.ok(reading.receivedAtMs >= before);
    stdin.write(`${line}${line.slice(0, 100)}`);
    await source.read();
    stdin.end(line.slice(100));
    await source.read();
    await assertFails(source.read(), 'ended', /^Cannot read stats from "-": there are no more samples$/);
  });

  test('with one reply gives it at its end', async (t) => {
    const stdin = createReadStream(fixturePath('corpus/plain-4x2-busy.json'));
    const source = await openForTest(t, '-', { stdin });
    assert.equal((await source.read()).document.kind, 'workers');
    await assertFails(source.read(), 'ended', /no more samples$/);
  });

  test('is read no further than it is asked for', async (t) => {
    const stdin = new PassThrough();
    const source = await openForTest(t, '-', { stdin });
    const first = source.read();
    let written = 0;
    while (stdin.write(line) && written < 1000) written += 1;
    await first;
    assert.ok(written < 1000);
  });

  test('lets go when the source is closed', async (t) => {
    const stdin = new PassThrough();
    const source = await openForTest(t, '-', { stdin });
    const failed = assertFails(source.read(), 'closed', /: closed$/);
    source.close();
    await failed;
    assert.ok(stdin.destroyed);
  });

  test('without an end and without a document is given up at the size limit', async (t) => {
    const stdin = new PassThrough();
    const source = await openForTest(t, '-', { stdin, maxBytes: 100_000 });
    const failed = assertFails(source.read(), 'too-large', /: the reply is larger than 100000 bytes$/);
    for (let count = 0; count < 20; count++) stdin.write('{"a'.padEnd(10_000));
    await failed;
  });
});

describe('a real standard input', () => {
  test('is answered line by line, until it ends', async (t) => {
    const child = readingChild(t);
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (let count = 0; count < 3; count++) {
      child.stdin.write(line);
      assert.equal((await answers.next()).value, `stdin ${line.length}`);
    }
    child.stdin.end(DOCUMENT);
    assert.equal((await answers.next()).value, `stdin ${DOCUMENT.length}`);
    assert.match((await answers.next()).value ?? '', /^ended /);
    assert.equal((await answers.next()).done, true);
  });
});

function readingChild(context: TestContext): ChildProcessByStdio<Writable, Readable, null> {
  const program = join(projectRoot, 'dist/test/monitor/sources/read-all.js');
  const child = spawn(process.execPath, [program, '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  context.after(() => child.kill());
  return child;
}

function fileWith(context: TestContext, name: string, content: string | Buffer): string {
  const path = join(temporaryFolder(context), name);
  writeFileSync(path, content);
  return path;
}

async function readAll(source: Source): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  do readings.push(await source.read());
  while (readings.at(-1)?.more);
  return readings;
}
