import type { RouterDocument, StatsDocument, WorkersDocument } from '../../stats/schema.js';
import type { Secrets } from '../text/redact.js';
import { type LearnedTraffic, NO_TRAFFIC, nextTraffic } from './carried/learned-traffic.js';
import type { ObservationMemory } from './carried/observation-memory.js';
import { nextEvents } from './events/events.js';
import type { EventInput } from './events/input.js';
import { NO_EVENT_MEMORY } from './events/memory.js';
import type { ServerEvent } from './events/server-event.js';
import { nextNodeFailures, routerBody, withFailures } from './fleet/router.js';
import { nextKeysGone } from './fleet/troubles.js';
import { emperorFacts, peerSamples, vassalSamples } from './fleet/vassals.js';
import { believable } from './lives/believable.js';
import { isSameLife } from './lives/lives.js';
import type { PatienceOf } from './lives/requests.js';
import { type RouteFolding, type RouteNamer, routeNamer } from './routes/route-folding.js';
import { observeRoutes, type RouteWatch, refolded } from './routes/routes.js';
import { idOf, pidOf, sumOf } from './sample/counters.js';
import { appendPoint, type HistoryPoint } from './sample/history.js';
import { stoppedPids, withHostFacts } from './sample/host-facts.js';
import { type Limits, patienceWith } from './sample/long-requests.js';
import type { Reading } from './sample/reading.js';
import type { Sample, SampleBody, ServerIdentity } from './sample/sample.js';
import { tsgiFacts } from './tsgi-block.js';
import { usualOfRoute } from './usual/usual.js';
import { type Verdict, verdictFor } from './verdict/verdict.js';
import type { ListenQueue } from './workers/sockets.js';
import type { Restart, WatchedServer } from './workers/watched-server.js';
import { observeWorkers } from './workers/workers-body.js';

/** One moment as a screen shows it: the newest, or one recalled from the archive. */
export interface Observed {
  readonly sample: Sample;
  readonly verdict: Verdict;
  /** Oldest first, at most `HISTORY_POINTS`. */
  readonly history: readonly HistoryPoint[];
  /** Whose requests took the time of the last minutes; null for documents without workers. */
  readonly routes: RouteWatch | null;
  /** Events since attach, oldest first, at most `MAX_EVENTS`; a row with repeats is placed at its last one. */
  readonly events: readonly ServerEvent[];
}

/**
 * Everything that watching one server has taught so far: the newest sample, what the next one needs from it (carries,
 * first-seen times, trends), the verdict and a bounded history. Immutable; `observe` makes the next one.
 */
export interface Observation extends Observed {
  /** Owned by observe(); opaque to everybody else. */
  readonly memory: ObservationMemory;
}

/** Rates over less than this are noise: two polls asked for at once. */
const MIN_INTERVAL_SECONDS = 0.02;

const HIDDEN: Secrets = { reveal: false, alsoSecret: [] };

/** Takes in one reading. Pure: the clock is the reading's. */
export function observe(previous: Observation | null, told: Reading, thresholds: Limits): Observation {
  const nowMs = told.receivedAtMs;
  const before = previous?.memory ?? null;
  const reading = withoutNonsense(told, previous);
  const sameLife = previous !== null && continuesWith(previous, reading) ? previous : null;
  const seconds = sameLife && intervalSeconds(sameLife.memory.reading.receivedAtMs, nowMs);
  const findings = bodyOf(reading, sameLife?.memory ?? null, before, seconds, thresholds);
  const failures = nodeFailures(sameLife, findings.body, nowMs);
  const sample: Sample = {
    timeMs: nowMs,
    intervalSeconds: seconds,
    server: identityOf(reading.document, findings.server),
    reading: {
      protocol: reading.protocol,
      bytes: reading.bytes,
      durationMs: reading.durationMs,
      repaired: reading.repaired,
      timeIsNewest: reading.timeIsNewest === true,
    },
    body: withNodeFailures(findings.body, failures),
  };
  const sampleBefore = sameLife?.sample ?? null;
  const traffic = nextTraffic(before?.traffic ?? NO_TRAFFIC, {
    before: sampleBefore,
    sample,
    server: findings.server,
    documents: { before: before?.reading.document, now: reading.document },
    thresholds,
  });
  const routeOf = routeNamer(traffic.folding);
  const restart = before === null || sameLife !== null ? null : restartOf(before, reading);
  const stopped = stoppedSlots(sample, told, sameLife);
  const happened = eventsAfter(previous, {
    before: sampleBefore,
    serverBefore: before?.server ?? null,
    sample,
    server: findings.server,
    attached: previous === null,
    restart,
    thresholds,
    routeOf,
    oomKills: told.host?.oomKills ?? null,
    stopped,
  });
  const memory: ObservationMemory = {
    attachedAtMs: before?.attachedAtMs ?? nowMs,
    reading,
    restarted: restart ?? before?.restarted ?? null,
    server: findings.server,
    nodeFailures: failures,
    keysGone: keysGone(sameLife, sample),
    stopped,
    events: happened.memory,
    traffic,
  };
  const history = appendPoint(previous?.history ?? [], { ...pointOf(sample), ...paceOf(reading) });
  const verdict = verdictFor({ sample, history, memory, thresholds }, previous?.verdict ?? null);
  const routes = routesOf(previous, traffic.folding, routeOf, sample);
  return { sample, verdict, history, routes, events: happened.events, memory };
}

