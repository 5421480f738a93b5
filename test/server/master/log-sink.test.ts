import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LogSink } from '../../../src/server/master/log-sink.js';
import { defaultConfig } from '../../../src/server/options/server-config.js';
import { makeFolder } from '../run-tsgi.js';

test('however often a log is rotated within a second, no line is lost', (t) => {
  const folder = makeFolder(t, {});
  const sink = new LogSink({ ...defaultConfig.log, logto: join(folder, 'server.log'), logMaxSize: 50 });
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index} of a log that is full at once`);
  for (const line of lines) sink.line(line);
  const files = readdirSync(folder);
  const kept = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  assert.deepEqual(kept.filter((line) => line !== '').sort(), [...lines].sort());
  assert.ok(files.length > 10);
});
