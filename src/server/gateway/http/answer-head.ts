/** The head of an answer as text, and how its body will be framed. Pure but for the date. */
import type { AnswerHead } from '../../exchange/exchange.js';
import { httpDate } from './http-date.js';

interface AnswerRules {
  readonly method: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/1.0';
  /** The connection stays open, unless the framing needs its end. */
  readonly keepsAlive: boolean;
  /** Names and values in turn, of `--add-header`. */
  readonly addHeaders: readonly string[];
}

/** `none`: the answer has no body. `close`: it ends with the connection. */
export type Framing =
  | { readonly kind: 'none' | 'chunked' | 'close' }
  | { readonly kind: 'length'; readonly bytes: number };

export interface AnswerStart {
  readonly text: string;
  readonly framing: Framing;
  readonly keepsAlive: boolean;
}

/** @param wholeLength of the body, where all of it is known */
export function startAnswer(head: AnswerHead, rules: AnswerRules, wholeLength: number | null): AnswerStart {
  const { status, headers } = head;
  const code = status.slice(0, 3);
  const given = givenLines(headers, code === '204');
  const { announced } = given;
  let text = `HTTP/1.1 ${status}\r\n${given.text}`;
  for (let at = 0; at < rules.addHeaders.length; at += 2)
    text += `${rules.addHeaders[at]}: ${rules.addHeaders[at + 1]}\r\n`;
  if (!given.hasDate) text += `Date: ${httpDate()}\r\n`;
  const isBodyless = rules.method === 'HEAD' || code === '204' || code === '304';
  const framing = framingFor(isBodyless, announced, wholeLength, rules.protocol);
  if (framing.kind === 'length' && announced === null) text += `Content-Length: ${framing.bytes}\r\n`;
  if (framing.kind === 'chunked') text += 'Transfer-Encoding: chunked\r\n';
  const keepsAlive = rules.keepsAlive && framing.kind !== 'close';
  if (!keepsAlive) text += 'Connection: close\r\n';
  else if (rules.protocol === 'HTTP/1.0') text += 'Connection: keep-alive\r\n';
  return { text: `${text}\r\n`, framing, keepsAlive };
}

interface GivenLines {
  readonly text: string;
  /** Value of `Content-Length`. */
  readonly announced: number | null;
  readonly hasDate: boolean;
}

/** @param isEmpty the answer may not have a length, not even 0 (RFC 9110, 8.6) */
function givenLines(headers: readonly string[], isEmpty: boolean): GivenLines {
  let text = '';
  let announced: number | null = null;
  let hasDate = false;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const value = headers[at + 1] ?? '';
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      if (isEmpty) continue;
      announced = Number(value);
    } else if (name.length === 4 && name.toLowerCase() === 'date') hasDate = true;
    text += `${name}: ${value}\r\n`;
  }
  return { text, announced, hasDate };
}

function framingFor(
  isBodyless: boolean,
  announced: number | null,
  wholeLength: number | null,
  protocol: string,
): Framing {
  if (isBodyless) return { kind: 'none' };
  const bytes = announced ?? wholeLength;
  if (bytes !== null) return { kind: 'length', bytes };
  return { kind: protocol === 'HTTP/1.1' ? 'chunked' : 'close' };
}