function withoutNonsense(told: Reading, previous: Observation | null): Reading {
  const { receivedAtMs: nowMs } = told;
  if (told.document.kind !== 'workers') return told;
  const before = previous?.memory.reading;
  const earlier = before?.document.kind === 'workers' ? before.document : null;
  const document = withHostFacts(told.document, told.host, earlier);
  if (before?.document.kind !== 'workers') return { ...told, document: believable(document, null, nowMs) };
  const seconds = intervalSeconds(before.receivedAtMs, nowMs);
  return { ...told, document: believable(document, { document: before.document, seconds }, nowMs) };
}

function eventsAfter(previous: Observation | null, input: EventInput): ReturnType<typeof nextEvents> {
  return nextEvents(previous?.events ?? [], previous?.memory.events ?? NO_EVENT_MEMORY, input);
}

function continuesWith({ memory }: Observation, reading: Reading): boolean {
  return isComparable(memory.reading.document, reading.document);
}

/** The user has asked for these workers to be replaced: when that happens, nobody shall call it a crash. */
export function withAsked(
  observation: Observation,
  asked: ObservationMemory['events']['asked'],
): Observation {
  const { memory } = observation;
  return { ...observation, memory: { ...memory, events: { ...memory.events, asked } } };
}

/** A reload ends no route; what is learned of paths renames those that were counted before. */
function routesOf(
  previous: Observation | null,
  folding: RouteFolding,
  routeOf: RouteNamer,
  { body, timeMs, intervalSeconds }: Sample,
): RouteWatch | null {
  if (body.kind !== 'workers') return null;
  const before = previous?.routes ?? null;
  const isKnown = before === null || previous?.memory.traffic.folding.folded === folding.folded;
  const renamed = isKnown ? before : refolded(before, folding.folded);
  return observeRoutes(renamed, body.workers.requests, timeMs, intervalSeconds, routeOf);
}

function isComparable(before: StatsDocument, now: StatsDocument): boolean {
  if (before.kind === 'workers' && now.kind === 'workers') return isSameLife(before, now);
  return before.kind === now.kind && before.pid === now.pid;
}

function intervalSeconds(beforeMs: number, nowMs: number): number | null {
  const seconds = (nowMs - beforeMs) / 1000;
  return seconds >= MIN_INTERVAL_SECONDS ? seconds : null;
}

function restartOf(before: ObservationMemory, reading: Reading): Restart {
  const isNewMaster = before.reading.document.pid !== reading.document.pid;
  return { kind: isNewMaster ? 'restarted' : 'reloaded', timeMs: reading.receivedAtMs };
}

function stoppedSlots({ body }: Sample, { host }: Reading, previous: Observation | null): readonly number[] {
  const now = stoppedPids(host);
  if (now.size === 0 || body.kind !== 'workers') return NOBODY;
  const before = stoppedPids(previous?.memory.reading.host);
  return body.workers.workers.flatMap(({ slot, pid }) =>
    pid !== null && now.has(pid) && before.has(pid) ? [slot] : [],
  );
}

const NOBODY: readonly number[] = [];

function keysGone(previous: Observation | null, { body, timeMs }: Sample): ReadonlyMap<string, number> {
  const before = previous?.sample.body;
  if (previous === null || before?.kind !== 'router' || body.kind !== 'router') return NO_FAILURES;
  return nextKeysGone(previous.memory.keysGone, before.router, body.router, timeMs);
}

