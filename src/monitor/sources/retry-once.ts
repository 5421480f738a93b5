import { setTimeout as delay } from 'node:timers/promises';
import { type Reading, SourceError } from '../metrics/sample/reading.js';

/** Long enough for a request head to have arrived completely, short enough not to be noticed. */
const RETRY_AFTER_MS = 50;

/** An empty reply is normal for uWSGI and a truncated one mostly an accident: both are asked for once more. */
export async function retryOnce(attempt: () => Promise<Reading>, signal: AbortSignal): Promise<Reading> {
  try {
    return await attempt();
  } catch (error) {
    if (!isWorthRetrying(error) || !(await waited(signal))) throw error;
    return attempt();
  }
}

function isWorthRetrying(error: unknown): boolean {
  return error instanceof SourceError && (error.kind === 'empty' || error.kind === 'truncated');
}

async function waited(signal: AbortSignal): Promise<boolean> {
  await delay(RETRY_AFTER_MS, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
