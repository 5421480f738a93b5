/** Progress of the last reload. It may be slow or fail, and the old workers serve on without a sign of either. */
import type { ReloadProgress, Supervision } from './supervision.js';
import { isCurrent } from './supervision-changes.js';

/** To be asked after every step, with the state before it. */
export function reloadProgress(before: Supervision, now: Supervision, timeMs: number): ReloadProgress | null {
  if (now.reloads > before.reloads) {
    return { since: timeMs, generation: now.lastGeneration, failedAt: null };
  }
  const { reload } = now;
  if (reload === null || reload.failedAt !== null) return reload;
  if (hasArrived(now, reload.generation)) return null;
  return isUnderWay(now, reload.generation) ? reload : { ...reload, failedAt: timeMs };
}

/** Every slot has a worker of the new code, or of newer code. */
function hasArrived({ slots, workers, chain }: Supervision, generation: number): boolean {
  return (
    chain === null &&
    slots.every(
      (slot) =>
        slot.generation >= generation &&
        (!slot.wanted || workers.some((worker) => isCurrent(worker, slot) && worker.state === 'accepting')),
    )
  );
}

function isUnderWay({ slots, zygotes, chain }: Supervision, generation: number): boolean {
  return (
    chain?.generation === generation ||
    slots.some((slot) => slot.generation >= generation) ||
    zygotes.some((zygote) => zygote.generation === generation && zygote.state === 'loading')
  );
}
