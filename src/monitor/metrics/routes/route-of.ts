/**
 * The route behind a URI, so that requests to one endpoint count as one: query and fragment dropped, numbers, UUIDs
 * and long hexadecimal names folded to `:id`. Raw in, raw out: the server's text, to be cleaned before it is shown.
 */

/** More of a URI than this says nothing about the endpoint; it also bounds the work for hostile ones. */
const MAX_LENGTH = 512;

export function routeOf(uri: string): string {
  const path = uri.slice(0, MAX_LENGTH).split(/[?#]/, 1)[0] ?? '';
  return withoutOrigin(path)
    .split('/')
    .map((segment) => (ID.test(segment) ? ':id' : segment))
    .join('/');
}

/** `GET /orders/:id`; null while neither method nor URI is known. */
export function routeOfRequest(request: {
  readonly method: string | null;
  readonly uri: string | null;
}): string | null {
  if (request.uri === null) return request.method;
  const route = routeOf(request.uri);
  return request.method === null ? route : `${request.method} ${route}`;
}

/** Digits (also negative, or with a file name's ending), a UUID with or without dashes, or another long hex name. */
const ID =
  /^(?:-?\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*\d)[0-9a-f]{12,})(?:\.[a-z]{1,5})?$/i;

/** A proxy's request line may hold the whole URL. */
function withoutOrigin(path: string): string {
  const rest = path.replace(/^[a-z][a-z0-9+.-]{0,15}:\/\/[^/]*/i, '');
  return rest === '' ? '/' : rest;
}
