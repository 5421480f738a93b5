// A route that is too quick to be met in flight, on a server that counts the requests of each route itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Observation, observe } from '../../../../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import { recentOfRoute, usualOfRoute } from '../../../../src/monitor/metrics/usual/usual.js';
import { readingOf } from '../readings.js';
import { EPOCH_SECONDS } from '../simulated-server.js';
import { IncidentServer, type Random, type SimulatedRoute } from './incident-server.js';
import { about, route, shop } from './incidents.js';

const BEGIN = 60;
const USUAL = 0.004;
const SLOW = 0.2;

/** Readings of a shop whose payments are fifty times slower from `BEGIN` on, and of one where all stays as it is. */
function watched(seed: number, isSlow: boolean): readonly Observation[] {
  const counted = new Map<string, { requests: number; micros: number }>();
  const pay = route(
    (random) => `/pay/${Math.floor(random() * 1e6)}`,
    4,
    (random: Random, time: number) => about(random, isSlow && time >= BEGIN ? SLOW : USUAL),
  );
  const routes = [...shop(), pay].map((one) => told(one, counted));
  const server = new IncidentServer({ workers: 4, threads: 2, arrivals: () => 25, routes, seed });
  const seen: Observation[] = [];
  for (let second = 0; second < 85; second += 1) {
    const time = second + 0.37;
    const document = server.document(time);
    const own = Array.from(counted, ([name, { requests, micros }]) => ({
      route: name,
      requests,
      running_time: Math.round(micros),
    }));
    const extra = { tsgi: { routes: own } };
    const reading = readingOf({ ...document, extra }, (EPOCH_SECONDS + time) * 1000);
    seen.push(observe(seen.at(-1) ?? null, reading, DEFAULT_THRESHOLDS));
  }
  return seen;
}

/** Counted by the name that the server would give it. */
function told(
  one: SimulatedRoute,
  counted: Map<string, { requests: number; micros: number }>,
): SimulatedRoute {
  const name = `GET ${one.uri(() => 0.5).replace(/\?.*/, '')}`.replace(/\d+/, ':id');
  return {
    ...one,
    seconds: (random, time, slot) => {
      const seconds = one.seconds(random, time, slot);
      const known = counted.get(name) ?? { requests: 0, micros: 0 };
      counted.set(name, { requests: known.requests + 1, micros: known.micros + seconds * 1e6 });
      return seconds;
    },
  };
}

const SEEDS = [1, 2, 3];

test('what is usual of a quick route is what the server counts, and what it takes now is told beside it', () => {
  for (const seed of SEEDS) {
    const seen = watched(seed, true);
    const last = seen.at(-1) ?? assert.fail();
    const { usual } = last.memory.traffic;
    const mean = usualOfRoute(usual, 'GET /pay/:id')?.mean ?? 0;
    assert.ok(mean > USUAL / 1.5 && mean < USUAL * 1.5, `seed ${seed}: usually ${mean}`);
    const recent = recentOfRoute(usual, 'GET /pay/:id', last.sample.timeMs) ?? 0;
    assert.ok(recent > SLOW / 1.7 && recent < SLOW * 1.7, `seed ${seed}: lately ${recent}`);
    const blamed = seen.slice(BEGIN + 8).filter(({ verdict }) => {
      const sentence = [verdict.state, ...verdict.facts].join(' · ');
      return /^SLOWER .*GET \/pay\/:id [\d.]+m?s, usually [2-7](?:\.\d)?ms/.test(sentence);
    });
    assert.ok(blamed.length >= 12, `seed ${seed}: ${blamed.length} of 17 name the route`);
  }
});

test('and a server that is well stays so', () => {
  for (const seed of SEEDS)
    assert.deepEqual(
      [...new Set(watched(seed, false).map(({ verdict }) => verdict.level))],
      ['ok'],
      `seed ${seed}`,
    );
});

test('routes whose counts went down, or have no name, are not counted', () => {
  const server = new IncidentServer({ workers: 1, threads: 1, arrivals: () => 0, routes: shop() });
  const of = (time: number, requests: number) => ({
    ...server.document(time),
    extra: {
      tsgi: {
        routes: [
          { route: 'GET /x', requests, running_time: 1000 * requests },
          { route: 'other', requests: 100 * time, running_time: 1e6 * time },
        ],
      },
    },
  });
  const counts = [5, 9, 3, 3];
  const seen = counts.reduce<Observation | null>(
    (before, count, index) =>
      observe(before, readingOf(of(index + 1, count), (EPOCH_SECONDS + index) * 1000), DEFAULT_THRESHOLDS),
    null,
  );
  const recent = [...(seen?.memory.traffic.usual.routes ?? [])].map(([name, { recent: all }]) => [
    name,
    all.map(({ count }) => count),
  ]);
  assert.deepEqual(recent, [['GET /x', [4]]]);
});
