/** The request target of RFC 9112 §3.2, taken apart for the environ. */

export interface Target {
  /** Percent-decoded once; characters are bytes. */
  readonly path: string;
  /** As sent, without `?`. */
  readonly query: string;
  /** From an absolute target; it replaces the Host header. */
  readonly host: string | null;
}

/**
 * Not allowed in a target: blanks, controls, bytes past ASCII, and a fragment, which is the client's own business. URIs are
 * ASCII (RFC 3986, 2); uWSGI lets other bytes pass, but a proxy before this server may take them for something else
 * than the application does, and a check of the path by one of them then says nothing about the other.
 */
const ILLEGAL = /[^\x21\x22\x24-\x7e]/;

/** @returns null for a target that this server refuses with 400. */
export function parseTarget(target: string, method: string): Target | null {
  if (ILLEGAL.test(target)) return null;
  if (target.startsWith('/')) return parseOrigin(target, null);
  if (target === '*') return method === 'OPTIONS' ? { path: '*', query: '', host: null } : null;
  const absolute = /^https?:\/\/([^/?]+)(.*)$/i.exec(target);
  if (absolute === null) return null;
  const [, host = '', rest = ''] = absolute;
  if (!isHost(host)) return null;
  return parseOrigin(rest.startsWith('/') ? rest : `/${rest}`, host);
}

/** `host[:port]`, an IPv6 address in brackets; no user, path, space or list. */
export function isHost(text: string): boolean {
  if (text === lastHost) return true;
  const is =
    /^(?:[A-Za-z0-9\-._~!$&'()*+;=%]+|\[[0-9A-Fa-f:.]+(?:%25[A-Za-z0-9\-._~]+)?\])(?::\d{0,5})?$/.test(text);
  if (is) lastHost = text;
  return is;
}

/** Most clients of a server name the same host. */
let lastHost = 'localhost';

/** Percent escapes → bytes, once; what is not an escape stays as it is. */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function parseOrigin(target: string, host: string | null): Target {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: decodePath(target), query: '', host };
  return { path: decodePath(target.slice(0, mark)), query: target.slice(mark + 1), host };
}
