/** Troubles of vassals and nodes in a sample, for verdict and events alike. */
import type { NodeSample, RouterBody, VassalSample } from '../sample/fleet-samples.js';

/** After this long past its throttle time a vassal is not being tried any more: it was removed, only its entry stays. */
const RETRY_SLACK_SECONDS = 30;

/** Waiting for the next try, trying again or failing again: the entry goes when the vassal has served a request. */
export function blacklistedVassals(vassals: readonly VassalSample[], nowMs: number): readonly VassalSample[] {
  return vassals.filter((vassal) => {
    if (vassal.state === 'starting' || vassal.state === 'cursed') return (vassal.attempts ?? 0) > 0;
    const giveUpSeconds = (vassal.throttleSeconds ?? 0) + RETRY_SLACK_SECONDS;
    return (
      vassal.state === 'blacklisted' &&
      (vassal.lastAttemptMs === null || nowMs - vassal.lastAttemptMs < giveUpSeconds * 1000)
    );
  });
}

/** `failcnt` is never taken back, so only growth while we watch counts. */
const FAILURE_SHOWN_MS = 60_000;

export function failingNodes(nodes: readonly NodeSample[], nowMs: number): readonly NodeSample[] {
  return nodes.filter(
    ({ marked, lastFailureMs }) =>
      marked === true || (lastFailureMs !== null && nowMs - lastFailureMs < FAILURE_SHOWN_MS),
  );
}

/** A removed key is not news for ever. */
const GONE_SHOWN_MS = 5 * 60_000;

/** Keys whose requests nobody would answer: all of their nodes are given up, or have left since `gone`. */
export function keysWithoutNode(
  { keys }: RouterBody,
  gone: ReadonlyMap<string, number>,
  nowMs: number,
): readonly string[] {
  const dead = (keys ?? []).filter(({ nodesUp }) => nodesUp === 0).map(({ key }) => key);
  const left = [...gone].filter(([, sinceMs]) => nowMs - sinceMs < GONE_SHOWN_MS).map(([key]) => key);
  return [...dead, ...left];
}

/** Keys that had nodes while tstop watched and are not listed any more, and since when. */
export function nextKeysGone(
  known: ReadonlyMap<string, number>,
  before: RouterBody,
  now: RouterBody,
  nowMs: number,
): ReadonlyMap<string, number> {
  const listed = new Set(now.keys?.map(({ key }) => key));
  const left = (before.keys ?? []).filter(({ key }) => !listed.has(key));
  const still = [...known].filter(([key, sinceMs]) => !listed.has(key) && nowMs - sinceMs < GONE_SHOWN_MS);
  return new Map([...still, ...left.map(({ key }): [string, number] => [key, nowMs])]);
}
