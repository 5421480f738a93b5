/**
 * An application's status and headers → the head of the answer, and how its body is told from what follows. The server
 * owns the framing: whatever says something else about it, application or option, is left out.
 */
import type { AnswerHead } from '../../dispatch/exchange.js';
import type { HeaderLine } from '../../options/server-config.js';
import { dateLine } from './date-line.js';

/** What of the request and its connection the answer depends on. */
export interface AnsweredRequest {
  readonly isOld: boolean;
  readonly isHead: boolean;
  /** The client and the server both want the connection to stay. */
  readonly staysOpen: boolean;
}

/** What options add to every answer, made ready once. */
export interface AddedLines {
  readonly text: string;
  readonly hasDate: boolean;
  /** `Connection: keep-alive` and how long an idle connection is kept. */
  readonly keepAlive: string;
}

export interface FormattedHead {
  readonly text: string;
  readonly status: number;
  /** `none`: the answer has no body whatever the application gives; `close`: its end is the connection's. */
  readonly framing: 'length' | 'chunks' | 'close' | 'none';
  /** What `Content-Length` says; null without. */
  readonly length: number | null;
  readonly staysOpen: boolean;
}

/** Nothing of this may reach a client: it would end a line, or is refused by clients. */
const unwritable = /[^\t\x20-\x7e\x80-\xff]/;

export function addedLines(headers: readonly HeaderLine[], keepAliveSeconds: number): AddedLines {
  const added = headers.filter(({ name }) => !isServers(name.toLowerCase()));
  return {
    text: added.map(({ name, value }) => `${name}: ${value}\r\n`).join(''),
    hasDate: added.some(({ name }) => name.toLowerCase() === 'date'),
    keepAlive: `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.max(1, keepAliveSeconds)}\r\n\r\n`,
  };
}

/** @throws Error that names what cannot be written */
export function formatAnswerHead(
  { status, headers }: AnswerHead,
  request: AnsweredRequest,
  added: AddedLines,
): FormattedHead {
  const code = Number(status.slice(0, 3));
  if (!/^[2-9]\d\d(?: |$)/.test(status) || unwritable.test(status)) {
    throw new Error(`the status ${JSON.stringify(status)} cannot be sent`);
  }
  let text = `HTTP/1.1 ${status.length === 3 ? `${status} ` : status}\r\n`;
  let length: number | null = null;
  let hasDate = added.hasDate;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const value = headers[at + 1] ?? '';
    if (unwritable.test(value) || unwritable.test(name)) {
      throw new Error(`the header ${JSON.stringify(name)} has a character that cannot be sent`);
    }
    // Only names of these lengths matter here; a look at the length spares lower-casing every name.
    if (mattersBy.has(name.length)) {
      const lower = name.toLowerCase();
      if (lower === 'date') hasDate = true;
      else if (lower === 'content-length') {
        const announced = readLength(value);
        if (length !== null && length !== announced)
          throw new Error('two lengths that differ cannot be sent');
        // A second line that says the same, and one where there must be none (RFC 9110 §8.6).
        const isSurplus = length !== null || code === 204;
        length = announced;
        if (isSurplus) continue;
      } else if (isServers(lower)) continue;
    }
    text += `${name}: ${value}\r\n`;
  }
  const framing = framingFor(code, length, request);
  const staysOpen = request.staysOpen && framing !== 'close';
  text += added.text;
  if (!hasDate) text += dateLine();
  if (framing === 'chunks') text += 'Transfer-Encoding: chunked\r\n';
  text += staysOpen ? added.keepAlive : 'Connection: close\r\n\r\n';
  return { text, status: code, framing, length, staysOpen };
}

function framingFor(code: number, length: number | null, request: AnsweredRequest): FormattedHead['framing'] {
  if (request.isHead || code === 204 || code === 304) return 'none';
  if (length !== null) return 'length';
  return request.isOld ? 'close' : 'chunks';
}

function readLength(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new Error(`the length ${JSON.stringify(value)} cannot be sent`);
  return Number(value);
}

/** Hop-by-hop: between the client and this server, and so the server's. */
function isServers(lower: string): boolean {
  return servers.has(lower);
}

const servers: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const mattersBy: ReadonlySet<number> = new Set(
  [...servers, 'date', 'content-length'].map((name) => name.length),
);
