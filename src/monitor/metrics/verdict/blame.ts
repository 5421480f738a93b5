/** The culprit when threads run out, in words. Raw: routes and clients are the server's text. */

import { formatDuration, formatLatency } from '../../text/format.js';
import type { Suspect } from '../blame/suspect.js';
import { configuredCores, threadsWord, type WorkersContext } from './facts.js';

/** A share of the threads that is a majority beyond doubt. */
const MOST = 0.6;
const MANY = 0.4;
const FEWEST = 2;
const MAX_NAME = 60;

/**
 * `7 of 8 threads sit in GET /report: the endpoint, not the pool`, `client 10.0.0.9 holds 6 of 8 threads`. null while
 * nobody in particular keeps the threads.
 */
export function blameFact(context: WorkersContext): string | null {
  const { blame } = context.memory.traffic;
  if (blame === null || !isMuch(blame.suspect, context)) return null;
  return TEXTS[blame.suspect.kind](blame.suspect, poolOf(context));
}

/** Before it is known what is usual, a few requests that take seconds prove nothing. */
function isMuch({ kind, held, usual }: Suspect, { totals }: WorkersContext): boolean {
  if (kind === 'load' || kind === 'worker') return true;
  return held >= FEWEST && (usual !== null || held >= MANY * (totals.cores ?? 0));
}

/** `GET /pay 3s, usually 0.1s: 5 of 8 threads`. */
export function slowerRouteFact(suspect: Suspect, context: WorkersContext): string {
  const threads = suspect.held === 0 ? '' : `: ${suspect.held} of ${poolOf(context).text}`;
  return `${nameOf(suspect)}${spanOf(suspect)}${threads}`;
}

/** `8 threads`, of all configured workers. */
export function poolText(context: WorkersContext): string {
  return poolOf(context).text;
}

interface Pool {
  readonly cores: number;
  /** `8 threads`. */
  readonly text: string;
}

function poolOf(context: WorkersContext): Pool {
  const cores = configuredCores(context) ?? context.requests.length;
  return { cores, text: `${cores} ${threadsWord(context.workers)}` };
}

const TEXTS: Readonly<Record<Suspect['kind'], (suspect: Suspect, pool: Pool) => string | null>> = {
  route: (suspect, pool) => {
    if (suspect.held < MOST * pool.cores)
      return `${nameOf(suspect)}${spanOf(suspect)}: ${suspect.held} of ${pool.text}`;
    const span = suspect.usual === null ? '' : ` (${spanOf(suspect).trim()})`;
    return `${suspect.held} of ${pool.text} sit in ${nameOf(suspect)}: the endpoint, not the pool${span}`;
  },
  client: (suspect, pool) => {
    const where = suspect.route === null ? '' : `, ${suspect.routes} in ${suspect.route.slice(0, MAX_NAME)}`;
    return `client ${nameOf(suspect)} holds ${suspect.held} of ${pool.text}${where}`;
  },
  worker: (suspect) => `${suspect.name} alone is slow:${spanOf(suspect)}, whatever it serves`,
  headless: ({ held }, pool) => `${held} of ${pool.text} hold a connection without a request: no request yet`,
  shared: (suspect, pool) =>
    (suspect.seconds ?? 0) >= 1
      ? `${suspect.held} of ${pool.text} wait for ${formatDuration(suspect.seconds ?? 0)} or more in ${suspect.routes} routes: something they share`
      : `${suspect.routes} routes${spanOf(suspect)}, ${suspect.held} of ${pool.text}: something they share`,
  load: ({ held, usual }) => `${rate(held)} rps, usually ${rate(usual ?? 0)}: more requests, not slower ones`,
};

function nameOf({ name }: Suspect): string {
  return name.slice(0, MAX_NAME);
}

/** ` 3s, usually 0.1s`, as far as it is known. */
function spanOf({ seconds, usual }: Suspect): string {
  if (seconds === null) return '';
  const now = ` ${seconds >= 10 ? formatDuration(seconds) : formatLatency(seconds)}`;
  return usual === null ? now : `${now}, usually ${formatLatency(usual)}`;
}

function rate(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
