import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  emptyArchive,
  keptSamples,
  withSample,
} from '../../../src/monitor/metrics/archive/sample-archive.js';
import { RecordedFile } from '../../../src/monitor/recordings/recorded-file.js';
import { RecordingError } from '../../../src/monitor/recordings/recording-error.js';
import {
  at,
  capturedSeries,
  capturedWorkers,
  lastOf,
  readingOf,
  SERIES,
  watch,
  withWorker,
} from '../metrics/readings.js';
import { randomFrom } from '../metrics/simulated-server.js';
import {
  asKept,
  forgedMember,
  makePath,
  momentsOf,
  readBack,
  SERVER,
  watchedFor,
  writerTo,
  written,
} from './record-moments.js';

const START_MS = Date.UTC(2026, 10, 22, 14, 0, 0);
const LOAD = watchedFor(140);

test('every moment of a recording is what the live view shows of it: sample, verdict, routes, events, history', (t) => {
  for (const observations of [...SERIES.map((name) => watch(capturedSeries(name))), LOAD]) {
    const path = makePath(t);
    written(path, observations);
    const server = at(readBack(t, path), 0);
    assert.equal(server.address, SERVER);
    assert.deepEqual(momentsOf(server), asKept(observations));
  }
});

test('several servers lie in one file, each with its own moments', (t) => {
  const path = makePath(t);
  const [one, other] = [LOAD, watchedFor(100, 2)];
  const writer = writerTo(path);
  for (const [second, observation] of one.entries()) {
    writer.add('a:1', observation);
    const beside = other[second];
    if (beside !== undefined) writer.add('b:1', beside);
  }
  writer.close();
  const servers = readBack(t, path);
  assert.deepEqual(
    servers.map(({ address }) => address),
    ['a:1', 'b:1'],
  );
  assert.deepEqual(momentsOf(at(servers, 0)), asKept(one));
  assert.deepEqual(momentsOf(at(servers, 1)), asKept(other));
});

test('moments, their times and which of them are eventful are known without unpacking', (t) => {
  const path = makePath(t);
  written(path, LOAD);
  const { archive } = at(readBack(t, path), 0);
  const inMemory = keptSamples(LOAD.reduce(withSample, emptyArchive())).map(
    ({ sequence, timeMs, eventful }) => ({
      sequence,
      timeMs,
      eventful,
    }),
  );
  assert.deepEqual(keptSamples(archive), inMemory.slice(0, -1));
});

test('cut off at any byte, a recording has every line that is whole, and is mended by whoever adds to it', (t) => {
  const path = makePath(t);
  const sizes: number[] = [];
  const writer = writerTo(path);
  for (const observation of LOAD.slice(0, 80)) {
    writer.add(SERVER, observation);
    sizes.push(statSync(path).size);
  }
  const bytes = readFileSync(path);
  const cuts = [...sizes.slice(63, 66), ...Array.from({ length: 6 }, (_, index) => 3000 + index * 1831)];
  for (const cut of cuts.flatMap((size) => [size - 1, size, size + 1])) {
    if (cut > bytes.length) continue;
    const torn = makePath(t);
    writeFileSync(torn, bytes.subarray(0, cut));
    const whole = sizes.filter((size) => size <= cut).length;
    if (whole === 0) continue;
    // The last bytes of a line say only that it is the last.
    const read = momentsOf(at(readBack(t, torn), 0)).length;
    assert.ok(read === whole || read === whole + 1, `cut at ${cut}: ${read} of ${whole}`);
    written(torn, LOAD.slice(100, 103));
    assert.equal(momentsOf(at(readBack(t, torn), 0)).length, whole + 3, `cut at ${cut}, added to`);
    const lines = gunzipSync(readFileSync(torn)).toString().trim().split('\n');
    assert.equal(lines.filter((line) => line.includes('"cells"')).length, whole + 3, 'any gunzip reads it');
  }
  writer.close();
});

test('while it grows a recording can be read, to the last sample', (t) => {
  const path = makePath(t);
  const writer = writerTo(path);
  for (const [index, observation] of LOAD.slice(0, 70).entries()) {
    writer.add(SERVER, observation);
    if (index % 23 === 0 || index === 69) assert.equal(momentsOf(at(readBack(t, path), 0)).length, index + 1);
  }
  writer.close();
});

test('whatever is changed in a recording, what can be read is, and nothing else happens', (t) => {
  const path = makePath(t);
  written(path, LOAD.slice(0, 100));
  const bytes = readFileSync(path);
  const random = randomFrom(5);
  for (let round = 0; round < 60; round += 1) {
    const broken = Buffer.from(bytes);
    for (let change = 0; change <= round % 4; change += 1)
      broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256);
    const torn = makePath(t);
    writeFileSync(torn, broken);
    try {
      const file = RecordedFile.open(torn);
      for (const { archive } of file?.servers() ?? [])
        for (const { frames } of archive.segments) assert.ok(frames);
      file?.close();
    } catch (error) {
      assert.ok(error instanceof RecordingError, String(error));
    }
  }
});

