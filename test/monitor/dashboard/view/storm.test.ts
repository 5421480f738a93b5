import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { setupItems } from '../../../../src/monitor/dashboard/setup/items.js';
import { pageSize } from '../../../../src/monitor/dashboard/table/selection.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { emptyArchive } from '../../../../src/monitor/metrics/archive/sample-archive.js';
import type { Reading } from '../../../../src/monitor/metrics/sample/reading.js';
import { capturedSeries, readingOf, SERIES } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';
import { type Chance, chanceFrom, stormMessages } from '../storm-messages.js';
import { WRECKABLE, wreckedDocument } from '../wrecked.js';
import { checkFrame } from './check-frame.js';
import { seededRandom } from './hostile.js';

/*
 * Every view, overlay and answer against documents that change their kind and shape from reading to reading, clocks
 * that jump, sources that go: whatever comes, the model stays sound, the frame keeps its promises, and what is kept
 * stays within its bounds. STORM_SEED and STORM_ROUNDS find a failure again, or look for more.
 */
const FIRST_SEED = Number(process.env['STORM_SEED'] ?? 1);
const ROUNDS = Number(process.env['STORM_ROUNDS'] ?? 12);
const STEPS = 250;
const LIMITS = { spanMs: 600_000, bytes: 60_000 };

test('no storm of replies, keys, clicks, sizes, answers and clocks breaks a frame or the model', () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed += 1) storm(seed);
});

function storm(seed: number): void {
  const chance = chanceFrom(seededRandom(seed * 7919));
  const driver = calmBefore(chance);
  const replies = repliesOf(chance);
  for (let step = 0; step < STEPS; step += 1) {
    const { model } = driver;
    const messages =
      chance.random() < 0.25
        ? [{ kind: 'read', target: chance.random() < 0.97 ? 0 : 1, reading: replies(model.nowMs) } as const]
        : stormMessages(model, chance);
    for (const message of messages) {
      const name = `STORM_SEED=${seed}, step ${step}, ${message.kind}`;
      driver.send(message, chance.random() < 0.03 ? (chance.random() - 0.5) * 1e7 : chance.below(800));
      assertSound(driver.model, name);
      checkFrame(view(driver.model, driver.model.utcOffsetMinutes), driver.model.size, name);
    }
  }
}

function calmBefore({ random, pick }: Chance): Driver {
  const driver = new Driver({
    local: random() < 0.7,
    nowMs: START_MS,
    settings: {
      ascii: random() < 0.3,
      reveal: random() < 0.1,
    },
    server: {
      readonly: random() < 0.2,
      fifo: pick([null, '/run/shop.fifo']),
      tracebacker: pick([null, '/run/tb']),
      harakiriSeconds: pick([null, 5]),
    },
  });
  const targets = driver.model.targets.map((target) => ({ ...target, archive: emptyArchive(LIMITS) }));
  driver.model = { ...driver.model, targets };
  return driver;
}

/** A reply at about that time: mostly of the same server, wrecked; sometimes of another; or a captured series. */
function repliesOf({ random, below, pick }: Chance): (nowMs: number) => Reading {
  const series = capturedSeries(pick(SERIES));
  const faithful = random() < 0.4 ? 0.5 : 0;
  let reply = pick(WRECKABLE);
  let count = 0;
  return (nowMs) => {
    count += 1;
    const captured = series[count % series.length] ?? assert.fail();
    if (random() < faithful) return captured;
    if (random() < 0.1) reply = pick(WRECKABLE);
    const atMs = nowMs + (random() < 0.05 ? (random() - 0.5) * 1e8 : random() * 1500);
    const reading = readingOf(wreckedDocument(reply, random) ?? captured.document, atMs);
    if (random() > 0.05) return reading;
    const protocol = pick(['http', 'websocket', 'file', 'stdin'] as const);
    return { ...reading, protocol, more: random() < 0.5, utcOffsetMinutes: below(2000) - 1000 };
  };
}

function assertSound(model: Model, name: string): void {
  const { rows, table, overlay, prompt, details } = model;
  const keys = rows.map((row) => row.key);
  assert.equal(new Set(keys).size, keys.length, `${name}: keys are unique`);
  if (table.selected === null) assert.deepEqual(keys, [], name);
  else assert.ok(keys.length === 0 || keys.includes(table.selected), `${name}: ${table.selected} is a row`);
  assert.ok(
    table.top >= 0 && table.top <= Math.max(0, rows.length - pageSize(model)),
    `${name}: ${table.top}`,
  );
  assert.ok(Number.isInteger(table.columnOffset) && table.columnOffset >= 0, name);
  if (overlay !== null && 'top' in overlay)
    assert.ok(Number.isInteger(overlay.top) && overlay.top >= 0, name);
  if (overlay?.kind === 'setup') assert.notEqual(setupItems(model, overlay)[overlay.cursor], undefined, name);
  if (prompt !== null) assert.ok(prompt.cursor >= 0 && prompt.cursor <= [...prompt.text].length, name);
  if (details !== null) assert.ok(Number.isInteger(details.core) && details.core >= 0, name);
  for (const history of Object.values(model.promptHistory)) assert.ok(history.length <= 200, name);
  for (const { archive, observation } of model.targets) {
    assert.ok(archive.bytes >= 0 && archive.bytes <= LIMITS.bytes, `${name}: ${archive.bytes} bytes`);
    assert.ok((observation?.events.length ?? 0) <= 1000, name);
  }
}
