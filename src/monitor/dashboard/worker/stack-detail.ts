import { isOfStack } from '../../metrics/python-stack.js';
import type { Model } from '../model/model.js';
import { isDetailsShown, stackOf } from '../model/shown.js';
import { openStackOf } from '../stacks/ask-stack.js';
import { quietly, type Step } from '../steps/step.js';
import { selectedRow } from '../table/selection.js';
import { chosenCore, selectedWorker } from './details.js';

/** The Python stacks of one worker: asked for with `b`, and now and then while its panel is open and it is at work. */

export function openStack(model: Model): Step {
  const place = selectedPlace(model);
  return place === null ? quietly(model) : openStackOf(model, place);
}

/**
 * For the line in the panel: once for a worker at work, and again for another request that takes too long. No oftener,
 * since uWSGI never gives the memory of its answer back: some 200 bytes for each call of each thread.
 */
export function isStackWanted(model: Model): boolean {
  const worker = selectedWorker(model);
  if (!isDetailsShown(model) || worker === null || worker.now === null || worker.pid === null) return false;
  const stack = stackOf(model);
  if (stack?.asking === true) return false;
  if (stack === null || stack.slot !== worker.slot || stack.pid !== worker.pid) return true;
  const sinceMs = Math.abs(model.nowMs - stack.askedMs);
  if (stack.failure !== null) return sinceMs >= AGAIN_AFTER_FAILURE_MS;
  const slow = (worker.now.ageSeconds ?? 0) >= model.settings.thresholds.requestWarnSeconds;
  return slow && !isOfStack(stack.readMs, worker.now) && sinceMs >= AGAIN_MS;
}

const AGAIN_MS = 60_000;
const AGAIN_AFTER_FAILURE_MS = 30_000;

/** The worker, and the number of the core, that the selected row is about. */
function selectedPlace(model: Model): { readonly slot: number; readonly core: number | null } | null {
  const row = selectedRow(model);
  if (row?.kind === 'request') return { slot: row.entry.slot, core: row.entry.core };
  const worker = selectedWorker(model);
  return worker === null ? null : { slot: worker.slot, core: chosenCore(model)?.id ?? null };
}