test('lines that anybody could have written are no danger: broken cells are no moment', (t) => {
  const path = makePath(t);
  written(path, LOAD.slice(0, 3));
  const lines = gunzipSync(readFileSync(path)).toString().split('\n');
  const random = randomFrom(9);
  for (let round = 0; round < 60; round += 1) {
    const value = JSON.parse(lines[1] ?? '');
    const cells = Buffer.from(value.cells, 'base64');
    for (let change = 0; change < 3; change += 1)
      cells[Math.floor(random() * cells.length)] = round % 2 === 0 ? 0xff : Math.floor(random() * 256);
    const forged = makePath(t);
    writeFileSync(
      forged,
      forgedMember([lines[0] ?? '', JSON.stringify({ ...value, cells: cells.toString('base64') })]),
    );
    const file = RecordedFile.open(forged);
    try {
      for (const server of file?.servers() ?? []) momentsOf(server);
    } catch (error) {
      assert.ok(error instanceof RecordingError, String(error));
    }
    file?.close();
  }
});

test('a recording that is as large or as old as it may be is moved aside, and so many are kept', (t) => {
  const path = makePath(t);
  written(path, LOAD, { maxBytes: 4096, keep: 2 });
  assert.deepEqual(
    ['', '.1', '.2', '.3'].map((end) => existsSync(`${path}${end}`)),
    [true, true, true, false],
  );
  const moments = ['.2', '.1', ''].flatMap((end) => momentsOf(at(readBack(t, `${path}${end}`), 0)));
  const last = asKept(LOAD).slice(-moments.length);
  assert.deepEqual(
    moments.map(({ sample }) => sample),
    last.map(({ sample }) => sample),
    'no sample is lost between two files',
  );
  assert.deepEqual(lastOf(moments).events, lastOf(last).events, 'and each file has the events');
  for (const end of ['.1', '.2']) assert.ok(statSync(`${path}${end}`).size < 3 * 4096);
  const aged = makePath(t);
  written(aged, LOAD, { rotateMs: 60_000, keep: 9 });
  assert.equal(momentsOf(at(readBack(t, `${aged}.1`), 0)).length, 60);
});

test('secrets are not in the file unless they were asked for', (t) => {
  const document = capturedWorkers('plain-4x2-busy');
  const [worker] = document.workers;
  const vars = [
    'REQUEST_URI=/a?token=s3cret&b=1',
    'QUERY_STRING=token=s3cret&b=1',
    'HTTP_COOKIE=id=s3cret',
    'HTTP_X_OWN=s3cret',
  ];
  const cores = (worker?.cores ?? []).map((core) => ({ ...core, in_request: 1, vars }));
  const observations = watch([readingOf(withWorker(document, 1, { cores }), START_MS)]);
  const textOf = (reveal: boolean) => {
    const path = makePath(t);
    written(path, observations, { secrets: { reveal, alsoSecret: ['X-Own'] } });
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const file = gunzipSync(readFileSync(path)).toString();
    const cells = [...file.matchAll(/"cells":"([^"]+)"/g)].map(([, text = '']) =>
      Buffer.from(text, 'base64').toString('latin1'),
    );
    return file + cells.join('') + JSON.stringify(momentsOf(at(readBack(t, path), 0)));
  };
  assert.ok(textOf(true).includes('s3cret'));
  const hidden = textOf(false);
  assert.ok(!hidden.includes('s3cret'));
  assert.ok(hidden.includes('/a?token=[redacted]&b=1'));
});

test('what is no recording of tstop is left as it is, and so is one of a newer version', (t) => {
  for (const text of ['hello\n', '{"workers":[]}\n', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])]) {
    const path = makePath(t);
    writeFileSync(path, text);
    assert.equal(RecordedFile.open(path), null);
    assert.throws(
      () => writerTo(path),
      /^RecordingError: Cannot add to ".*": it is not a recording of tstop$/,
    );
    assert.deepEqual(readFileSync(path), Buffer.from(text));
  }
  const newer = makePath(t);
  writeFileSync(newer, forgedMember(['{"recording":2,"program":"tstop 9"}', '{"at":1}']));
  const file = RecordedFile.open(newer);
  assert.throws(() => file?.servers(), /a newer tstop wrote it \(version 2, and this one reads 1\)/);
  assert.throws(() => writerTo(newer), /a newer tstop wrote it \(version 2\)/);
  file?.close();
});

test('of a recording that a newer tstop has added to, the older part is read', (t) => {
  const path = makePath(t);
  const writer = writerTo(path);
  for (const observation of LOAD.slice(0, 10)) writer.add(SERVER, observation);
  writer.close();
  appendFileSync(path, forgedMember(['{"recording":2,"program":"tstop 9"}', '{"at":1}']));
  const file = RecordedFile.open(path) ?? assert.fail();
  assert.equal(momentsOf(at(file.servers(), 0)).length, 10);
  assert.match(file.trouble ?? '', /^A part of ".*" is left out: a newer tstop wrote it/);
  file.close();
});

test('a second program that writes to the file ends the recording instead of spoiling it', (t) => {
  const path = makePath(t);
  const writer = writerTo(path);
  writer.add(SERVER, at(LOAD, 0));
  appendFileSync(path, 'x');
  assert.throws(() => writer.add(SERVER, at(LOAD, 1)), /another program has changed it$/);
  truncateSync(path, statSync(path).size - 1);
  assert.equal(momentsOf(at(readBack(t, path), 0)).length, 1);
});

test('files that cannot be written or read are said in one line', (t) => {
  const path = makePath(t);
  assert.throws(
    () => writerTo(`${path}/no/app.tsr`),
    /^RecordingError: Cannot write ".*": (?:no such file or directory|a part of the path is no directory)$/,
  );
  assert.throws(() => writerTo('/'), /: it is a directory$/);
  assert.throws(
    () => RecordedFile.open(path),
    /^RecordingError: Cannot read ".*": no such file or directory$/,
  );
});
