import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LogSink } from '../../../src/server/log/log-sink.js';
import { DEFAULT_CONFIG } from '../../../src/server/options/config/server-config.js';
import { makeFolder } from '../run-tsgi.js';

test('however often a log is rotated within a second, no line is lost', (t) => {
  const folder = makeFolder(t, {});
  const sink = new LogSink({ ...DEFAULT_CONFIG.log, logto: join(folder, 'server.log'), logMaxSize: 50 });
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index} of a log that is full at once`);
  for (const line of lines) sink.line(line);
  const files = readdirSync(folder);
  const kept = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  assert.deepEqual(kept.filter((line) => line !== '').sort(), [...lines].sort());
  assert.ok(files.length > 10);
});

test('a FIFO that nobody reads yet holds up neither the start nor a line', (t) => {
  const path = join(makeFolder(t, {}), 'fifo');
  execFileSync('mkfifo', [path]);
  const sink = new LogSink({ ...DEFAULT_CONFIG.log, logto: path });
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  t.after(() => closeSync(reader));
  sink.line('said to whoever comes');
  const bytes = Buffer.alloc(100);
  assert.equal(bytes.toString('utf8', 0, readSync(reader, bytes)), 'said to whoever comes\n');
});

test('the file and those after a rotation have the permissions that were asked for', (t) => {
  const folder = makeFolder(t, { 'server.log': 'from before\n' });
  const path = join(folder, 'server.log');
  chmodSync(path, 0o644);
  const sink = new LogSink({ ...DEFAULT_CONFIG.log, logto: path, logFileMode: 0o666 });
  assert.equal(statSync(path).mode & 0o777, 0o666);
  sink.rotate();
  sink.line('anew');
  assert.equal(readdirSync(folder).length, 2);
  for (const name of readdirSync(folder))
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o666, name);
});
