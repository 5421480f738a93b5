import type { ListenAddress } from '../config/server-config.js';
import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';

/**
 * `host:port`, `:port` and `*:port` (every interface), `[v6]:port`, `@name`, or a path.
 * @throws UsageError that says what is wrong with the text
 */
export function parseListenAddress(text: string): ListenAddress {
  if (text === '') throw new UsageError('expected an address such as 127.0.0.1:3031 or /run/app.sock');
  if (text.startsWith('@')) return parseAbstract(text.slice(1));
  if (text.startsWith('=')) throw new UsageError('shared sockets are not supported; give the address itself');
  const url = /^(unix|tcp|https?|uwsgi):(?:\/\/)?(.*)$/s.exec(text);
  if (url !== null && (url[1] === 'unix' || text.includes('://'))) {
    throw new UsageError(`expected only the address, such as ${shownText(url[2] ?? '') || '127.0.0.1:3031'}`);
  }
  const colon = text.lastIndexOf(':');
  return colon < 0 ? parsePath(text) : parseHostAndPort(text.slice(0, colon), text.slice(colon + 1));
}

/** The kernel's limits: 108 bytes, of which a path needs one for the end and a name one for the start. */
const LONGEST_NAME_BYTES = 107;

function parseAbstract(name: string): ListenAddress {
  if (name === '') throw new UsageError('the name after @ is missing');
  checkLength(name);
  return { kind: 'abstract', name };
}

function parsePath(path: string): ListenAddress {
  checkLength(path);
  return { kind: 'unix', path };
}

function checkLength(name: string): void {
  if (name.includes('\0')) throw new UsageError('it contains a NUL byte');
  const bytes = new TextEncoder().encode(name).length;
  if (bytes > LONGEST_NAME_BYTES) {
    throw new UsageError(`${bytes} bytes are too long for a unix socket (at most ${LONGEST_NAME_BYTES})`);
  }
}

function parseHostAndPort(hostText: string, portText: string): ListenAddress {
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`"${shownText(portText)}" is not a port (0 to 65535)`);
  const host = hostText.replace(/^\[(.*)\]$/, '$1');
  if (host === hostText && host.includes(':'))
    throw new UsageError(`an IPv6 address needs brackets: [${shownText(host)}]`);
  if (!/^[\w.:%*-]*$/.test(host)) throw new UsageError(`"${shownText(host)}" is not a host name or address`);
  return { kind: 'tcp', host: host === '' || host === '*' ? null : host, port };
}
