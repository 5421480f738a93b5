import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialEffects, initialModel } from '../../../src/monitor/dashboard/model/initial-model.js';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import { update } from '../../../src/monitor/dashboard/update/update.js';
import { ReadScheduler } from '../../../src/monitor/live/read-scheduler.js';
import { type Reading, SourceError } from '../../../src/monitor/metrics/sample/reading.js';
import type { Source } from '../../../src/monitor/sources/source.js';
import { seededRandom } from '../../seeded-random.js';
import { START_MS } from '../dashboard/driver.js';
import { FakeClock } from './fake-clock.js';

/*
 * The model, the scheduler of reads and a server whose answers take a given time, for a minute of a clock that is not
 * the wall's: how often is the server read while something is wrong with it?
 */

const TIMEOUT_MS = 3000;

/** Delay of the answer to a question that is put at that second of the minute. */
type Delay = (second: number) => { readonly waitMs: number; readonly transferMs?: number };

interface Minute {
  readonly readings: number;
  readonly failures: number;
  /** The longest time without a new reading, in milliseconds. */
  readonly longestGapMs: number;
  readonly slowest: number;
  readonly events: readonly string[];
}

async function minuteOf(delay: Delay, intervalMs = 1000): Promise<Minute> {
  const clock = new FakeClock(START_MS);
  const times: number[] = [];
  let failures = 0;
  let slowest = 0;
  const source: Source = {
    read: () => answer(clock, delay((clock.wallMs() - START_MS) / 1000)),
    close: () => {},
  };
  let model = initialModel({
    addresses: ['shop:9191'],
    size: { columns: 80, rows: 24 },
    nowMs: START_MS,
    settings: { intervalMs },
  });
  const dispatch = (message: Message): void => {
    if (message.kind === 'read') times.push(message.reading.receivedAtMs);
    if (message.kind === 'read-failed') failures += 1;
    const [next, effects] = update(model, message);
    model = next;
    const connection = model.targets[0]?.connection;
    if (connection?.phase === 'live') slowest = Math.max(slowest, connection.slowedToMs ?? 0);
    for (const effect of effects)
      if (effect.kind === 'schedule-read') scheduler.schedule(effect.target, effect.afterMs);
  };
  const scheduler = new ReadScheduler([source], dispatch, clock);
  for (const effect of initialEffects(model))
    if (effect.kind === 'schedule-read') scheduler.schedule(0, effect.afterMs);
  await clock.runUntil(START_MS + 60_000);
  scheduler.close();
  const gaps = times.map((time, index) => time - (times[index - 1] ?? START_MS));
  const events = model.targets[0]?.observation?.events ?? [];
  return {
    readings: times.length,
    failures,
    longestGapMs: Math.max(...gaps, START_MS + 60_000 - (times.at(-1) ?? START_MS)),
    slowest,
    events: events
      .filter(({ kind }) => kind === 'stats-slow')
      .map(({ kind, count, text }) => `${kind} ${count}: ${text}`),
  };
}

/** The least that there is: what is measured here is not what a reading says. */
const GROUND: Reading = {
  receivedAtMs: START_MS,
  durationMs: 0,
  bytes: 5000,
  protocol: 'raw',
  document: { kind: 'tuntap', version: null, pid: 1, uid: null, gid: null, cwd: null, peers: [] },
  repaired: false,
  more: true,
};

function answer(clock: FakeClock, { waitMs, transferMs = 0 }: ReturnType<Delay>): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const takesMs = waitMs + transferMs;
    clock.after(Math.min(takesMs, TIMEOUT_MS), () => {
      if (takesMs >= TIMEOUT_MS) reject(new SourceError('timeout', 'no reply within 3 s'));
      else
        resolve({
          ...GROUND,
          receivedAtMs: clock.wallMs(),
          durationMs: takesMs,
          time: { connectMs: 0, waitMs, transferMs, parseMs: 0 },
        });
    });
  });
}

/** A master that is stopped from the twentieth second on: whoever asks meanwhile waits for its end. */
function stoppedFor(seconds: number): Delay {
  return (second) => ({ waitMs: second >= 20 && second < 20 + seconds ? (20 + seconds - second) * 1000 : 1 });
}

interface Expected {
  /** In the minute. */
  readonly readings: number;
  /** The longest time without one. */
  readonly gapMs: number;
  readonly failures?: number;
  readonly events?: readonly RegExp[];
}

const TROUBLES: readonly (readonly [what: string, delay: Delay, expected: Expected])[] = [
  ['a server that is well', () => ({ waitMs: 1 }), { readings: 60, gapMs: 1000 }],
  [
    'a master stopped for 1.2 s',
    stoppedFor(1.2),
    { readings: 60, gapMs: 2199, events: [/^stats-slow 1: answered after 1\.2s/] },
  ],
  [
    'a master stopped for 2.9 s',
    stoppedFor(2.9),
    { readings: 59, gapMs: 3899, events: [/^stats-slow 1: answered after 2\.9s/] },
  ],
  ['a master stopped for 3.5 s', stoppedFor(3.5), { readings: 57, gapMs: 4500, failures: 1 }],
  ['a master stopped for 20 s', stoppedFor(20), { readings: 41, gapMs: 20_999, failures: 5 }],
  [
    'an answer delayed by 300 ms each time',
    () => ({ waitMs: 300 }),
    { readings: 60, gapMs: 1000, events: [] },
  ],
  [
    'an answer delayed by 990 ms each time',
    () => ({ waitMs: 990 }),
    { readings: 60, gapMs: 1000, events: [] },
  ],
  [
    'one answer in ten that takes a second',
    (second) => ({ waitMs: second % 10 < 1 ? 1000 : 5 }),
    { readings: 60, gapMs: 1995 },
  ],
  [
    'a link that takes 400 ms for each reply',
    () => ({ waitMs: 5, transferMs: 400 }),
    { readings: 60, gapMs: 1000 },
  ],
  [
    'one reply that took two seconds to arrive',
    (second) => ({ waitMs: 1, transferMs: second >= 20 && second < 21 ? 2000 : 1 }),
    { readings: 59, gapMs: 2999 },
  ],
  [
    'a link that takes 2.3 s for each reply',
    () => ({ waitMs: 5, transferMs: 2300 }),
    { readings: 14, gapMs: 4600 },
  ],
];

for (const [what, delay, { readings, gapMs, failures = 0, events }] of TROUBLES) {
  test(`the minute around ${what}`, async () => {
    const minute = await minuteOf(delay);
    // The clock is not the wall's: the numbers are exact.
    const { readings: taken, longestGapMs, failures: failed } = minute;
    assert.deepEqual(
      { taken, longestGapMs, failed },
      { taken: readings, longestGapMs: gapMs, failed: failures },
    );
    if (events === undefined) return;
    assert.equal(minute.events.length, events.length, minute.events.join('; '));
    for (const [index, event] of events.entries()) assert.match(minute.events[index] ?? '', event);
  });
}

test('whatever the network and the master do, no reading waits longer than the one before it took and an interval', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = seededRandom(seed);
    const scale = [5, 50, 300, 1000, 2500][seed % 5] ?? 5;
    const spikes = random(34);
    const minute = await minuteOf(() => ({ waitMs: random(100) < spikes ? random(2900) : random(scale) }));
    assert.ok(
      minute.longestGapMs <= 1000 + 2900,
      `seed ${seed}: ${minute.longestGapMs} ms without a reading`,
    );
    assert.equal(minute.slowest, 0, `seed ${seed} was slowed down`);
  }
});
