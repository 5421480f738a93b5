/** Durations of finished requests by route; the first routes have counters of their own, all others share one. */
import { LatencyHistogram } from '../counting/latency-histogram.js';
import { OTHER_ROUTES, type RouteTally } from '../counting/ledger.js';
import { RouteNames } from '../counting/route-names.js';

const MAX_ROUTES = 100;

interface RouteCounters {
  requests: number;
  runningMicros: number;
  readonly latency: LatencyHistogram;
}

export class RoutesCounted {
  readonly #names = new RouteNames();
  readonly #routes = new Map<string, RouteCounters>();

  count(method: string, uri: string, micros: number): void {
    const counters = this.#countersFor(this.#names.nameFor(method, uri));
    counters.requests += 1;
    counters.runningMicros += micros;
    counters.latency.record(micros);
  }

  tallies(): RouteTally[] {
    return Array.from(this.#routes, ([route, { requests, runningMicros, latency }]) => ({
      route,
      requests,
      runningMicros,
      latency: latency.encode(),
    }));
  }

  #countersFor(name: string): RouteCounters {
    const known = this.#routes.get(name);
    if (known !== undefined) return known;
    const route = this.#routes.size < MAX_ROUTES ? name : OTHER_ROUTES;
    const counters = this.#routes.get(route) ?? {
      requests: 0,
      runningMicros: 0,
      latency: new LatencyHistogram(),
    };
    this.#routes.set(route, counters);
    return counters;
  }
}
