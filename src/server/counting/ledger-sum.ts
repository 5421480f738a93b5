import { sumLatencies } from './latency-histogram.js';
import {
  type AnswerTally,
  type AppTally,
  type CoreTally,
  type GatewayTally,
  type InRequest,
  OTHER_ROUTES,
  type RouteTally,
  type SocketTally,
  type WorkerTally,
} from './ledger.js';

/** The counts of several gateways as if they were one; those of dead gateways come without waiting and in-flight. */
export function sumTallies(tallies: readonly GatewayTally[]): GatewayTally {
  return {
    sockets: zipAll(
      tallies.map(({ sockets }) => sockets),
      sumSockets,
    ),
    workers: sumBySlot(tallies.flatMap(({ workers }) => workers)),
    routes: sumRoutes(tallies.flatMap(({ routes }) => routes)),
  };
}

/** Tally of a dead gateway: its counts without its requests in flight. */
export function settledTally(tally: GatewayTally): GatewayTally {
  return {
    ...tally,
    sockets: tally.sockets.map((socket) => ({ ...socket, waiting: 0 })),
    workers: tally.workers.map((worker) => ({
      ...worker,
      deltaRequests: 0,
      averageMicros: 0,
      cores: worker.cores.map((core) => ({ ...core, inRequest: null })),
    })),
  };
}

/** Most that one document tells of. */
const MAX_ROUTES = 100;

/** The rest of them is one more, so that nothing is left out. */
function sumRoutes(tallies: readonly RouteTally[]): RouteTally[] {
  const byRoute = new Map<string, RouteTally[]>();
  for (const tally of tallies) {
    const known = byRoute.get(tally.route);
    if (known === undefined) byRoute.set(tally.route, [tally]);
    else known.push(tally);
  }
  const sums = [...byRoute].map(([route, parts]) => sumRoute(route, parts));
  if (sums.length <= MAX_ROUTES) return sums;
  sums.sort((left, right) => right.runningMicros - left.runningMicros);
  const rest = sums.filter(({ route }, index) => index >= MAX_ROUTES || route === OTHER_ROUTES);
  return [
    ...sums.slice(0, MAX_ROUTES).filter(({ route }) => route !== OTHER_ROUTES),
    sumRoute(OTHER_ROUTES, rest),
  ];
}

function sumRoute(route: string, parts: readonly RouteTally[]): RouteTally {
  return {
    route,
    requests: total(parts, ({ requests }) => requests),
    runningMicros: total(parts, ({ runningMicros }) => runningMicros),
    latency: sumLatencies(parts.map(({ latency }) => latency)),
  };
}

function sumBySlot(tallies: readonly WorkerTally[]): WorkerTally[] {
  const bySlot = new Map<number, WorkerTally[]>();
  for (const tally of tallies) bySlot.set(tally.slot, [...(bySlot.get(tally.slot) ?? []), tally]);
  return [...bySlot.entries()]
    .sort(([left], [right]) => left - right)
    .map(([slot, parts]) => ({
      slot,
      deltaRequests: total(parts, (part) => part.deltaRequests),
      averageMicros: average(parts),
      apps: zipAll(
        parts.map(({ apps }) => apps),
        sumApps,
      ),
      cores: zipAll(
        parts.map(({ cores }) => cores),
        sumCores,
      ),
    }));
}

/** Element by element; shorter lists end earlier. */
function zipAll<T>(lists: readonly (readonly T[])[], sum: (left: T, right: T) => T): T[] {
  const result: T[] = [];
  for (const list of lists) {
    for (const [index, item] of list.entries()) {
      const before = result[index];
      result[index] = before === undefined ? item : sum(before, item);
    }
  }
  return result;
}

function sumSockets(left: SocketTally, right: SocketTally): SocketTally {
  return {
    waiting: left.waiting + right.waiting,
    refused: left.refused + right.refused,
    rejected: left.rejected + right.rejected,
  };
}

function sumApps(left: AppTally, right: AppTally): AppTally {
  return { requests: left.requests + right.requests, exceptions: left.exceptions + right.exceptions };
}

function sumCores(left: CoreTally, right: CoreTally): CoreTally {
  return {
    requests: left.requests + right.requests,
    exceptions: left.exceptions + right.exceptions,
    runningMicros: left.runningMicros + right.runningMicros,
    txBytes: left.txBytes + right.txBytes,
    readErrors: left.readErrors + right.readErrors,
    writeErrors: left.writeErrors + right.writeErrors,
    answers: sumAnswers([left.answers, right.answers]),
    latency: sumLatencies([left.latency, right.latency]),
    inRequest: earlier(left.inRequest, right.inRequest),
  };
}

export function sumAnswers(parts: readonly AnswerTally[]): AnswerTally {
  return {
    '2xx': total(parts, (part) => part['2xx']),
    '3xx': total(parts, (part) => part['3xx']),
    '4xx': total(parts, (part) => part['4xx']),
    '5xx': total(parts, (part) => part['5xx']),
  };
}

function earlier(left: InRequest | null, right: InRequest | null): InRequest | null {
  if (left === null || right === null) return left ?? right;
  return left.startMicros <= right.startMicros ? left : right;
}

/** Of those that have served something since they started. */
function average(parts: readonly WorkerTally[]): number {
  const known = parts.filter(({ averageMicros }) => averageMicros > 0);
  if (known.length === 0) return 0;
  return Math.round(total(known, (part) => part.averageMicros) / known.length);
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
