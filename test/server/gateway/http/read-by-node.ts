import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isHost, parseTarget } from '../../../../src/server/gateway/http/request-target.js';
import { MemoryWire, turns } from './memory-wire.js';
import { type Reading, type ReadRequest, sortedVars } from './reading.js';

interface Progress {
  readonly requests: ReadRequest[];
  refusal: string | null;
}

const progresses = new WeakMap<object, Progress>();

const server = createServer({ requireHostHeader: false, insecureHTTPParser: false, maxHeaderSize: 65_535 });
server.maxHeadersCount = 0;
server.on('request', take);
server.on('checkContinue', take);
server.on('checkExpectation', (request) => refuse(request, '417'));
server.on('connect', (request) => refuse(request, '501 CONNECT'));
server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
  // Not destroyed: what was complete before still has its say.
  const progress = progresses.get(socket);
  if (progress !== undefined) progress.refusal ??= error.code ?? error.message;
});

/** node:http, and what this server wants of a request beyond it. */
export async function readByNode(bytes: Buffer): Promise<Reading> {
  const wire = new MemoryWire();
  const progress: Progress = { requests: [], refusal: null };
  progresses.set(wire, progress);
  server.emit('connection', wire);
  wire.push(bytes);
  await turns(2);
  if (!wire.destroyed) wire.push(null);
  await turns(2);
  wire.destroy();
  return progress;
}

function take(request: IncomingMessage, response: ServerResponse): void {
  const progress = progresses.get(request.socket);
  if (progress === undefined || progress.refusal !== null) return;
  const target = parseTarget(request.url ?? '', request.method ?? '');
  const fault = target === null ? 'target' : faultOf(request, target.host !== null);
  if (target === null || fault !== null) {
    refuse(request, fault ?? '');
    return;
  }
  let body = '';
  request.on('data', (data: Buffer) => {
    body += data.toString('latin1');
  });
  request.on('end', () => {
    const vars = new Map([
      ['REQUEST_METHOD', request.method ?? ''],
      ['REQUEST_URI', request.url ?? ''],
      ['PATH_INFO', target.path],
      ['QUERY_STRING', target.query],
      ['SERVER_PROTOCOL', `HTTP/${request.httpVersion}`],
      ['SCRIPT_NAME', ''],
      ['SERVER_NAME', 'box'],
    ]);
    for (const [key, value] of headersOf(request)) {
      const before = vars.get(key);
      const joiner = key === 'HTTP_COOKIE' ? '; ' : ', ';
      vars.set(key, before === undefined ? value : before + joiner + value);
    }
    if (target.host !== null) vars.set('HTTP_HOST', target.host);
    if (vars.delete('HTTP_TRANSFER_ENCODING')) vars.set('CONTENT_LENGTH', String(body.length));
    progress.requests.push({ vars: sortedVars(vars), body });
    response.end();
  });
}

function refuse(request: IncomingMessage, reason: string): void {
  const progress = progresses.get(request.socket);
  if (progress !== undefined) progress.refusal ??= reason;
}

function* headersOf({ rawHeaders }: IncomingMessage): Generator<readonly [string, string]> {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toUpperCase();
    if (name.includes('_') || name === 'PROXY') continue;
    const key = name.replaceAll('-', '_');
    const own = key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH';
    yield [own ? key : `HTTP_${key}`, rawHeaders[at + 1] ?? ''];
  }
}

function faultOf(request: IncomingMessage, isAbsolute: boolean): string | null {
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') return 'version';
  const values = (key: string) => [...headersOf(request)].filter(([name]) => name === key).map(([, v]) => v);
  const hosts = values('HTTP_HOST');
  if (hosts.length > 1 || !hosts.every(isHost)) return 'host';
  if (hosts.length === 0 && request.httpVersion === '1.1' && !isAbsolute) return 'no host';
  const codings = values('HTTP_TRANSFER_ENCODING');
  if (codings.length === 0) return null;
  if (request.httpVersion === '1.0' || values('CONTENT_LENGTH').length > 0) return 'coding';
  return codings.at(-1)?.toLowerCase() === 'chunked' ? null : 'coding';
}