const NO_FAILURES: ReadonlyMap<string, number> = new Map();

function nodeFailures(
  previous: Observation | null,
  body: SampleBody,
  nowMs: number,
): ReadonlyMap<string, number> {
  const before = previous?.sample.body;
  if (previous === null || before?.kind !== 'router' || body.kind !== 'router') return NO_FAILURES;
  return nextNodeFailures(previous.memory.nodeFailures, before.router.nodes, body.router.nodes, nowMs);
}

function withNodeFailures(body: SampleBody, failures: ReadonlyMap<string, number>): SampleBody {
  return body.kind === 'router' ? { ...body, router: withFailures(body.router, failures) } : body;
}

interface Findings {
  readonly body: SampleBody;
  readonly server: WatchedServer | null;
}

/** `before`: the memory of the same life; `since`: that since attach, earlier lives included. */
function bodyOf(
  reading: Reading,
  before: ObservationMemory | null,
  since: ObservationMemory | null,
  seconds: number | null,
  thresholds: Limits,
): Findings {
  const { document, receivedAtMs: nowMs } = reading;
  switch (document.kind) {
    case 'workers': {
      const workersReading = {
        document,
        nowMs,
        listenQueues: reading.host?.listenQueues ?? NO_QUEUES,
        secrets: thresholds.secrets ?? HIDDEN,
        patienceOf: patienceAfter(since?.traffic ?? NO_TRAFFIC, thresholds),
        before: workersBefore(before),
        seconds,
        utcOffsetMinutes: reading.utcOffsetMinutes ?? null,
      };
      const { body, watched } = observeWorkers(workersReading, since?.server ?? null, thresholds);
      return { body: { kind: 'workers', workers: body }, server: watched };
    }
    case 'emperor':
      return {
        body: { kind: 'emperor', vassals: vassalSamples(document, nowMs), emperor: emperorFacts(document) },
        server: null,
      };
    case 'router': {
      const router = routerBody(routerBefore(before), document, seconds, nowMs);
      return { body: { kind: 'router', router }, server: null };
    }
    case 'tuntap':
      return { body: { kind: 'tuntap', peers: peerSamples(document) }, server: null };
  }
}

function patienceAfter({ folding, usual }: LearnedTraffic, limits: Limits): PatienceOf {
  const routeOf = routeNamer(folding);
  return (request) => {
    const route = routeOf(request);
    return patienceWith(request, route === null ? null : (usualOfRoute(usual, route)?.mean ?? null), limits);
  };
}

const NO_QUEUES: ReadonlyMap<string, ListenQueue> = new Map();

function workersBefore(
  before: ObservationMemory | null,
): { readonly document: WorkersDocument; readonly timeMs: number } | null {
  const document = before?.reading.document;
  if (before === null || document?.kind !== 'workers') return null;
  return { document, timeMs: before.reading.receivedAtMs };
}

function routerBefore(before: ObservationMemory | null): RouterDocument | null {
  const document = before?.reading.document;
  return document?.kind === 'router' ? document : null;
}

function identityOf(document: StatsDocument, server: WatchedServer | null): ServerIdentity {
  return {
    product: document.kind === 'workers' && 'tsgi' in document.extra ? 'tsgi' : 'uWSGI',
    version: document.version,
    pid: pidOf(document.pid),
    uid: idOf(document.uid),
    gid: idOf(document.gid),
    cwd: document.cwd,
    startedAtMs: server?.startedAtMs ?? null,
    ...tsgiFacts(document),
  };
}

function paceOf({ intervalMs }: Reading): Pick<HistoryPoint, 'intervalMs'> {
  return intervalMs === undefined ? {} : { intervalMs };
}

function pointOf({ timeMs, body }: Sample): HistoryPoint {
  if (body.kind === 'workers') {
    const { busyRatio, requestsPerSecond, latencySeconds, queue, rssBytes } = body.workers.totals;
    return { timeMs, busyRatio, requestsPerSecond, latencySeconds, queue, rssBytes };
  }
  const requestsPerSecond =
    body.kind === 'router' ? sumOf(body.router.nodes, (node) => node.requestsPerSecond) : null;
  return { timeMs, busyRatio: null, requestsPerSecond, latencySeconds: null, queue: null, rssBytes: null };
}
