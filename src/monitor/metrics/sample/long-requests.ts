/**
 * Requests that are long on purpose: they take a thread and are counted as that, and they are no alarm. WebSockets and event
 * streams say so themselves; the configuration names others by their route.
 */
import type { Secrets } from '../../text/redact.js';
import type { Thresholds } from './thresholds.js';

export const LONG_KINDS = ['websocket', 'event-stream', 'route', 'usual'] as const;

/** `route`: as configured; `usual`: requests of this route always take long. */
export type LongKind = (typeof LONG_KINDS)[number];

/** One route of the configuration. */
interface LongRoute {
  /** `GET /export/*`, `/poll`: a method or none, and a path in which `*` stands for anything. */
  readonly pattern: string;
  /** Age from which such a request is an alarm after all; 0: never. */
  readonly seconds: number;
}

/** The thresholds of a configuration, and its routes that take long. */
export interface Limits extends Thresholds {
  /** Secrets in the URIs of requests; absent: those with usual names are hidden. */
  readonly secrets?: Secrets;
  readonly longRoutes?: readonly LongRoute[];
}

export interface Patience {
  readonly kind: LongKind;
  /** null: for ever. */
  readonly seconds: number | null;
}

interface NamedRequest {
  readonly method: string | null;
  readonly uri: string | null;
  readonly vars: readonly string[];
}

/** `usualSeconds`: the usual duration of this route, null where that is not known. */
export function patienceWith(
  request: NamedRequest,
  usualSeconds: number | null,
  limits: Limits,
): Patience | null {
  const route = limits.longRoutes?.find(({ pattern }) => matchesRoute(pattern, request));
  if (route !== undefined) return { kind: 'route', seconds: route.seconds === 0 ? null : route.seconds };
  const kind = ownKind(request.vars);
  if (kind !== null) return { kind, seconds: null };
  if (usualSeconds === null || usualSeconds < limits.requestWarnSeconds) return null;
  return { kind: 'usual', seconds: Math.max(limits.requestCriticalSeconds, TIMES_USUAL * usualSeconds) };
}

const TIMES_USUAL = 3;

/** An upgrade that was asked for may be any protocol; what goes on for minutes is one that was granted. */
function ownKind(vars: readonly string[]): LongKind | null {
  let kind: LongKind | null = null;
  for (const entry of vars) {
    if (!entry.startsWith('HTTP_')) continue;
    if (UPGRADE.test(entry)) return 'websocket';
    if (EVENT_STREAM.test(entry)) kind = 'event-stream';
  }
  return kind;
}

const UPGRADE = /^HTTP_(?:UPGRADE=\s*\S|SEC_WEBSOCKET_KEY=)/;
const EVENT_STREAM = /^HTTP_ACCEPT=.*\btext\/event-stream\b/i;

export function matchesRoute(
  pattern: string,
  { method, uri }: Pick<NamedRequest, 'method' | 'uri'>,
): boolean {
  const [, wanted, path = ''] = /^(?:([A-Za-z]+) +)?(.*)$/.exec(pattern.trim()) ?? [];
  if (wanted !== undefined && wanted.toUpperCase() !== method?.toUpperCase()) return false;
  return uri !== null && matchesPath(path, uri.split(/[?#]/, 1)[0] ?? '');
}

/** In linear time: each part between two stars is taken where it first fits. */
function matchesPath(pattern: string, path: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop();
  if (last === undefined) return path === first;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return path.length - last.length >= at && path.endsWith(last);
}

interface Aged {
  readonly ageSeconds: number | null;
  readonly longKind: LongKind | null;
  readonly patienceSeconds: number | null;
}

/** Older than such a request should be; those that are long on purpose have a limit of their own, or none. */
export function isOverdue(request: Aged, seconds: number): boolean {
  const limit = request.longKind === null ? seconds : request.patienceSeconds;
  return limit !== null && request.ageSeconds !== null && request.ageSeconds >= limit;
}
