// Inputs that were once misread, by scripts (`--once`, `-b`) and on the live screen, and what each of them must give.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screensOf, type Told, toldAs } from './cases.js';

interface Case {
  /** Each snapshot of `-b --instant`, the first reading included. */
  readonly batch: (told: readonly Told[]) => void;
  /** Each screen of the live view. */
  readonly live: (screens: readonly string[]) => void;
}

const CASES: Readonly<Record<string, Case>> = {
  'respawn-count-one-bad-reading.ndjson': {
    batch: (told) => {
      assert.deepEqual(statesIn(told), ['ok']);
      assert.deepEqual(eventsIn(told), ['attached']);
      assert.deepEqual(
        told.map(({ workers }) => workers[0]?.['respawns']),
        [0, 0, null, 0, 0, 0],
      );
    },
    live: (screens) => assertNever(screens, /CRASH|RELOADED/),
  },
  'status-unknown.json': {
    batch: ([told]) => {
      assert.deepEqual(
        told?.workers.map(({ state }) => state),
        ['idle', 'busy', 'pause', 'cheap', 'sig', 'unknown', 'unknown', 'unknown'],
      );
    },
    live: ([screen = '']) => {
      assert.match(screen, /3 unknown/);
      assert.match(screen, /6 +105 \? .* says "invalid"/);
    },
  },
  'workers-come-and-go.ndjson': {
    batch: (told) => {
      assert.deepEqual(
        told.map(({ workers }) => workers.map(({ slot }) => slot).join(' ')),
        ['1 2', '1 2', '1 2 3 4', '1 2 3 4', '1', '1', '1 2 3'],
      );
      assert.deepEqual(statesIn(told), ['ok']);
      assert.deepEqual(eventsIn(told), ['attached']);
      for (const { interval_seconds, totals } of told.slice(1)) {
        assert.equal(interval_seconds, 1);
        assert.notEqual(totals['rps'], null);
      }
    },
    live: (screens) => assertNever(screens, /RELOADED/),
  },
};

for (const [file, { batch, live }] of Object.entries(CASES)) {
  test(`${file}: -b and --once`, async () => {
    const told = await toldAs(file, '-b --instant');
    batch(told);
    const [once] = await toldAs(file, told.length === 1 ? '--instant' : '--once');
    assert.ok(once !== undefined && statesIn(told).includes(once.verdict.state), once?.verdict.state);
  });

  test(`${file}: the live screen`, async () => live(await screensOf(file)));
}

/** Each state once, in the order in which they were told. */
function statesIn(told: readonly Told[]): readonly string[] {
  return [...new Set(told.map(({ verdict }) => verdict.state))];
}

function eventsIn(told: readonly Told[]): readonly string[] {
  return (told.at(-1)?.events ?? []).map(({ kind }) => kind);
}

function assertNever(screens: readonly string[], pattern: RegExp): void {
  assert.ok(screens.length > 0);
  for (const screen of screens) assert.doesNotMatch(screen, pattern);
}
