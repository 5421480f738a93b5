/**
 * Access to the stats over HTTP. A page in a browser can ask any address, and a page whose own name was pointed at
 * this address may read the answer, with the cookies of other people's requests in it. The name that it asks for gives
 * it away: addresses are nobody's name, and the names of this machine are known.
 */
import { isIP } from 'node:net';
import { hostname } from 'node:os';

interface AllowedHosts {
  /** `--stats-http-host` */
  readonly names: readonly string[];
  /** Browsers cannot reach a unix socket. */
  readonly isLocalSocket: boolean;
}

/**
 * @param request the head of an HTTP request, or as much of it as came
 * @returns the reason to refuse it; null: none
 */
export function checkStatsRequest(request: string, allowed: AllowedHosts): string | null {
  if (allowed.isLocalSocket) return null;
  const [requestLine = '', ...lines] = request.split(/\r?\n/);
  const fields = lines.slice(0, lines.includes('') ? lines.indexOf('') : lines.length);
  const hosts = valuesOf('host', fields);
  const target = /^\S+ +http:\/\/([^/?# ]*)/i.exec(requestLine)?.[1];
  if (target !== undefined) hosts.push(target);
  // Programs may leave it out; browsers never do.
  for (const host of hosts) {
    const name = partsOf(host)?.hostname ?? null;
    if (name === null || !isKnown(name, allowed.names)) {
      return `the Host "${shown(host)}" is not allowed; --stats-http-host allows it`;
    }
  }
  for (const origin of valuesOf('origin', fields)) {
    const page = partsOf(origin.replace(/^https?:\/\//i, ''))?.host ?? null;
    const own = hosts.some((host) => page !== null && partsOf(host)?.host === page);
    if (!own) return `pages of "${shown(origin)}" are not allowed`;
  }
  return null;
}

function valuesOf(name: string, fields: readonly string[]): string[] {
  return fields.flatMap((field) => {
    const colon = field.indexOf(':');
    return field.slice(0, colon).trim().toLowerCase() === name ? [field.slice(colon + 1).trim()] : [];
  });
}

function partsOf(host: string): URL | null {
  try {
    const url = new URL(`http://${host}`);
    return url.pathname === '/' && url.username === '' && url.search === '' ? url : null;
  } catch {
    return null;
  }
}

function isKnown(given: string, names: readonly string[]): boolean {
  const name = given.replace(/\.$/, '');
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return true;
  const own = hostname().toLowerCase();
  return [own, own.split('.', 1).join(''), 'localhost', ...names.map((one) => one.toLowerCase())].includes(
    name,
  );
}

function shown(text: string): string {
  return text.slice(0, 100).replace(/[^\x20-\x7e]|"/g, '?');
}
