import type { Model } from './model.js';

/** How much time the charts can show, in seconds. */
export const CHART_SPANS: readonly number[] = [120, 300, 900, 1800, 3600, 7200];

/** `by` 1: more time, -1: less; stays within what there is. */
export function zoomed(model: Model, by: 1 | -1): Model {
  const { chartSpanSeconds } = model.settings;
  const next =
    by > 0
      ? CHART_SPANS.find((span) => span > chartSpanSeconds)
      : CHART_SPANS.findLast((span) => span < chartSpanSeconds);
  if (next === undefined) return model;
  return { ...model, settings: { ...model.settings, chartSpanSeconds: next } };
}
