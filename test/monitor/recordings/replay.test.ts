// A recording on the screen: each view at each moment, playing, holding and jumping.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { samplePlace } from '../../../src/monitor/dashboard/history/time-travel.js';
import { view } from '../../../src/monitor/dashboard/view/view.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import { RecordedFile } from '../../../src/monitor/recordings/recorded-file.js';
import { RecordingError } from '../../../src/monitor/recordings/recording-error.js';
import { Driver } from '../dashboard/driver.js';
import { at, capturedSeries, lastOf, recordedIncident, watch } from '../metrics/readings.js';
import { randomFrom } from '../metrics/simulated-server.js';
import { forgedMember, makePath, readBack, watchedFor, written } from './record-moments.js';

const SIZE = { columns: 160, rows: 50 };

/** The live view after all readings, and the recording that was made beside it. */
function both(t: TestContext, readings: readonly Reading[]): readonly [live: Driver, replay: Driver] {
  const live = new Driver({ size: SIZE });
  for (const reading of readings) live.read(reading);
  const path = makePath(t);
  written(path, watch(readings.map((reading) => ({ ...reading, intervalMs: 1000 }))));
  const replay = replayOf(t, path, { speed: 1, at: null });
  return [live, replay];
}

function replayOf(
  t: TestContext,
  path: string,
  wish: { readonly speed: number; readonly at: string | null },
): Driver {
  const recorded = at(readBack(t, path), 0);
  const driver = new Driver({ size: SIZE });
  return driver.send({ kind: 'recording-opened', recorded, wish }, 1_900_000_000_000);
}

/** The screen but for its first line, and what is said of the archive, which is in memory in one and in a file in the other. */
function screenOf({ model }: Driver): readonly string[] {
  const frame = view(model, 0);
  return frame.lines.slice(1).map((line) =>
    line.spans
      .map(({ text }) => text)
      .join('')
      .replace(/(│ +)?kept .*?, [\d.]+[KM]?B?/, '')
      .replace(/ │ raw, .*/, '')
      .trimEnd(),
  );
}

const LOAD = watchedFor(200);
const VIEWS = ['1', '2', '3', '4', '5', '6'];

for (const [name, readings] of [
  ['plain-4x2', capturedSeries('plain-4x2').slice(0, 90)],
  ['reload-preload', capturedSeries('reload-preload')],
  ['emperor', capturedSeries('emperor')],
] as const)
  test(`a recording of ${name} shows in every view what the live view shows of that moment`, (t) => {
    const [live, replay] = both(t, readings);
    for (const back of [3, 20, readings.length - 2]) {
      for (const driver of [live, replay]) {
        driver.press('escape L');
        for (let step = 0; step < back; step += 1) driver.press('[');
      }
      assert.equal(live.model.past?.sequence, replay.model.past?.sequence);
      for (const key of VIEWS) {
        for (const driver of [live, replay]) {
          driver.press(key);
          // Columns that had something to say lately stay for a while: that depends on who has looked at what.
          driver.model = { ...driver.model, columnUse: {} };
          driver.press('end home');
        }
        assert.deepEqual(screenOf(replay), screenOf(live), `${key}, ${back} samples ago`);
      }
    }
  });

function recorded(t: TestContext): string {
  const path = makePath(t);
  written(path, LOAD);
  return path;
}

function place({ model }: Driver): number {
  return samplePlace(model)?.index ?? 0;
}

function isPlaying({ model }: Driver): boolean {
  return model.replay?.cursorMs !== null;
}

test('a recording plays from its beginning, at its speed, to its end, and holds there', (t) => {
  const driver = replayOf(t, recorded(t), { speed: 4, at: null });
  assert.equal(place(driver), 1);
  for (let tick = 0; tick < 8; tick += 1) driver.send({ kind: 'ticked' }, 250);
  assert.equal(place(driver), 9);
  const [first] = view(driver.model, 0).lines;
  assert.match(first?.spans.map(({ text }) => text).join('') ?? '', /REPLAY \d\d:\d\d:\d\d 4x /);
  for (let tick = 0; tick < 240; tick += 1) driver.send({ kind: 'ticked' }, 250);
  assert.deepEqual([place(driver), isPlaying(driver), driver.model.past], [200, false, null]);
  driver.press('Z').send({ kind: 'ticked' }, 250);
  assert.deepEqual([place(driver), isPlaying(driver)], [2, true], 'and begins anew');
});

test('Z holds and plays on; whoever steps, jumps or clicks holds it there', (t) => {
  const driver = replayOf(t, recorded(t), { speed: 1, at: null });
  driver.send({ kind: 'ticked' }, 1000).press('Z');
  for (let tick = 0; tick < 5; tick += 1) driver.send({ kind: 'ticked' }, 1000);
  assert.deepEqual([place(driver), isPlaying(driver)], [2, false]);
  driver.press('Z').send({ kind: 'ticked' }, 1000);
  assert.deepEqual([place(driver), isPlaying(driver)], [3, true]);
  for (const keys of [']', 'S-right', '[', 'L']) {
    const moved = replayOf(t, recorded(t), { speed: 1, at: null }).send({ kind: 'ticked' }, 1000).press(keys);
    assert.equal(isPlaying(moved), false, keys);
  }
  const looking = replayOf(t, recorded(t), { speed: 1, at: null }).press('2 down 5 1');
  assert.equal(isPlaying(looking), true, 'other keys let it play');
});

