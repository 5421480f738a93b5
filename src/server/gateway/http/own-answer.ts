import { dateLine } from './date-line.js';
import { reasons } from './refusal.js';

/** The whole of an answer that no application gave. */
export interface OwnAnswer {
  readonly status: number;
  /** Says more than the status; it stands in the body. */
  readonly reason?: string;
  /** Lines with their ends. */
  readonly more?: string;
  readonly isHead: boolean;
  /** The lines that end the head: `Connection` and the empty one. */
  readonly end: string;
}

export const closing = 'Connection: close\r\n\r\n';

export function formatOwnAnswer({ status, reason, more = '', isHead, end }: OwnAnswer): string {
  const name = reasons[status] ?? 'Error';
  const body = reason === undefined ? `${name}\n` : `${name}: ${reason}\n`;
  return (
    `HTTP/1.1 ${status} ${name}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n${more}` +
    `${dateLine()}${end}${isHead ? '' : body}`
  );
}
