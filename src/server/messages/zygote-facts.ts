/**
 * The words of a zygote, checked before anything is made of them. The application runs in that process and can write to
 * any of its descriptors, by accident or not: what is no fact, or has other contents than facts have, is nothing.
 */
import {
  type Guard,
  hasFields,
  isAmount,
  isCount,
  isListOf,
  isNullOr,
  isProcessId,
  isText,
  isWord,
} from './message-shape.js';
import type { FailedApp, LoadedApp, ZygoteFact } from './zygote-messages.js';

/** Longer lines are not facts; the zygote cuts what it has to say. */
export const LONGEST_FACT = 256 * 1024;

/** @returns null for anything else than a fact */
export function parseZygoteFact(line: string): ZygoteFact | null {
  const said = parseJson(line);
  for (const isFact of facts) if (isFact(said)) return said;
  return null;
}

const apps = isListOf(hasFields<LoadedApp>({ id: isCount, mountpoint: isText, seconds: isAmount }));
const failed = isListOf(hasFields<FailedApp>({ mountpoint: isText, message: isText }));

type Named<Name extends ZygoteFact['kind']> = Extract<ZygoteFact, { kind: Name }>;

const facts: readonly Guard<ZygoteFact>[] = [
  hasFields<Named<'loaded'>>({ kind: isWord('loaded'), apps, failed }),
  hasFields<Named<'forked'>>({ kind: isWord('forked'), serial: isCount, pid: isProcessId }),
  hasFields<Named<'fork-failed'>>({ kind: isWord('fork-failed'), serial: isCount, message: isText }),
  hasFields<Named<'worker-loaded'>>({ kind: isWord('worker-loaded'), serial: isCount, apps, failed }),
  hasFields<Named<'asked'>>({
    kind: isWord('asked'),
    serial: isCount,
    what: isWord('recycle', 'reload', 'stop'),
  }),
  hasFields<Named<'tracebacker'>>({ kind: isWord('tracebacker'), serial: isCount, identity: isText }),
  hasFields<Named<'exited'>>({
    kind: isWord('exited'),
    serial: isCount,
    pid: isProcessId,
    code: isNullOr(isCount),
    signal: isNullOr(isCount),
  }),
];

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
