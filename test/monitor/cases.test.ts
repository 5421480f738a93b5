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
  'all-workers-frozen-queue-grows.ndjson': {
    batch: (told) => {
      const queuedAt = told.findIndex(({ totals }) => Number(totals['queue']) > 0);
      const saidAt = told.findIndex(({ verdict }) => verdict.level === 'critical');
      assert.ok(queuedAt > 0 && saidAt > queuedAt && saidAt <= queuedAt + 4, `${saidAt}, not ${queuedAt}`);
      assert.match(
        sentence(told[saidAt]),
        /^not serving \d connections wait, nothing finished for \ds; no worker/,
      );
      assert.ok(told.slice(saidAt).every(({ verdict }) => verdict.state === 'not serving'));
      assert.deepEqual(eventsIn(told), ['attached', 'not-serving', 'stalled', 'stalled']);
    },
    live: (screens) => {
      assert.match(screens.at(-1) ?? '', /NOT SERVING \d+s /);
      assert.match(screens.at(-1) ?? '', /67 connections wait/);
    },
  },
  'all-workers-in-signal-handlers.ndjson': {
    batch: (told) => {
      const inside = told.filter(({ workers }) => workers.every(({ state }) => state === 'sig'));
      assert.ok(inside.length > 20);
      for (const { totals } of inside) assert.ok(Number(totals['busy_ratio']) >= 0.5, 'occupied');
      const late = inside.slice(3);
      assert.ok(
        late.every(({ verdict }) => verdict.level === 'critical'),
        [...new Set(late.map(sentence))].join('\n'),
      );
      assert.match(sentence(late[0]), /2 of 2 workers in a signal handler/);
      assert.deepEqual(eventsIn(told), ['attached', 'saturated']);
      assert.notEqual(told.at(-1)?.verdict.level, 'critical');
    },
    live: (screens) => {
      const verdictOf = (screen: string) => screen.split('\n')[1] ?? '';
      const inside = screens.filter((screen) => verdictOf(screen).includes(' in a signal ')).slice(3);
      assert.ok(inside.length > 15);
      for (const screen of inside)
        assert.match(screen, /SATURATED (?:<1|\d+)s +2 of 2 workers in a signal handler/);
    },
  },
  'dead-workers-leftover-memory.ndjson': {
    batch: (told) => {
      for (const { totals, workers } of told) {
        assert.equal(totals['rss_bytes'], 104_857_600);
        assert.equal(workers[1]?.['rss_bytes'], null);
      }
    },
    live: (screens) => {
      assert.match(screens.at(-1) ?? '', /MEM .* 100M/);
      assertNever(screens, /170M|70\.0M/);
    },
  },
  'graceful-max-requests-threads.ndjson': {
    batch: (told) => {
      assert.deepEqual(levelsIn(told), ['ok']);
      assert.deepEqual(eventsIn(told), ['attached', 'recycle', 'recycle']);
    },
    live: (screens) => assertNever(screens, /CRASH|ERROR|WORKERS END/),
  },
  'graceful-worker-reload-threads.ndjson': {
    batch: (told) => {
      assert.deepEqual(levelsIn(told), ['ok']);
      assert.deepEqual(eventsIn(told), ['attached', 'worker-reload']);
    },
    live: (screens) => assertNever(screens, /CRASH|ERROR|WORKERS END/),
  },
  'no-app-but-requests.json': {
    batch: (told) => {
      assert.match(sentence(told[0]), /^no app the code did not load, every answer is an error/);
      assert.equal(told[0]?.verdict.level, 'critical');
      assert.deepEqual(eventsIn(told), ['attached', 'no-app']);
    },
    live: ([screen = '']) => assert.match(screen, /NO APP/),
  },
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
  'secrets-in-urls.json': {
    batch: (told) => {
      assert.match(JSON.stringify(told), /token=\[redacted\]/);
      assert.doesNotMatch(JSON.stringify(told), /SECRET-/);
    },
    live: (screens) => assertNever(screens, /SECRET-/),
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
  'websockets-open-for-50min.ndjson': {
    batch: (told) => {
      assert.deepEqual(statesIn(told), ['ok']);
      assert.deepEqual(eventsIn(told), ['attached']);
      for (const { totals, workers } of told) {
        assert.equal(totals['in_flight'], 6);
        assert.equal(workers[0]?.['state'], 'busy');
      }
    },
    live: (screens) => {
      assertNever(screens, /STUCK|SLOW/);
      assert.match(screens.at(-1) ?? '', /6\/20 thr/);
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
    live: (screens) => assertNever(screens, /RELOADED|up \d+d/),
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

function levelsIn(told: readonly Told[]): readonly string[] {
  return [...new Set(told.map(({ verdict }) => verdict.level))];
}

function sentence(told: Told | undefined): string {
  return `${told?.verdict.state} ${told?.verdict.text}`;
}

function eventsIn(told: readonly Told[]): readonly string[] {
  return (told.at(-1)?.events ?? []).map(({ kind }) => kind);
}

function assertNever(screens: readonly string[], pattern: RegExp): void {
  assert.ok(screens.length > 0);
  for (const screen of screens) assert.doesNotMatch(screen, pattern);
}
