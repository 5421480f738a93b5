import type { SourceErrorKind } from '../../metrics/sample/reading.js';

/**
 * Pause after a failed read; `failures` in a row, from 1. A refusal costs nothing, and the server
 * may be back at any moment: never more than two seconds. A deadline that passed was waiting enough: the next
 * connection stands in the server's queue and is answered the moment it can.
 */
export function retryAfterMs(kind: SourceErrorKind, failures: number): number {
  if (kind === 'timeout') return FIRST_PAUSE_MS;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2000;
