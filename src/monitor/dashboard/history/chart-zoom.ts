import type { Model } from '../model/model.js';
import { focusedTarget } from '../model/shown.js';

/** How much time the charts can show, in seconds. */
export const CHART_SPANS: readonly number[] = [120, 300, 900, 1800, 3600, 7200];

/** Until the user chooses, charts grow with what is known, up to here: nobody wants to look at blank ones. */
const MOST_BY_ITSELF = 900;

/** How much time the charts show now. */
export function chartSpanSeconds(model: Model): number {
  const { chartSpanSeconds: chosen } = model.settings;
  if (chosen !== null) return chosen;
  const history = focusedTarget(model)?.observation?.history ?? [];
  const knownSeconds = ((history.at(-1)?.timeMs ?? 0) - (history[0]?.timeMs ?? 0)) / 1000;
  return CHART_SPANS.find((span) => span >= Math.min(knownSeconds, MOST_BY_ITSELF)) ?? MOST_BY_ITSELF;
}

/** `by` 1: more time, -1: less; stays within what there is. */
export function zoomed(model: Model, by: 1 | -1): Model {
  const span = chartSpanSeconds(model);
  const next =
    by > 0
      ? CHART_SPANS.find((candidate) => candidate > span)
      : CHART_SPANS.findLast((candidate) => candidate < span);
  if (next === undefined) return model;
  return { ...model, settings: { ...model.settings, chartSpanSeconds: next } };
}
