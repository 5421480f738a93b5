import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../../../../src/monitor/dashboard/model/effect.js';
import type {
  Reading,
  ReadingTime,
  SourceErrorKind,
} from '../../../../src/monitor/metrics/sample/reading.js';
import { captured, capturedSeries, readingOf } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';

function reading(change: Partial<Reading> = {}): Reading {
  return { ...readingOf(captured('plain-4x2-busy'), START_MS), ...change };
}

function delay(effects: readonly Effect[]): number | null {
  const [effect] = effects;
  return effect?.kind === 'schedule-read' ? effect.afterMs : null;
}

function fail(driver: Driver, errorKind: SourceErrorKind, afterMs = 0): Driver {
  return driver.send({ kind: 'read-failed', target: 0, errorKind, reason: `it is ${errorKind}` }, afterMs);
}

test('the next read starts one interval after the last one started', () => {
  const driver = new Driver().read(reading());
  for (const [durationMs, afterMs] of [
    [0, 1000],
    [1, 999],
    [100, 900],
  ] as const) {
    driver.read(reading({ durationMs }));
    assert.equal(delay(driver.effects), afterMs);
    assert.equal(connection(driver).phase, 'live');
  }
});

/** A reply of 300 kB whose reading cost so many milliseconds in each of its parts. */
function costing(time: Partial<ReadingTime>): Reading {
  const parts = { connectMs: 0, waitMs: 0, transferMs: 0, parseMs: 0, ...time };
  const durationMs = parts.connectMs + parts.waitMs + parts.transferMs;
  return reading({ time: parts, durationMs, bytes: 300_000 });
}

const paces: readonly (readonly [what: string, time: Partial<ReadingTime>, slowedTo: number | null])[] = [
  ['a far network is no load', { connectMs: 300, waitMs: 300 }, null],
  ['a master that is busy with something else is no load', { waitMs: 2900 }, null],
  ["the writing of a large reply is the master's work, as far as its size explains it", { waitMs: 12 }, null],
  ['reading takes a tenth of the time', { waitMs: 5, parseMs: 200 }, 2050],
  ['a slow link keeps the master at most half of the time', { transferMs: 2300 }, 4600],
  ['nothing is read less often than once a minute', { parseMs: 90_000 }, 60_000],
];

for (const [what, time, slowed] of paces) {
  test(`pace: ${what}`, () => {
    const driver = new Driver().read(costing({ waitMs: 150 }));
    for (let count = 0; count < 5; count += 1) driver.read(costing(time));
    assert.equal(slowedTo(driver), slowed);
  });
}

test('one slow reading, and a second one, are no habit; one fast reading ends it', () => {
  const driver = new Driver().read(costing({})).read(costing({})).read(costing({}));
  const slow = costing({ parseMs: 900 });
  assert.deepEqual(
    [slow, slow, slow, slow, costing({}), slow, costing({})].map((one) => slowedTo(driver.read(one))),
    [null, null, 9000, 9000, null, 9000, null],
  );
});

test('before there is a habit the interval grows three times at most', () => {
  const driver = new Driver().read(costing({}));
  const slow = costing({ transferMs: 20_000 });
  assert.deepEqual(
    [slow, slow, slow].map((one) => slowedTo(driver.read(one))),
    [3000, 3000, 40_000],
  );
});

test('what it takes to take a reading in counts as work', () => {
  const driver = new Driver().read(reading());
  for (let count = 0; count < 3; count += 1)
    driver.send({ kind: 'read', target: 0, reading: reading(), takingInMs: 400 });
  assert.equal(slowedTo(driver), 4000);
});

test('fast mode reads every 100 ms as far as the server keeps up, and back', () => {
  const driver = new Driver().read(reading()).read(reading()).press('f');
  assert.equal(delay(driver.effects), 100);
  assert.equal(delay(driver.read(reading({ durationMs: 2 })).effects), 98);
  for (let count = 0; count < 3; count += 1) driver.read(costing({ parseMs: 50 }));
  assert.equal(delay(driver.effects), 450);
  assert.equal(slowedTo(driver), 500);
  assert.equal(delay(driver.press('f').effects), 1000);
});

test('F7 and F8 walk through the usual intervals and stop at both ends', () => {
  const driver = new Driver().read(reading());
  const intervals = (keys: string) =>
    keys.split(' ').map((key) => driver.press(key).model.settings.intervalMs);
  assert.deepEqual(intervals('f7 f7 f7'), [2000, 3000, 5000]);
  assert.deepEqual(intervals('f8 f8 f8 f8 f8 f8 f8'), [3000, 2000, 1000, 500, 200, 100, 100]);
  assert.equal(driver.model.notice?.text, 'Reading every 100 ms');
});

test('pushed documents are taken as they come, recordings at the pace at which they were made', () => {
  assert.equal(delay(new Driver().read(reading({ protocol: 'websocket', durationMs: 900 })).effects), 0);
  const driver = new Driver();
  const delays = [0, 2000, 2010, 602_010, 600_000].map((offset) =>
    delay(driver.read(reading({ protocol: 'file', receivedAtMs: START_MS + offset })).effects),
  );
  assert.deepEqual(delays, [1000, 2000, 20, 5000, 20]);
});

