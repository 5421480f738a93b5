import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 10;
/** A guard against hanging, and no assertion about speed: a busy machine may take long. */
export const PATIENCE_MS = 60_000;

/** Asks again and again until the answer is neither null nor false; fails with `what` after the deadline. */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  timeoutMs = PATIENCE_MS,
): Promise<Exclude<T, null | false>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    // The type system does not narrow a type parameter.
    if (answer !== null && answer !== false) return answer as Exclude<T, null | false>;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`);
    await delay(POLL_MS);
  }
}
