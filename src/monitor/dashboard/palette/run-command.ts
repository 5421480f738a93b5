/** Does what a line of the palette says. */

import { fieldNamed, nearestNames, nearestWords } from '../../fields/field-lookup.js';
import { parseFilter } from '../../filter/parser.js';
import { fieldsOfSet } from '../../tables/columns/chosen-columns.js';
import { fieldsOf } from '../../tables/tables.js';
import { parseMoment } from '../history/moment.js';
import { goToNamedTime, presentMs } from '../history/time-travel.js';
import {
  actionNamed,
  COMMANDS,
  COMMANDS_WITH_ARGUMENT,
  type CommandWithArgument,
  findCommand,
} from '../keys/command-table.js';
import type { ActionName } from '../keys/keymap.js';
import type { Model } from '../model/model.js';
import { withGroup } from '../model/request-group.js';
import { REQUEST_GROUPS } from '../model/setting-table.js';
import { shownObservation, shownTable, viewsOf } from '../model/shown.js';
import { THEME_NAMES } from '../model/themes.js';
import { withThresholds } from '../setup/set-thresholds.js';
import { withThreshold } from '../setup/threshold-entry.js';
import { THRESHOLD_NAMES, thresholdKey } from '../setup/threshold-names.js';
import { withInterval } from '../steps/pace.js';
import { quietly, type Step } from '../steps/step.js';
import { changedColumns } from '../table/change-columns.js';
import { matchFrom, setFilter } from '../table/search.js';
import { selectedIndex, selectKey } from '../table/selection.js';
import { shownColumnSet, withShownColumns } from '../table/shown-columns.js';
import { openView } from '../table/views.js';

export type RunAction = (model: Model, action: ActionName) => Step;

/** The step, or the mistake in the line. */
export function runCommand(model: Model, line: string, act: RunAction): Step | string {
  const [, word = '', argument = ''] = /^\s*(\S*)\s*(.*?)\s*$/su.exec(line) ?? [];
  const command = findCommand(word);
  if (command === null)
    return unknown(
      'command',
      word,
      COMMANDS.map(({ name }) => name),
    );
  const { name } = command;
  if (argument !== '' && isWithArgument(name)) return RUN[name](model, argument);
  const action = isWithArgument(name) ? ALONE[name] : actionNamed(name);
  if (action === null) return `"${name}" wants ${command.argument}: ${command.about}`;
  if (argument !== '') return `"${name}" takes nothing after it`;
  return act(model, action);
}

type Run = (model: Model, argument: string) => Step | string;

const RUN: Readonly<Record<CommandWithArgument, Run>> = {
  sort: runSort,
  filter: (model, text) => {
    const parsed = parseFilter(text, fieldsOf(shownTable(model)));
    return parsed.ok ? quietly(setFilter(model, text)) : parsed.message;
  },
  search: runSearch,
  columns: (model, argument) => {
    const names = changedColumns(model, argument);
    return typeof names === 'string' ? names : quietly(withShownColumns(model, names ?? undefined));
  },
  theme: (model, word) =>
    chosen('theme', word, THEME_NAMES, (theme) =>
      quietly({ ...model, settings: { ...model.settings, theme } }),
    ),
  interval: (model, text) => {
    const ms = parseInterval(text);
    return typeof ms === 'string' ? ms : withInterval(model, ms);
  },
  view: (model, word) =>
    chosen('view', word, viewsOf(shownObservation(model)), (view) => quietly(openView(model, view))),
  group: (model, word) => chosen('group', word, REQUEST_GROUPS, (group) => quietly(withGroup(model, group))),
  goto: (model, text) => {
    const moment = parseMoment(text, presentMs(model), model.utcOffsetMinutes);
    return moment.ok ? quietly(goToNamedTime(model, moment.timeMs)) : moment.message;
  },
  threshold: runThreshold,
};

/** Action of a command without an argument; null: it needs one. */
const ALONE: Readonly<Record<CommandWithArgument, ActionName | null>> = {
  sort: 'sort-menu',
  filter: 'filter',
  search: 'search',
  columns: 'setup-columns',
  theme: 'theme-menu',
  interval: null,
  view: null,
  group: 'group',
  goto: 'goto-time',
  threshold: null,
};

/** `rss`, `-rss`. */
function runSort(model: Model, argument: string): Step | string {
  const descending = argument.startsWith('-');
  const name = descending ? argument.slice(1) : argument;
  const fields = fieldsOfSet(shownColumnSet(model));
  const field = fieldNamed(fields, name);
  if (field === null) return `No field "${name}"${hint(nearestNames(name, fields))}`;
  return quietly({ ...model, table: { ...model.table, sortField: field.name, descending } });
}

function runSearch(model: Model, text: string): Step | string {
  const key = matchFrom(model, text, selectedIndex(model) + 1, 1);
  if (key === null) return `No row matches "${text}"`;
  return quietly(selectKey({ ...model, table: { ...model.table, searchText: text } }, key));
}

function runThreshold(model: Model, argument: string): Step | string {
  const [word = '', ...value] = argument.split(/\s+/);
  const name = THRESHOLD_NAMES.find((one) => thresholdKey(one) === word);
  if (name === undefined) return unknown('threshold', word, THRESHOLD_NAMES.map(thresholdKey));
  if (value.length === 0) return `"threshold ${word}" wants a value`;
  const thresholds = withThreshold(model.settings.thresholds, name, value.join(''));
  return typeof thresholds === 'string' ? thresholds : withThresholds(model, thresholds);
}

function chosen<Word extends string>(
  what: string,
  word: string,
  words: readonly Word[],
  run: (word: Word) => Step,
): Step | string {
  const wanted = word.toLowerCase();
  const found = words.find((one) => one === wanted);
  const beginning = words.filter((one) => one.startsWith(wanted));
  const [only] = beginning;
  if (found !== undefined) return run(found);
  if (only !== undefined && beginning.length === 1) return run(only);
  return `${unknown(what, word, words)}; there is ${words.join(', ')}`;
}

const LEAST_INTERVAL_MS = 100;
const LONGEST_INTERVAL_MS = 86_400_000;
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** As `--delay`: `500ms`, `2s`, `2`, `1m`. */
function parseInterval(text: string): number | string {
  const match = /^(\d+(?:\.\d*)?|\.\d+)\s*(ms|s|m|h)?$/.exec(text);
  if (match?.[1] === undefined) return 'Not a time: write 500ms, 2s or 1m';
  const ms = Math.round(Number(match[1]) * (UNITS_MS[match[2] ?? 's'] ?? 1000));
  if (ms < LEAST_INTERVAL_MS) return 'The least is 100ms';
  return ms > LONGEST_INTERVAL_MS ? 'The most is 24h' : ms;
}

function isWithArgument(name: string): name is CommandWithArgument {
  return Object.hasOwn(COMMANDS_WITH_ARGUMENT, name);
}

function unknown(what: string, word: string, words: readonly string[]): string {
  return `No ${what} "${word}"${hint(nearestWords(word, words))}`;
}

function hint(near: readonly string[]): string {
  return near.length === 0 ? '' : `: did you mean ${near.map((word) => `"${word}"`).join(' or ')}?`;
}
