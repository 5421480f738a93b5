import type { RouterBody, Sample, VassalSample, WorkersBody } from '../../metrics/sample/sample.js';
import { occupiedCores } from '../../metrics/workers/occupied.js';
import { cleanText } from '../../text/clean.js';
import { formatDuration, formatLatency, formatPercent, formatRate } from '../../text/format.js';
import { isoTime } from '../json-value.js';
import type { Snapshot } from '../snapshot.js';

/**
 * One line that sums a reading up: how it is, when, how busy, how fast, who, since when. What is unknown is left out.
 * Cleaned, of any length.
 */
export function summaryLine(snapshot: Snapshot, separator: string): string {
  const { sample } = snapshot.observation;
  const facts = [verdictWord(snapshot), timeFact(sample), ...bodyFacts(sample), identity(sample)];
  return cleanText(facts.filter((fact) => fact !== null).join(separator));
}

/** To the second: scripts put these lines below each other. */
function timeFact({ timeMs, reading }: Sample): string {
  const time = (isoTime(timeMs) ?? '').replace(/\.\d+(?=Z$)/, '');
  return reading.timeIsNewest ? `${time} (the newest time in it)` : time;
}

function identity({ server, timeMs, body }: Sample): string {
  const { product, version, pid, startedAtMs } = server;
  return [
    version === null ? product : `${product} ${version}`,
    KIND_WORDS[body.kind === 'router' ? body.router.router : body.kind],
    pid === null ? '' : `pid ${pid}`,
    startedAtMs === null ? '' : `up ${formatDuration((timeMs - startedAtMs) / 1000)}`,
  ]
    .filter((word) => word !== '')
    .join(' ');
}

const KIND_WORDS = {
  workers: '',
  emperor: 'emperor',
  http: 'http router',
  fastrouter: 'fastrouter',
  rawrouter: 'rawrouter',
  sslrouter: 'sslrouter',
  tuntap: 'tuntap router',
} as const;

function bodyFacts({ body }: Sample): readonly (string | null)[] {
  switch (body.kind) {
    case 'workers':
      return workersFacts(body.workers);
    case 'emperor':
      return [vassalsFact(body.vassals)];
    case 'router':
      return routerFacts(body.router);
    case 'tuntap':
      return [counted(body.peers.length, 'peer')];
  }
}

function workersFacts({ totals }: WorkersBody): readonly (string | null)[] {
  return [
    loadFact(totals),
    totals.requestsPerSecond === null ? null : `${formatRate(totals.requestsPerSecond)} req/s`,
    totals.latencySeconds === null ? null : formatLatency(totals.latencySeconds),
    queueFact(totals),
  ];
}

type Totals = WorkersBody['totals'];

function loadFact(totals: Totals): string {
  const { cores, busyRatio, workers, workersUp } = totals;
  const occupied = occupiedCores(totals);
  const busy = busyRatio === null ? '' : ` (${formatPercent(busyRatio)})`;
  if (occupied === null) return `${workersUp}/${workers} workers up${busy}`;
  return `${occupied}/${cores} cores busy${busy}`;
}

function queueFact({ queue, queueLimit }: Totals): string | null {
  if (queue === null) return null;
  if (queueLimit === null) return `queue ${queue}`;
  return `queue ${queue}/${queueLimit}${queueLimit > 0 && queue >= queueLimit ? ' FULL' : ''}`;
}

function vassalsFact(vassals: readonly VassalSample[]): string {
  const accepting = vassals.filter((vassal) => vassal.state === 'accepting').length;
  return `${counted(vassals.length, 'vassal')}, ${accepting} accepting`;
}

function routerFacts({ activeSessions, nodes }: RouterBody): readonly (string | null)[] {
  return [activeSessions === null ? null : counted(activeSessions, 'session'), counted(nodes.length, 'node')];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function verdictWord({ observation }: Snapshot): string {
  const { state, sinceMs } = observation.verdict;
  const seconds = (observation.sample.timeMs - sinceMs) / 1000;
  return seconds < 1 ? state : `${state} ${formatDuration(seconds)}`;
}
