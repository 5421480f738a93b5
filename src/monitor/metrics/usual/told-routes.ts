/** Requests that finished between two readings, by route, where the server counts them itself. */
import type { StatsDocument } from '../../../stats/schema.js';
import { type RouteStats, tsgiStatsFrom } from '../../../stats/tsgi-block.js';
import type { RouteNamer } from '../routes/route-folding.js';

export interface ToldRoute {
  readonly count: number;
  /** Seconds of all of them. */
  readonly sum: number;
}

/** By the name that the route has here; null where the server does not tell. */
export function toldRoutes(
  before: StatsDocument,
  now: StatsDocument,
  routeOf: RouteNamer,
): ReadonlyMap<string, ToldRoute> | null {
  const told = routesIn(now);
  if (told.length === 0) return null;
  const earlier = new Map(routesIn(before).map((route) => [route.route, route]));
  const grown = new Map<string, ToldRoute>();
  for (const route of told) {
    const name = nameOf(route, routeOf);
    const growth = growthOf(route, earlier.get(route.route));
    if (name === null || growth === null) continue;
    const known = grown.get(name);
    grown.set(name, { count: growth.count + (known?.count ?? 0), sum: growth.sum + (known?.sum ?? 0) });
  }
  return grown;
}

function routesIn(document: StatsDocument): readonly RouteStats[] {
  return document.kind === 'workers' ? (tsgiStatsFrom(document.extra)?.routes ?? []) : [];
}

/** null for what the server has not named one by one. */
function nameOf({ route }: RouteStats, routeOf: RouteNamer): string | null {
  const blank = route.indexOf(' ');
  if (blank < 0) return null;
  return routeOf({ method: route.slice(0, blank), uri: route.slice(blank + 1) });
}

/** null when nothing finished, or the counts are those of another life. */
function growthOf(now: RouteStats, before: RouteStats | undefined): ToldRoute | null {
  const count = now.requests - (before?.requests ?? 0);
  const sum = (now.running_time - (before?.running_time ?? 0)) / 1e6;
  return count > 0 && sum >= 0 ? { count, sum } : null;
}
