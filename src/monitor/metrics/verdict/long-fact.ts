/** Threads that are held by requests which are long on purpose: no alarm, but no room either. */
import type { LongKind } from '../sample/long-requests.js';
import { configuredCores, threadsWord, type WorkersContext } from './facts.js';

const WORDS: Readonly<Record<LongKind, string>> = {
  websocket: 'WebSockets',
  'event-stream': 'event streams',
  route: 'requests that are long on purpose',
  usual: 'requests that always take long',
};

/** Most of the threads are gone before anybody asks for something quick. */
const MOST = 0.5;

/** `6 of 8 threads are held by WebSockets`; null where it is fewer than half. */
export function longFact(context: WorkersContext): string | null {
  const long = context.requests.flatMap(({ longKind }) => longKind ?? []);
  const cores = configuredCores(context);
  if (cores === null || long.length === 0 || long.length < MOST * cores) return null;
  const kinds = new Set(long);
  const [only] = kinds;
  const what = kinds.size === 1 && only !== undefined ? WORDS[only] : 'requests that are long on purpose';
  return `${long.length} of ${cores} ${threadsWord(context.workers)} are held by ${what}`;
}
