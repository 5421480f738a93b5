import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_FOLDED, routeNamer } from '../../../../src/monitor/metrics/routes/route-folding.js';
import type { Sample } from '../../../../src/monitor/metrics/sample/sample.js';
import {
  type Baseline,
  extendBaseline,
  MAX_STEPS,
  STEP_MS,
  usualOf,
} from '../../../../src/monitor/metrics/usual/baseline.js';
import {
  MAX_CLIENTS,
  MAX_ROUTES,
  NOTHING_USUAL,
  observeUsual,
  usualOfRoute,
} from '../../../../src/monitor/metrics/usual/usual.js';
import { at } from '../readings.js';
import { shop } from '../simulation/incidents.js';
import { saidOf } from '../simulation/readings-of.js';

const START = 1_700_000_000_000;

/** One request of so many seconds each second. */
function taught(
  durations: readonly number[],
  before: Baseline | null = null,
  fromMs = START,
): Baseline | null {
  return durations.reduce<Baseline | null>(
    (baseline, seconds, index) =>
      extendBaseline(baseline, fromMs + index * 1000, { sum: seconds, weight: 1, peak: seconds }),
    before,
  );
}

const times = (count: number, seconds: number) => Array.from({ length: count }, () => seconds);

test('the usual is known after two steps, and an incident does not become it for a quarter of an hour', () => {
  assert.equal(usualOf(taught(times(15, 0.1)), 4), null);
  const calm = taught(times(60, 0.1));
  assert.equal(usualOf(calm, 4)?.mean.toFixed(3), '0.100');
  const later = START + 60_000;
  assert.equal(usualOf(taught(times(800, 2), calm, later), 4)?.mean.toFixed(3), '0.100');
  assert.equal(usualOf(taught(times(1000, 2), calm, later), 4)?.mean.toFixed(3), '2.000');
  assert.equal(usualOf(taught(times(600, 0.2), calm, later), 4)?.mean.toFixed(3), '0.200');
});

test('a baseline is bounded, also over a clock that is set', () => {
  const long = taught(times((MAX_STEPS + 20) * (STEP_MS / 1000), 0.1));
  assert.equal(long?.steps.length, MAX_STEPS);
  const back = taught(times(40, 0.3), long, START - 3_600_000);
  assert.equal(usualOf(back, 4)?.mean.toFixed(3), '0.300');
});

test('routes and clients stay bounded whatever comes', () => {
  const said = saidOf({ workers: 4, threads: 8, arrivals: () => 200, routes: shop() }, 3);
  const sample: Sample = at(said, 2).observation.sample;
  let usual = NOTHING_USUAL;
  for (let reading = 0; reading < 40; reading += 1) {
    usual = observeUsual(usual, {
      before: stormed(sample, reading),
      sample: stormed(sample, reading + 1),
      routeOf: routeNamer(NOTHING_FOLDED),
      told: null,
      isOverloaded: false,
      blamedClient: null,
    });
  }
  assert.ok(usual.routes.size <= MAX_ROUTES && usual.routes.size > 100, `${usual.routes.size}`);
  assert.ok(usual.clients.size <= MAX_CLIENTS);
});

/** Every request of a reading has a route and a client of its own. */
function stormed(sample: Sample, reading: number): Sample {
  if (sample.body.kind !== 'workers') throw new Error(sample.body.kind);
  const letters = 'abcdefghij';
  const [request] = sample.body.workers.requests;
  if (request === undefined) throw new Error('nothing in flight');
  const name = [...String(reading)].map((digit) => letters.charAt(Number(digit))).join('');
  const requests = Array.from({ length: 26 }, (_, index) => ({
    ...request,
    firstSeenMs: reading,
    uri: `/${name}/${String.fromCharCode(97 + index)}`,
    client: `${reading}.${index}`,
  }));
  const timeMs = START + reading * 1000;
  return { ...sample, timeMs, body: { ...sample.body, workers: { ...sample.body.workers, requests } } };
}

test('what is usual of a route is told apart from what is usual of the server', () => {
  const routes = [...shop(), { ...at(shop(), 0), uri: () => '/report', seconds: () => 2, share: () => 1 }];
  const said = saidOf({ workers: 4, threads: 4, arrivals: () => 20, routes }, 60);
  const { usual } = at(said, 59).observation.memory.traffic;
  const report = usualOfRoute(usual, 'GET /report')?.mean ?? 0;
  const cart = usualOfRoute(usual, 'GET /cart')?.mean ?? 0;
  assert.ok(report > 1.6 && report < 2.4, `${report}`);
  assert.ok(cart > 0.02 && cart < 0.6, `${cart}`);
});
