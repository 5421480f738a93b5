/**
 * The route behind a URI, so that requests to one endpoint count as one: query, fragment and path parameters dropped, and
 * whatever is an identifier by its looks folded to `:id`. Raw in, raw out: the server's text, to be cleaned before it is
 * shown.
 */
import { segmentKind } from './segment-kind.js';

/** More of a URI than this says nothing about the endpoint; it also bounds the work for hostile ones. */
const MAX_LENGTH = 512;

export const FOLDED = ':id';

export function routeOf(uri: string): string {
  return pathOf(uri)
    .split('/')
    .map((segment) => (isFolded(segment) ? FOLDED : segment))
    .join('/');
}

/** `GET /orders/:id`; null while neither method nor URI is known. */
export function routeOfRequest(
  request: { readonly method: string | null; readonly uri: string | null },
  routeOfUri: (uri: string) => string = routeOf,
): string | null {
  if (request.uri === null) return request.method;
  const route = routeOfUri(request.uri);
  return request.method === null ? route : `${request.method} ${route}`;
}

/** Without query, fragment, path parameters (`;jsessionid=…`) and, as in a proxy's request line, the origin. */
export function pathOf(uri: string): string {
  const path = uri.slice(0, MAX_LENGTH).split(/[?#]/, 1)[0] ?? '';
  const local = path.replace(/^[a-z][a-z0-9+.-]{0,15}:\/\/[^/]*/i, '').replace(/;[^/]*/g, '');
  return local === '' ? '/' : local;
}

function isFolded(segment: string): boolean {
  return segment !== '' && segmentKind(segment) === 'id';
}
