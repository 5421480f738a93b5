import type { AppStats } from '../../../stats/schema.js';
import type { WorkerInterval } from '../lives/growth.js';
import { isAlive, isReplaced } from '../lives/lives.js';
import { countOf, growth, growthOfReplaced, perSecond, sumOf } from '../sample/counters.js';
import type { AppSample } from '../sample/sample.js';

/**
 * The applications of one worker. Their `requests` count at the start of a request, unlike all others. With
 * --lazy-apps a new process counts them from 0, and an app that was not loaded before has all of its requests since.
 */
export function workerApps({ slot, before, now, seconds }: WorkerInterval): readonly AppSample[] {
  const workers = isAlive(now) ? 1 : 0;
  const replaced = isReplaced(before, now);
  const appsBefore = byKey(before?.apps ?? []);
  return (now.apps ?? []).map((app) => {
    const earlier = appsBefore.get(appKey(app));
    return {
      slot,
      id: countOf(app.id),
      mountpoint: app.mountpoint ?? '',
      modifier1: countOf(app.modifier1),
      chdir: app.chdir === '' ? null : app.chdir,
      startupSeconds: countOf(app.startup_time),
      workers,
      requestsTotal: countOf(app.requests),
      requestsPerSecond: perSecond(appGrowth(earlier?.requests, app.requests, replaced), seconds),
      exceptionsTotal: countOf(app.exceptions),
      exceptionsPerSecond: perSecond(appGrowth(earlier?.exceptions, app.exceptions, replaced), seconds),
    };
  });
}

/** The same summed over workers, in order of first appearance. */
export function appTotals(workers: readonly (readonly AppSample[])[]): readonly AppSample[] {
  const groups = new Map<string, AppSample[]>();
  for (const app of workers.flat()) {
    const key = `${app.modifier1}\0${app.mountpoint}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [app]);
    else group.push(app);
  }
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    return first === undefined ? [] : [appTotal(first, group)];
  });
}

function appTotal(first: AppSample, group: readonly AppSample[]): AppSample {
  return {
    ...first,
    slot: 0,
    startupSeconds: group.reduce<number | null>(slowest, null),
    workers: group.reduce((sum, app) => sum + app.workers, 0),
    requestsTotal: sumOf(group, (app) => app.requestsTotal),
    requestsPerSecond: sumOf(group, (app) => app.requestsPerSecond),
    exceptionsTotal: sumOf(group, (app) => app.exceptionsTotal),
    exceptionsPerSecond: sumOf(group, (app) => app.exceptionsPerSecond),
  };
}

function slowest(slowestYet: number | null, app: AppSample): number | null {
  if (app.startupSeconds === null) return slowestYet;
  return Math.max(slowestYet ?? 0, app.startupSeconds);
}

function appGrowth(before: number | null | undefined, now: number | null, replaced: boolean): number | null {
  return replaced || before === undefined ? growthOfReplaced(before, now) : growth(before, now);
}

/** The first of each key. */
function byKey(apps: readonly AppStats[]): ReadonlyMap<string, AppStats> {
  const first = new Map<string, AppStats>();
  for (const app of apps) if (!first.has(appKey(app))) first.set(appKey(app), app);
  return first;
}

function appKey(app: AppStats): string {
  return `${app.modifier1}\0${app.mountpoint ?? ''}`;
}
