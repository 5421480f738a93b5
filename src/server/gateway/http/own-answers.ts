/** Answers that no application gave. */
import { startAnswer } from './answer-head.js';

export const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  414: 'URI Too Long',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/**
 * Status, headers and text of an answer to a request that failed.
 * @param detail the reason, more exact than the status
 */
export function plainAnswer(
  status: number,
  detail?: string,
): {
  readonly head: string;
  readonly headers: string[];
  readonly body: string;
} {
  const reason = REASONS[status] ?? 'Error';
  const body = detail === undefined ? `${reason}\n` : `${reason}: ${detail}\n`;
  const headers = ['Content-Type', 'text/plain', 'Content-Length', String(body.length)];
  if (status === 503) headers.push('Retry-After', '1');
  return { head: `${status} ${reason}`, headers, body };
}

/** The last words on a connection, as text. */
export function lastAnswer(status: number, detail?: string): string {
  const { head, headers, body } = plainAnswer(status, detail);
  const rules = { method: 'GET', protocol: 'HTTP/1.1', keepsAlive: false, addHeaders: [] } as const;
  return startAnswer({ status: head, headers, bytes: 0 }, rules, body.length).text + body;
}
