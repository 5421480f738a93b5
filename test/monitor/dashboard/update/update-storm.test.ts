import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEYMAP } from '../../../../src/monitor/dashboard/keys/keymap.js';
import type { Message } from '../../../../src/monitor/dashboard/model/message.js';
import { pageSize } from '../../../../src/monitor/dashboard/table/selection.js';
import { capturedSeries, SERIES } from '../../metrics/readings.js';
import { control } from '../acting/asking.js';
import { Driver } from '../driver.js';

const KEYS: readonly string[] = [
  ...KEYMAP.flatMap((binding) => binding.keys),
  ...'enter space tab backspace delete insert up up up down down down left right C-w C-k w u x 2 = > ~ ( ) busy'.split(
    ' ',
  ),
];

const KINDS = [
  'unreachable',
  'timeout',
  'empty',
  'truncated',
  'too-large',
  'not-stats',
  'ended',
  'closed',
] as const;

/** To questions that were asked long ago, or never. */
const ANSWERS: readonly Unsent[] = [
  { kind: 'acted', target: 0 },
  { kind: 'acted', target: 7 },
  { kind: 'act-failed', target: 0, reason: 'nobody reads it' },
  { kind: 'control-found', target: 0, control: control({ fifo: '/run/shop.fifo' }) },
  { kind: 'control-found', target: 0, control: control({}) },
  { kind: 'control-found', target: 7, control: control({ problem: 'it is gone' }) },
];

test('storms of keys, clicks, sizes and readings never break the model', () => {
  const random = generator(42);
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] ?? assert.fail();
  const series = SERIES.map((name) => capturedSeries(name));
  for (let round = 0; round < 40; round += 1) {
    const driver = new Driver();
    const readings = pick(series);
    for (let step = 0; step < 300; step += 1) {
      driver.send(
        randomMessage(random, pick, readings[step % readings.length] ?? assert.fail()),
        random(800),
      );
      assertSound(driver);
    }
  }
});

type Pick = <T>(items: readonly T[]) => T;
type Unsent = Message extends infer M ? (M extends unknown ? Omit<M, 'nowMs'> : never) : never;

function randomMessage(
  random: (below: number) => number,
  pick: Pick,
  reading: ReturnType<typeof capturedSeries>[number],
): Unsent {
  const kind = random(21);
  if (kind < 12) {
    const name = pick(KEYS);
    return { kind: 'key', key: { name, text: name.length === 1 ? name : null } };
  }
  if (kind < 15) return { kind: 'read', target: random(2), reading };
  if (kind === 15) return { kind: 'resized', size: { columns: random(220), rows: random(70) } };
  if (kind === 16) return { kind: 'wheel', steps: random(21) - 10 };
  if (kind === 17) return { kind: 'paste', text: pick(['busy>5 ', 'state=', '\n', '(', 'idle', '\ud800']) };
  if (kind === 18) return { kind: 'read-failed', target: 0, errorKind: pick(KINDS), reason: 'x' };
  if (kind === 19) return pick<Unsent>(ANSWERS);
  return {
    kind: 'click',
    target: pick([
      { kind: 'row', key: `w${random(6)}` },
      { kind: 'fold', key: `w${random(6)}` },
      { kind: 'column', field: pick(['slot', 'now', 'nothing']) },
      { kind: 'menu-item', index: random(30) - 5 },
      { kind: 'view', view: pick(['workers', 'requests', 'sockets', 'history'] as const) },
      { kind: 'action', action: pick(KEYMAP).action },
      { kind: 'moment', timeMs: random(2) * 1_795_000_000_000 + random(100_000) },
    ] as const),
  };
}

function assertSound({ model }: Driver): void {
  const { rows, table, overlay, prompt } = model;
  const keys = rows.map((row) => row.key);
  assert.equal(new Set(keys).size, keys.length, 'keys are unique');
  if (table.selected === null) assert.deepEqual(keys, []);
  else assert.ok(keys.includes(table.selected), `${table.selected} is a row`);
  assert.ok(table.top >= 0 && table.top <= Math.max(0, rows.length - pageSize(model)), `top ${table.top}`);
  assert.ok(Number.isInteger(table.columnOffset) && table.columnOffset >= 0);
  if (overlay !== null && 'top' in overlay) assert.ok(Number.isInteger(overlay.top));
  if (overlay !== null && 'selected' in overlay) assert.ok(Number.isInteger(overlay.selected));
  if (prompt !== null) assert.ok(prompt.cursor >= 0 && prompt.cursor <= [...prompt.text].length);
}

/** The same numbers on every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
