/**
 * Access over WebSocket. A web page can open one to any address, so loopback alone protects nothing from a
 * browser on the same machine: names other than loopback's (a page whose own name was pointed here) and foreign origins
 * are refused, and beyond loopback a token is asked for.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ListenAddress } from '../options/config/server-config.js';

/** As much of an upgrade request as is looked at. */
export interface ViewerRequest {
  readonly url: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
}

type Verdict =
  | { readonly welcome: true; readonly intervalMs: number }
  | { readonly welcome: false; readonly status: 400 | 401 | 403; readonly reason: string };

const DEFAULT_INTERVAL = 1000;
const SHORTEST_INTERVAL = 100;
const LONGEST_INTERVAL = 3_600_000;

export function checkViewer(request: ViewerRequest, token: string | null): Verdict {
  const host = hostIn(`http://${request.host ?? ''}`);
  if (host === null) return refusal(400, 'no usable Host');
  if (request.origin !== undefined && hostIn(request.origin) !== host) {
    return refusal(403, 'pages of other servers are not allowed');
  }
  const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
  if (token === null) {
    if (!isLoopbackName(host)) return refusal(403, 'without a token the Host must be loopback');
  } else if (!isSame(token, tokenIn(request, query))) {
    return refusal(401, 'wrong or missing token');
  }
  const interval = query.get('interval');
  if (interval !== null && !/^\d{1,9}$/.test(interval))
    return refusal(400, 'interval must be a number of milliseconds');
  const wished = interval === null ? DEFAULT_INTERVAL : Number(interval);
  return {
    welcome: true,
    intervalMs: Math.min(Math.max(wished, SHORTEST_INTERVAL), LONGEST_INTERVAL),
  };
}

/** Only this machine can connect. */
export function isLocalAddress(address: ListenAddress): boolean {
  return address.kind !== 'tcp' || (address.host !== null && isLoopbackHost(address.host));
}

function tokenIn(request: ViewerRequest, query: URLSearchParams): string {
  return query.get('token') ?? /^Bearer +(.+)$/i.exec(request.authorization ?? '')?.[1] ?? '';
}

/** Of equal length for `timingSafeEqual`, which must not tell how long the token is. */
function isSame(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

/** Name and port, in one spelling; null for `null`, for nothing and for what is no address. */
function hostIn(url: string): string | null {
  try {
    return new URL(url).host || null;
  } catch {
    return null;
  }
}

function isLoopbackName(host: string): boolean {
  return isLoopbackHost(host.replace(/:\d+$/, ''));
}

function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

function refusal(status: 400 | 401 | 403, reason: string): Verdict {
  return { welcome: false, status, reason };
}