test('F7 and F8 change the speed instead of the interval of readings', (t) => {
  const driver = replayOf(t, recorded(t), { speed: 1, at: null });
  driver.press('f8 f8');
  assert.equal(driver.model.replay?.speed, 4);
  driver.press('f7 f7 f7');
  assert.equal(driver.model.replay?.speed, 0.5);
  assert.deepEqual(driver.effects, []);
});

test('the first screen of a recording is whole: rows, charts and verdict, whether it plays or is held', (t) => {
  const path = recorded(t);
  for (const at of [null, '-1m', '-5h', 'now']) {
    const driver = replayOf(t, path, { speed: 1, at });
    assert.equal(driver.model.rows.length, 3, String(at));
    const then = screenOf(driver);
    assert.deepEqual(screenOf(driver.press('2 1 home')), then, String(at));
  }
});

test('a named moment is held: by the clock, or counted from the end', (t) => {
  const path = recorded(t);
  const end = lastOf(LOAD).sample.timeMs;
  const driver = replayOf(t, path, { speed: 1, at: '-1m' });
  assert.deepEqual([driver.model.past?.timeMs, isPlaying(driver)], [end - 60_000, false]);
  const clock = new Date(end - 90_000).toISOString().slice(11, 19);
  const shown = replayOf(t, path, { speed: 1, at: clock }).model.past?.timeMs ?? 0;
  assert.ok(Math.abs(shown - (end - 90_000)) <= 1000);
  const early = replayOf(t, path, { speed: 1, at: '-5h' });
  assert.equal(place(early), 1);
});

test('time in which nothing was recorded is skipped, and a clock that was set back is no hindrance', (t) => {
  const observations = watchedFor(40);
  const moved = observations.map((observation, index) => {
    const shiftMs = index < 10 ? 0 : index < 20 ? 3_600_000 : -3_600_000;
    const timeMs = observation.sample.timeMs + shiftMs;
    return { ...observation, sample: { ...observation.sample, timeMs } };
  });
  const path = makePath(t);
  written(path, moved);
  const driver = replayOf(t, path, { speed: 1, at: null });
  for (let tick = 0; tick < 45; tick += 1) driver.send({ kind: 'ticked' }, 1000);
  assert.equal(place(driver), 40);
});

test('nothing can be asked of a server that is a recording', (t) => {
  const driver = replayOf(t, recorded(t), { speed: 1, at: null }).press('L f9');
  assert.match(driver.model.notice?.text ?? '', /recording/);
});

test('an incident that was recorded says at each moment what was said then', (t) => {
  const readings = recordedIncident('full-queue');
  const [live, replay] = both(t, readings);
  live.press('[ [ [ [ 5');
  replay.press('L [ [ [ [ 5');
  assert.deepEqual(screenOf(replay), screenOf(live));
});

test('cells that anybody could have written are drawn in every view, or are no moment', (t) => {
  const path = makePath(t);
  written(path, watch(capturedSeries('plain-4x2').slice(0, 12)));
  const lines = gunzipSync(readFileSync(path)).toString().split('\n');
  const random = randomFrom(3);
  let drawn = 0;
  for (let round = 0; round < 30; round += 1) {
    const forged = lines.slice(0, 2 + (round % 8)).map((line, index) => {
      if (index === 0) return line;
      const value = JSON.parse(line);
      const cells = Buffer.from(value.cells, 'base64');
      // The first bytes are times, and a number goes on where the highest bit is set: so most of it is still a sample.
      const place = 16 + Math.floor(random() * (cells.length - 16));
      cells[place] = ((cells[place] ?? 0) & 0x80) | Math.floor(random() * 0x80);
      return JSON.stringify({ ...value, server: '\u001b[31mx', cells: cells.toString('base64') });
    });
    const file = makePath(t);
    writeFileSync(file, forgedMember(forged));
    drawn += drawnViews(file);
  }
  assert.ok(drawn > 8, `${drawn} were readable`);
});

/** The number of servers that could be shown, each in all views. */
function drawnViews(path: string): number {
  const file = RecordedFile.open(path) ?? assert.fail();
  try {
    const [recorded] = file.servers();
    const driver = new Driver({ size: { columns: 100, rows: 30 } });
    const opened = recorded ?? assert.fail();
    driver.send({ kind: 'recording-opened', recorded: opened, wish: { speed: 1, at: null } });
    assert.doesNotMatch(recorded?.address ?? '', /\u001b/);
    for (const key of ['1', 'enter', 'escape', '2', 'enter', 'escape', '3', '4', '5', '6', ']', '1']) {
      driver.press(key);
      view(driver.model, 0);
    }
    return 1;
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    return 0;
  } finally {
    file.close();
  }
}
