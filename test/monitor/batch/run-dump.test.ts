import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { runDump } from '../../../src/monitor/batch/run-dump.js';
import { openSource } from '../../../src/monitor/sources/open-source.js';
import { fixturePath } from '../../fixtures.js';
import { parse } from '../cli/command-lines.js';
import { lastOf } from '../metrics/readings.js';
import {
  forgedMember,
  makePath,
  SERVER,
  watchedFor,
  writerTo,
  written,
} from '../recordings/record-moments.js';
import { NOW_MS } from '../snapshot/snapshots.js';
import { worldOf } from './fake-world.js';

const LOAD = watchedFor(100);

async function dump(path: string, words: string) {
  const world = worldOf([]);
  const io = { ...world.io, openSource };
  const command = await parse(`dump ${path} ${words} --no-config`);
  assert.ok(command.kind === 'dump');
  const code = await runDump(command.options, io);
  const text = world.written.join('');
  return { code, text, errors: world.errors, lines: text.trim().split(/\r?\n/) };
}

test('every sample is printed in the format of snapshots, as of the server that was recorded', async (t) => {
  const path = makePath(t);
  written(path, LOAD);
  const { code, lines } = await dump(path, '-F ndjson');
  assert.equal(code, 0);
  const documents = lines.map((line) => JSON.parse(line));
  assert.deepEqual(
    documents.map(({ time }) => Date.parse(time)),
    LOAD.map(({ sample }) => sample.timeMs),
  );
  assert.equal(documents[0].target.address, SERVER);
  assert.deepEqual(
    documents.map(({ verdict }) => verdict.state),
    LOAD.map(({ verdict }) => verdict.state.toLowerCase()),
  );
});

test('begin, end and every choose among the samples: by the clock, from the end, or in ISO 8601', async (t) => {
  const path = makePath(t);
  written(path, LOAD);
  const count = async (words: string) =>
    (await dump(path, `-F csv --view overview --no-headers ${words}`)).lines.length;
  const iso = (index: number) => new Date(LOAD[index]?.sample.timeMs ?? 0).toISOString();
  assert.equal(await count('--begin -10s'), 11);
  assert.equal(await count('--begin -20s --end -10s'), 11);
  assert.equal(await count('--every 10s'), 10);
  assert.equal(await count(`--begin ${iso(30)} --end ${iso(39)}`), 10);
  assert.equal(await count(`--begin ${iso(30)} --every 7s`), 10);
});

test('what cannot be dumped is said in one line', async (t) => {
  const path = makePath(t);
  written(path, LOAD.slice(0, 5));
  for (const [words, said] of [
    ['--begin soon', /^Option --begin: Not a time: /],
    ['--end -1h', /^Nothing was recorded of ".*" at that time$/],
    ['b:1', /^No server "b:1" in ".*": it has 127\.0\.0\.1:9191$/],
  ] as const) {
    const { code, errors } = await dump(path, words);
    assert.equal(code, 2, words);
    assert.match(errors.join('\n'), said);
  }
  const nothing = await dump(`${path}.no`, '');
  assert.deepEqual([nothing.code, nothing.errors.length], [2, 1]);
  const other = makePath(t);
  writeFileSync(other, 'hello');
  assert.deepEqual((await dump(other, '')).code, 2);
});

test('a recording with several servers says so, and one with a newer part leaves that out', async (t) => {
  const path = makePath(t);
  const writer = writerTo(path);
  for (const observation of LOAD.slice(0, 5))
    for (const server of ['a:1', 'b:1']) writer.add(server, observation);
  writer.close();
  appendFileSync(path, forgedMember(['{"recording":2,"program":"tstop 9"}', '{"at":1}']));
  const first = await dump(path, '-F csv --no-headers --view overview');
  assert.deepEqual([first.code, first.lines.length], [0, 5]);
  assert.match(first.errors[0] ?? '', /is left out: a newer tstop wrote it/);
  assert.match(first.errors[1] ?? '', /several servers.*: a:1, b:1$/);
  const second = await dump(path, 'b:1 -F ndjson');
  assert.equal(JSON.parse(lastOf(second.lines)).target.address, 'b:1');
  assert.equal(second.errors.length, 1);
});

test('saved replies are dumped as well', async () => {
  const { code, lines } = await dump(
    fixturePath('corpus/series-plain-4x2.ndjson'),
    '-F csv --view overview --every 5s',
  );
  assert.equal(code, 0);
  assert.ok(lines.length >= 3 && lines.length < 10, lines.join('\n'));
});

test('a server is dumped from now on, at the interval of --every, until --end', async () => {
  const steps = Array.from({ length: 20 }, () => ({ answer: 'plain-4x2-idle' }));
  const world = worldOf(steps);
  const end = new Date(NOW_MS + 30_000).toISOString();
  const command = await parse(
    `dump x:1 --every 10s --end ${end} -F csv --view overview --no-headers --no-config`,
  );
  assert.ok(command.kind === 'dump');
  assert.equal(await runDump(command.options, world.io), 0);
  assert.deepEqual(world.sleeps, [10_000, 10_000, 10_000]);
  assert.equal(world.written.length, 2, 'the first reading is the ground of the rates');
  for (const [words, said] of [
    ['--begin -5m', /^Option --begin has no effect on a server/],
    ['y:1', /^Only one server can be dumped/],
    [`--end ${new Date(NOW_MS - 1).toISOString()}`, /^Option --end: .* is over$/],
  ] as const) {
    const wrong = worldOf(steps);
    const parsed = await parse(`dump x:1 ${words} --no-config`);
    assert.ok(parsed.kind === 'dump');
    assert.equal(await runDump(parsed.options, wrong.io), 2);
    assert.match(wrong.errors.join(), said);
  }
});
