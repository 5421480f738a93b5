/** Where a stats server listens, as a user types it. */
export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A file system path: a unix socket, or a file with a reply or a recording; the opener looks. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'abstract'; readonly name: string }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'websocket'; readonly url: string }
  | { readonly kind: 'stdin' };

/** The text is no address; `message` is one line that quotes it and names the nearest form that is. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/**
 * `host:port`, `:port` and a bare `port` (both mean 127.0.0.1; uWSGI's own `--stats 9191` makes a unix socket of that
 * name, written `./9191` here), `[::1]:port`, `tcp://host:port`, `/path`, `./path`, `dir/name`, `name.json`,
 * `unix:///path`, `unix:/path`, `@abstract`, `http(s)://…`, `ws(s)://…`, `-` for standard input.
 * Throws `AddressError`.
 */
export function parseAddress(text: string): Address {
  if (text === '') throw addressError(text, 'it is empty', '127.0.0.1:9191');
  if (UNPRINTABLE.test(text)) throw addressError(text, 'it contains a control character', '127.0.0.1:9191');
  if (text === '-') return { kind: 'stdin' };
  if (text.startsWith('@')) return parseAbstract(text);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) return parseUrl(text, scheme);
  if (/^unix:/i.test(text)) return parseUnix(text, text.slice('unix:'.length));
  if (text.includes('/') || FILE_NAME.test(text)) return { kind: 'path', path: text };
  return parseHostAndPort(text, text);
}

/** The shortest text that `parseAddress` reads back as the same address, but for credentials in a URL, which it hides. */
export function formatAddress(address: Address): string {
  switch (address.kind) {
    case 'tcp':
      return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    case 'path':
      return address.path;
    case 'unix':
      return address.path.startsWith('/') ? `unix://${address.path}` : `unix:${address.path}`;
    case 'abstract':
      return `@${address.name}`;
    case 'http':
    case 'websocket':
      return withoutCredentials(address.url);
    case 'stdin':
      return '-';
  }
}

const UNPRINTABLE = /\p{Cc}/u;
const FILE_NAME = /\.(?:json|ndjson|tsr)$/i;
const HOST_NAME = /^[\p{L}\p{N}._*-]+$/u;
const IPV6 = /^[\da-f:.]+(?:%[\w.-]+)?$/i;
const MAX_ABSTRACT_BYTES = 106;

function parseAbstract(text: string): Address {
  const name = text.slice(1);
  if (name === '') throw addressError(text, 'the name is missing', '@name');
  if (new TextEncoder().encode(name).length > MAX_ABSTRACT_BYTES) {
    throw addressError(text, `the name has more than ${MAX_ABSTRACT_BYTES} bytes`, '@name');
  }
  return { kind: 'abstract', name };
}

function parseUrl(text: string, scheme: string): Address {
  const rest = text.slice(scheme.length + '://'.length);
  switch (scheme) {
    case 'unix':
      return parseUnix(text, rest);
    case 'tcp':
      return parseHostAndPort(text, rest.replace(/\/$/, ''));
    case 'http':
    case 'https':
      return { kind: 'http', url: normalUrl(text, scheme) };
    case 'ws':
    case 'wss':
      return { kind: 'websocket', url: normalUrl(text, scheme) };
    default:
      throw addressError(text, `"${scheme}://" is not known`, withoutCredentials(`tcp://${rest}`));
  }
}

function parseUnix(text: string, path: string): Address {
  if (path === '') throw addressError(text, 'the path is missing', 'unix:///run/app.stats');
  return { kind: 'unix', path };
}

function normalUrl(text: string, scheme: string): string {
  try {
    return new URL(text).href;
  } catch {
    throw addressError(text, 'it is not a valid URL', `${scheme}://127.0.0.1:9191/`);
  }
}

function parseHostAndPort(text: string, hostAndPort: string): Address {
  if (/^\d+$/.test(hostAndPort)) return tcpAddress(text, '', hostAndPort);
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(hostAndPort);
  if (bracketed !== null) return parseBracketed(text, bracketed[1] ?? '', bracketed[2] ?? '');
  const colon = hostAndPort.lastIndexOf(':');
  if (colon < 0) throw addressError(text, 'the port is missing', `${hostAndPort}:9191" or "./${hostAndPort}`);
  const host = hostAndPort.slice(0, colon);
  const port = hostAndPort.slice(colon + 1);
  if (host.includes(':')) throw tooManyColons(text, host, port);
  if (host !== '' && !HOST_NAME.test(host)) {
    throw addressError(text, 'the host name has a character that none can have', `127.0.0.1:${port}`);
  }
  return tcpAddress(text, host, port);
}

function tooManyColons(text: string, host: string, port: string): AddressError {
  if (IPV6.test(host)) return addressError(text, 'an IPv6 address needs brackets', `[${host}]:${port}`);
  return addressError(text, 'it has more than one colon', hostAfterColon(host, port));
}

function hostAfterColon(host: string, port: string): string {
  return `${host.slice(host.lastIndexOf(':') + 1)}:${port}`;
}

function parseBracketed(text: string, host: string, port: string): Address {
  if (!IPV6.test(host)) throw addressError(text, 'there is no IPv6 address in the brackets', '[::1]:9191');
  return tcpAddress(text, host, port);
}

function tcpAddress(text: string, host: string, portText: string): Address {
  const shown = host === '' ? '127.0.0.1' : host;
  const suggestion = `${shown.includes(':') ? `[${shown}]` : shown}:9191`;
  if (portText === '') throw addressError(text, 'the port is missing', suggestion);
  const port = /^\d+$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port >= 1 && port <= 65535)) {
    throw addressError(text, 'the port is not a number from 1 to 65535', suggestion);
  }
  return { kind: 'tcp', host: shown, port };
}

function withoutCredentials(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1***@');
}

function addressError(text: string, state: string, suggestion: string): AddressError {
  return new AddressError(
    `Cannot use address "${printable(withoutCredentials(text))}": ${state}; try "${printable(suggestion)}"`,
  );
}

function printable(text: string): string {
  const cleaned = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  return cleaned.length > 100 ? `${cleaned.slice(0, 99)}…` : cleaned;
}
