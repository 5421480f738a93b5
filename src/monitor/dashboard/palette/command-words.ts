/** The palette's offers for the word being typed: commands first, then values of their arguments. */
import { fieldsOfSet } from '../../tables/columns/chosen-columns.js';
import {
  COMMANDS_WITH_ARGUMENT,
  type CommandWithArgument,
  commandsLike,
  keyOf,
} from '../keys/command-table.js';
import type { Model } from '../model/model.js';
import { REQUEST_GROUPS } from '../model/setting-table.js';
import { isReadonly, shownObservation, viewsOf } from '../model/shown.js';
import { THEMES } from '../model/themes.js';
import { thresholdEntries } from '../setup/threshold-entry.js';
import { shownColumnSet, shownColumns } from '../table/shown-columns.js';

export interface OfferedWord {
  /** Replacement for the typed word. */
  readonly word: string;
  readonly about: string;
  /** The key that does the same; null without one. */
  readonly key: string | null;
  /** A word may follow. */
  readonly goesOn: boolean;
}

/** For the last word of `text`, best first. */
export function offeredWords(model: Model, text: string): readonly OfferedWord[] {
  const [name = '', ...rest] = text.trimStart().split(/\s+/);
  if (rest.length === 0)
    return commandsLike(name, isReadonly(model)).map((entry) => commandWord(model, entry));
  if (!Object.hasOwn(COMMANDS_WITH_ARGUMENT, name)) return [];
  const offered = ARGUMENTS[name as CommandWithArgument](model, rest);
  const typed = (rest.at(-1) ?? '').toLowerCase();
  const beginning = offered.filter(({ word }) => word.startsWith(typed));
  const holding = offered.filter(({ word }) => !word.startsWith(typed) && word.includes(typed));
  return [...beginning, ...holding];
}

/** The text with its last word replaced; a blank follows where more may come. */
export function withWord(text: string, { word, goesOn }: OfferedWord): string {
  const begin = /\S*$/.exec(text)?.index ?? text.length;
  return `${text.slice(0, begin)}${word}${goesOn ? ' ' : ''}`;
}

function commandWord(model: Model, entry: { name: string; argument: string; about: string }): OfferedWord {
  const about = entry.argument === '' ? entry.about : `${entry.argument}: ${entry.about}`;
  return {
    word: entry.name,
    about,
    key: keyOf(model.settings.keys, entry.name),
    goesOn: entry.argument !== '',
  };
}

type Offer = (model: Model, words: readonly string[]) => readonly OfferedWord[];

const ARGUMENTS: Readonly<Record<CommandWithArgument, Offer>> = {
  sort: (model, [typed = '']) => {
    const sign = typed.startsWith('-') ? '-' : '';
    return fieldWords(model, (name) => `${sign}${name}`);
  },
  columns: columnWords,
  theme: () => Object.entries(THEMES).map(([name, about]) => plain(name, about)),
  interval: () =>
    ['500ms', '1s', '2s', '5s', '10s', '1m'].map((time) => plain(time, 'time between readings')),
  view: (model) => viewsOf(shownObservation(model)).map((view) => plain(view, 'view')),
  group: () => REQUEST_GROUPS.map((group) => plain(group, group === 'none' ? 'no groups' : `by ${group}`)),
  threshold: (model, words) =>
    words.length > 1
      ? []
      : thresholdEntries(model.settings.thresholds).map(({ name, value, about }) => ({
          ...plain(name, `${value}  ${about}`),
          goesOn: true,
        })),
  goto: () => ['live', '-1m', '-10m'].map((time) => plain(time, time === 'live' ? 'the present' : 'ago')),
  filter: () => [],
  search: () => [],
};

/** After `+` what is not shown, after `-` what is. */
function columnWords(model: Model, words: readonly string[]): readonly OfferedWord[] {
  const typed = words.at(-1) ?? '';
  const shown = new Set(shownColumns(model).map(({ field }) => field.name));
  const signed = (sign: string, wanted: boolean) =>
    fieldWords(model, (name) => `${sign}${name}`).filter(({ word }) => shown.has(word.slice(1)) === wanted);
  if (typed.startsWith('+')) return signed('+', false);
  if (typed.startsWith('-')) return signed('-', true);
  return [plain('reset', 'the default columns'), ...signed('+', false), ...signed('-', true)];
}

function fieldWords(model: Model, write: (name: string) => string): readonly OfferedWord[] {
  return fieldsOfSet(shownColumnSet(model)).map(({ name, about }) => plain(write(name), about));
}

function plain(word: string, about: string): OfferedWord {
  return { word, about, key: null, goesOn: false };
}