test('the last sample of a recording ends it, and so does the word of the source', () => {
  const driver = new Driver().read(reading({ protocol: 'file', more: false }));
  assert.deepEqual(driver.effects, []);
  assert.equal(connection(driver).phase, 'ended');
  const other = fail(new Driver().read(reading()), 'ended', 5000);
  assert.deepEqual(other.effects, []);
  assert.deepEqual(connection(other), { phase: 'ended', sinceMs: START_MS + 5000, failure: null });
});

test('a server that is gone keeps its last frame and is asked again, ever more seldom', () => {
  const driver = new Driver().read(reading());
  const { observation } = driver.model.targets[0] ?? assert.fail();
  const delays = Array.from({ length: 7 }, () => delay(fail(driver, 'unreachable', 500).effects));
  assert.deepEqual(delays, [500, 1000, 2000, 2000, 2000, 2000, 2000]);
  assert.deepEqual(connection(driver), {
    phase: 'lost',
    sinceMs: START_MS + 500,
    failures: 7,
    kind: 'unreachable',
    reason: 'it is unreachable',
    retryAtMs: START_MS + 3500 + 2000,
  });
  assert.equal(driver.model.targets[0]?.observation?.sample, observation?.sample);
  assert.equal(driver.model.targets[0]?.badReplies, 0);
  assert.deepEqual(losses(driver), [{ text: 'it is unreachable', ongoing: true, beginMs: START_MS + 500 }]);
  driver.read(reading({ receivedAtMs: START_MS + 9000 }));
  assert.deepEqual(losses(driver), [{ text: 'it is unreachable', ongoing: false, beginMs: START_MS + 500 }]);
  assert.deepEqual(connection(driver), {
    phase: 'live',
    sinceMs: START_MS + 9000,
    slowedToMs: null,
    nextAtMs: START_MS + 9999,
  });
  assert.equal(delay(fail(driver, 'timeout', 500).effects), 500);
  assert.equal(delay(fail(driver, 'timeout', 500).effects), 500, 'the deadline was waiting enough');
});

test('an empty reply now and then is counted and forgiven; many in a row are not', () => {
  const driver = new Driver().read(reading());
  const outcomes = Array.from({ length: 7 }, () => {
    fail(driver, 'empty', 500);
    return `${connection(driver).phase} ${delay(driver.effects)}`;
  });
  const forgiven = ['live 500', 'live 500', 'live 500', 'live 500', 'live 500'];
  assert.deepEqual(outcomes, [...forgiven, 'lost 500', 'lost 1000']);
  assert.equal(driver.model.targets[0]?.badReplies, 7);
});

test('what answers without ever having been stats is no bad reply but a wrong address', () => {
  const driver = fail(new Driver(), 'not-stats');
  assert.equal(driver.model.targets[0]?.badReplies, 0);
  assert.equal(connection(driver).phase, 'lost');
});

test('a source that was closed, and a target that does not exist, change nothing', () => {
  const driver = new Driver().read(reading());
  const { model } = driver;
  assert.equal(fail(driver, 'closed').model.targets, model.targets);
  driver.read(reading(), 7);
  driver.send({ kind: 'read-failed', target: -1, errorKind: 'timeout', reason: '' });
  assert.equal(driver.model.targets, model.targets);
  assert.deepEqual(driver.effects, []);
});

test('every target keeps its own connection; the focused one fills the table', () => {
  const driver = new Driver({ addresses: ['a', 'b'] });
  driver.read(readingOf(captured('emperor-later'), START_MS), 1);
  assert.equal(driver.keys, '');
  assert.deepEqual(driver.effects, [{ kind: 'schedule-read', target: 1, afterMs: 999 }]);
  driver.read(reading(), 0);
  assert.notEqual(driver.keys, '');
  assert.equal(delay(driver.press('C-r').effects), 0);
});

test('a notice goes away by itself', () => {
  const driver = new Driver().press('Z');
  assert.equal(driver.model.notice?.text, 'Nothing to freeze yet');
  assert.notEqual(driver.send({ kind: 'ticked' }, 2999).model.notice, null);
  assert.equal(driver.send({ kind: 'ticked' }, 1).model.notice, null);
});

test('a whole series goes through: the server restarts and the view comes back', () => {
  const driver = new Driver();
  for (const one of capturedSeries('reload-preload')) {
    driver.read(one);
    assert.ok(driver.model.rows.length > 0);
  }
  assert.equal(connection(driver).phase, 'live');
});

function connection(driver: Driver) {
  return driver.model.targets[0]?.connection ?? assert.fail();
}

function slowedTo(driver: Driver): number | null {
  const state = connection(driver);
  return state.phase === 'live' ? state.slowedToMs : assert.fail();
}

function losses(driver: Driver) {
  const events = driver.model.targets[0]?.observation?.events ?? [];
  return events
    .filter(({ kind }) => kind === 'source-lost')
    .map(({ text, ongoing, beginMs }) => ({ text, ongoing, beginMs }));
}
