import { heldBy, type Suspect, type SuspectInput, suspectOf } from './suspect.js';

/** The one that is blamed. One reading without a suspect, or with another one, does not change it. */
export interface HeldBlame {
  readonly suspect: Suspect;
  readonly sinceMs: number;
  /** When the suspect was last the one. */
  readonly seenMs: number;
  /** Another one, and in how many readings on end. */
  readonly rival: { readonly key: string; readonly times: number } | null;
}

const HELD_MS = 6000;
const RIVAL_TIMES = 3;

export function nextBlame(before: HeldBlame | null, input: SuspectInput): HeldBlame | null {
  const { nowMs } = input;
  const now = suspectOf(input);
  const held = before !== null && nowMs >= before.seenMs && nowMs - before.seenMs <= HELD_MS ? before : null;
  if (now === null) return held === null ? null : { ...recounted(held, input), rival: null };
  if (held === null) return { suspect: now, sinceMs: nowMs, seenMs: nowMs, rival: null };
  if (held.suspect.key === now.key) return { ...held, suspect: now, seenMs: nowMs, rival: null };
  const times = held.rival?.key === now.key ? held.rival.times + 1 : 1;
  if (times >= RIVAL_TIMES) return { suspect: now, sinceMs: nowMs, seenMs: nowMs, rival: null };
  return { ...recounted(held, input), rival: { key: now.key, times } };
}

/** The name is held, numbers are those of now. */
function recounted(blame: HeldBlame, input: SuspectInput): HeldBlame {
  return { ...blame, suspect: { ...blame.suspect, held: heldBy(blame.suspect, input) } };
}
