import type { AnswerHead } from '../exchange/exchange.js';

/** @param text `status NUL name NUL value NUL …`, as `link-frames.ts` describes it */
export function parseAnswerHead(text: string): AnswerHead {
  const end = text.indexOf('\0');
  if (end < 0) return { status: text, headers: [], bytes: EMPTY_HEAD_BYTES + text.length };
  const headers = text.slice(end + 1).split('\0');
  // Each name and value came with one NUL, and leaves with `: ` or a line end.
  return { status: text.slice(0, end), headers, bytes: EMPTY_HEAD_BYTES + text.length + headers.length };
}

/** `HTTP/1.1 `, the end of the status line and the empty line. */
const EMPTY_HEAD_BYTES = 13;
