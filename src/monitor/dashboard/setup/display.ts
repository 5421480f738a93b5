import type { Model } from '../model/model.js';
import { SETTING_ROWS } from '../model/setting-table.js';
import { changeInterval } from '../steps/pace.js';
import { quietly, type Step } from '../steps/step.js';

/** The next (`by` 1) or the previous value of a setting; the interval has its own, which begin at once. */
export function turnSetting(model: Model, name: string, by: 1 | -1): Step {
  if (name === 'intervalMs') return changeInterval(model, by);
  const [own, setting] = SETTING_ROWS.find(([one]) => one === name) ?? [];
  if (own === undefined || setting === undefined) return quietly(model);
  return quietly({
    ...model,
    settings: { ...model.settings, [own]: setting.next(model.settings[own], by) ?? model.settings[own] },
  });
}
