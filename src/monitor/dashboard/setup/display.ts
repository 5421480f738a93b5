import type { Model } from '../model/model.js';
import { REQUEST_GROUPS } from '../model/request-group.js';
import type { Settings } from '../model/settings.js';
import type { ThemeName } from '../model/themes.js';
import { THEMES } from '../model/themes.js';
import { changeInterval } from '../steps/pace.js';
import { quietly, type Step } from '../steps/step.js';
import type { DisplaySetting } from './items.js';

/** The next (`by` 1) or the previous value of a setting. */
export function turnSetting(model: Model, name: string, by: 1 | -1): Step {
  return Object.hasOwn(TURNS, name) ? TURNS[name as DisplaySetting](model, by) : quietly(model);
}

const TURNS: Readonly<Record<DisplaySetting, (model: Model, by: 1 | -1) => Step>> = {
  theme: (model, by) => withSetting(model, { theme: turned(THEME_NAMES, model.settings.theme, by) }),
  ascii: (model) => withSetting(model, { ascii: !model.settings.ascii }),
  mouse: (model) => withSetting(model, { mouse: !model.settings.mouse }),
  meters: (model) => withSetting(model, { metersShown: !model.settings.metersShown }),
  interval: (model, by) => changeInterval(model, by),
  group: (model, by) =>
    withSetting(model, { requestGroup: turned(REQUEST_GROUPS, model.settings.requestGroup, by) }),
};

const THEME_NAMES = Object.keys(THEMES) as readonly ThemeName[];

function withSetting(model: Model, settings: Partial<Settings>): Step {
  return quietly({ ...model, settings: { ...model.settings, ...settings } });
}

function turned<Word>(words: readonly Word[], now: Word, by: 1 | -1): Word {
  return words[(words.indexOf(now) + by + words.length) % words.length] ?? now;
}
