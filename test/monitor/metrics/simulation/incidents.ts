/** Incidents of the field on a simulated server: a minute of health, an incident of three quarters of one, health again. */
import type { IncidentServer, Random, Scenario, SimulatedRoute } from './incident-server.js';

export const BEGIN = 65;
export const END = 110;
export const SECONDS = 145;

export interface Incident {
  readonly scenario: Scenario;
  readonly state: RegExp;
  readonly cause: RegExp;
  /** Seconds after the beginning at which the cause must be told; 5 unless said otherwise. */
  readonly within?: number;
  /** Seconds after the end at which all is well; 10 unless said otherwise. null: what has piled up takes longer. */
  readonly cleared?: number | null;
  /** Changes of the state that are allowed; 4 unless said otherwise. */
  readonly changes?: number;
}

export const during = (time: number) => time >= BEGIN && time < END;

/** Exponential, as waiting times are. */
export const about = (random: Random, mean: number) => -mean * Math.log(1 - random());

const NAMES =
  'alice bob carol dave erin frank grace heidi ivan judy mallory oscar peggy trent victor walter'.split(' ');
const WORDS = 'red blue green old tall wide soft warm hat shoes tea chair lamp desk bed coat'.split(' ');
const pick = (random: Random, list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
const digits = (random: Random, count: number) => String(Math.floor(random() * 10 ** count));
const hex = (random: Random, count: number) =>
  Array.from({ length: count }, () => '0123456789abcdef'.charAt(Math.floor(random() * 16))).join('');

type Seconds = number | ((random: Random, time: number, slot: number) => number);

export function route(
  uri: string | ((random: Random) => string),
  share: number,
  seconds: Seconds,
): SimulatedRoute {
  return {
    share: () => share,
    uri: typeof uri === 'string' ? () => uri : uri,
    seconds: typeof seconds === 'number' ? (random) => about(random, seconds) : seconds,
  };
}

/** A shop of five routes whose requests take `factor` times as long. */
export function shop(factor: (time: number) => number = () => 1): readonly SimulatedRoute[] {
  const slow = (mean: number) => (random: Random, time: number) => about(random, mean) * factor(time);
  return [
    route('/cart', 3, slow(0.05)),
    route((random) => `/search?q=${pick(random, WORDS)}`, 2, slow(0.12)),
    route((random) => `/product/${pick(random, WORDS)}-${pick(random, WORDS)}`, 3, slow(0.08)),
    route((random) => `/api/users/${digits(random, 4)}`, 2, slow(0.03)),
    route('/checkout', 1, slow(0.2)),
  ];
}

const POOL = { workers: 4, threads: 2, arrivals: () => 30 };

function slowRoute(uri: string | ((random: Random) => string), seconds = 20, share = 1.5): Scenario {
  const slow = route(uri, share, (random, time) =>
    during(time) ? seconds * (0.8 + 0.4 * random()) : about(random, 0.15),
  );
  return { ...POOL, routes: [...shop(), slow] };
}

/** Every form of identifier, on the slow route. */
const FORMS: Readonly<Record<string, readonly [(random: Random) => string, RegExp]>> = {
  uuid: [
    (random) =>
      `/order/${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
    /GET \/order\/:id\b/,
  ],
  hex: [(random) => `/blob/${hex(random, 39)}7`, /GET \/blob\/:id/],
  base64: [
    (random) => `/t/${Buffer.from(`k${digits(random, 5)}:${digits(random, 7)}`).toString('base64url')}`,
    /GET \/t\/:id/,
  ],
  slug: [
    (random) => `/shop/${pick(random, WORDS)}-${pick(random, WORDS)}/reviews`,
    /GET \/shop\/:id\/reviews/,
  ],
  'mixed digits': [(random) => `/sku/ab${digits(random, 3)}x${digits(random, 2)}`, /GET \/sku\/:id/],
  date: [
    (random) => `/calendar/2025-0${1 + Math.floor(random() * 9)}-1${digits(random, 1)}`,
    /GET \/calendar\/:id/,
  ],
  email: [
    (random) => `/profile/${pick(random, NAMES)}${digits(random, 2)}@shop.example`,
    /GET \/profile\/:id/,
  ],
  name: [(random) => `/users/${pick(random, NAMES)}/feed`, /GET \/users\/:id\/feed/],
};

function sharedLock(): Scenario {
  let freeAt = 0;
  const locked = (random: Random, time: number) => {
    if (!during(time)) return about(random, 0.1);
    freeAt = Math.max(time, freeAt) + 1.2;
    return freeAt - time;
  };
  return {
    ...POOL,
    routes: [...shop(), route('/pay', 1, locked), route('/refund', 1, locked), route('/stock', 1, locked)],
  };
}

function greedyClient(): Scenario {
  const share = (time: number) => (during(time) ? 3 : 0);
  const own = ['/export', '/search?all', '/report'].map(
    (uri): SimulatedRoute => ({
      ...route(uri, 0, (random) => 4 + 4 * random()),
      share,
      client: () => '203.0.113.7',
    }),
  );
  return { ...POOL, routes: [...shop(), ...own] };
}

function poisoned(): Scenario {
  const routes = shop().map((one) => ({
    ...one,
    raises: (_: Random, time: number, slot: number) => during(time) && slot === 3,
  }));
  return { ...POOL, routes };
}

function raising(ratio: number): readonly SimulatedRoute[] {
  return shop().map((one) => ({
    ...one,
    raises: (random: Random, time: number) => during(time) && random() < ratio,
  }));
}

function neverReturning(): Scenario {
  const lost = { ...route('/chat', 0.02, () => 10_000), share: (time: number) => (during(time) ? 0.15 : 0) };
  return { ...POOL, routes: [...shop(), lost] };
}

export const INCIDENTS: Readonly<Record<string, () => Incident>> = {
  'a shared database that is slow': () => ({
    scenario: { ...POOL, routes: shop((time) => (during(time) ? 25 : 1)) },
    state: /SATURATED|QUEUE FULL/,
    cause: /\d+ of 8 threads .*\d routes.*something they share/,
    within: 8,
    cleared: 25,
    changes: 6,
  }),
  ...Object.fromEntries(
    Object.entries(FORMS).map(([form, [uri, cause]]) => [
      `one slow route, ${form}`,
      (): Incident => ({
        scenario: slowRoute(uri),
        state: /SATURATED|QUEUE FULL/,
        cause,
        within: 12,
        cleared: null,
        changes: 8,
      }),
    ]),
  ),
  'one slow route below saturation': () => ({
    scenario: slowRoute('/pay', 3, 0.38),
    state: /SLOWER|SATURATED/,
    cause: /GET \/pay [\d.]+m?s, usually [\d.]+m?s(?:: \d of 8 threads)?/,
    within: 9,
    changes: 6,
  }),
  'everything five times slower': () => ({
    scenario: { ...POOL, arrivals: () => 8, routes: shop((time) => (during(time) ? 8 : 1)) },
    state: /SLOWER/,
    cause: /[\d.]+m?s, usually [\d.]+m?s/,
    within: 6,
    // Those that began in it end later.
    cleared: 12,
  }),
  'a lock that three routes share': () => ({
    scenario: sharedLock(),
    state: /SATURATED|QUEUE FULL/,
    cause: /\d routes.*something they share/,
    within: 12,
    cleared: null,
    changes: 8,
  }),
  'a client with many connections': () => ({
    scenario: greedyClient(),
    state: /SATURATED|QUEUE FULL/,
    cause: /client 203\.0\.113\.7 holds \d of 8 threads/,
    within: 8,
    cleared: null,
    changes: 8,
  }),
  'connections that never send a request': () => ({
    scenario: {
      ...POOL,
      routes: [
        ...shop(),
        { ...route('', 0, () => 300), share: (time) => (during(time) ? 1.5 : 0), headless: true },
      ],
    },
    state: /SATURATED|QUEUE FULL|SLOWER|STUCK/,
    cause: /no request yet/,
    within: 12,
    cleared: null,
    changes: 10,
  }),
  'one worker that is slow whatever it serves': () => ({
    scenario: {
      ...POOL,
      routes: shop().map((one) => ({
        ...one,
        seconds: (random: Random, time: number, slot: number) =>
          one.seconds(random, time, slot) * (during(time) && slot === 3 ? 40 : 1),
      })),
    },
    state: /SLOW/,
    cause: /W3 alone is slow/,
    within: 20,
    cleared: null,
    changes: 6,
  }),
  'async cores that wait for one backend': () => ({
    scenario: {
      ...{ workers: 2, threads: 40, arrivals: () => 25 },
      routes: shop((time) => (during(time) ? 20 : 1)),
    },
    state: /SLOW/,
    cause: /\d+ of 80 threads .*something they share/,
    cleared: null,
    changes: 8,
  }),
  'a slow upload': () => ({
    scenario: {
      ...slowRoute('/upload', 25),
      routes: slowRoute('/upload', 25).routes.map((one) => ({ ...one, method: 'POST' })),
    },
    state: /SATURATED|QUEUE FULL/,
    cause: /POST \/upload/,
    within: 12,
    cleared: null,
    changes: 8,
  }),
  'a worker whose every request raises': () => ({
    scenario: poisoned(),
    state: /ERRORS/,
    cause: /W3/,
    within: 6,
    cleared: 35,
  }),
  'errors after a deploy': () => ({
    scenario: {
      ...POOL,
      routes: raising(0.3),
      acts: [{ at: BEGIN - 2, act: replaceAll }],
    },
    state: /ERRORS/,
    cause: /since the reload/,
    within: 8,
    cleared: 35,
  }),
  'threads that never come back': () => ({
    scenario: neverReturning(),
    state: /STUCK|SLOW|SATURATED|QUEUE FULL/,
    cause: /\/chat/,
    within: 30,
    cleared: null,
    changes: 10,
  }),
  'more requests than the pool can serve': () => ({
    scenario: { ...POOL, arrivals: (time) => (during(time) ? 130 : 30), routes: shop() },
    state: /SATURATED|QUEUE FULL/,
    cause: /usually (?:2|3)\d/,
    within: 6,
    cleared: 20,
  }),
};

function replaceAll(server: IncidentServer): void {
  for (let slot = 1; slot <= 4; slot += 1) server.retire(slot, 0.2);
}

/** Servers that are well. */
export const HEALTHY: Readonly<Record<string, () => Scenario>> = {
  'half load': () => ({ ...POOL, arrivals: () => 50, routes: shop() }),
  'half load of long requests on few threads': () => ({
    workers: 4,
    threads: 1,
    arrivals: () => 1.5,
    routes: [route('/report', 1, (random) => 0.6 + 1.4 * random()), route('/cart', 1, 0.5)],
  }),
  'nearly nothing to do': () => ({ ...POOL, arrivals: () => 0.2, routes: shop() }),
  'two thirds': () => ({ ...POOL, arrivals: () => 55, routes: shop() }),
  'a report that always takes seconds': () => ({
    ...POOL,
    arrivals: () => 20,
    routes: [...shop(), route('/report', 0.15, (random) => 3 + 3 * random())],
  }),
  'a long tail': () => ({
    ...POOL,
    routes: shop().map((one) => ({
      ...one,
      seconds: (random: Random, time: number, slot: number) =>
        random() < 0.02 ? 0.5 + 2 * random() : one.seconds(random, time, slot),
    })),
  }),
  'traffic that comes in waves': () => ({
    ...POOL,
    arrivals: (time) => 25 + 20 * Math.sin(time / 15),
    routes: shop(),
  }),
  'a few errors': () => ({
    ...POOL,
    routes: shop().map((one) => ({ ...one, raises: (random: Random) => random() < 0.002 })),
  }),
  'async cores': () => ({
    workers: 2,
    threads: 50,
    arrivals: () => 60,
    routes: [route('/poll', 1, (random) => 0.3 + 0.4 * random()), ...shop()],
  }),
  'a single worker': () => ({ workers: 1, threads: 1, arrivals: () => 4, routes: shop() }),
};
