import { isReadonly } from '../model/shown.js';
/**
 * The help as lines of plain text, wrapped to a width: the columns of the table, the words of the ST column, the keys
 * (straight from the key table) and the filter language. Counted by `update` for scrolling, drawn by the view.
 */

import { wrapped } from '../../text/wrapped.js';
import { COMMANDS_WITH_ARGUMENT } from '../keys/command-table.js';
import { type BoundKeys, bindingsOf, keyLabel } from '../keys/key-table.js';
import { KEY_GROUPS } from '../keys/keymap.js';
import { actionHelp, SERVER_ACTIONS, WORKER_ACTIONS, workerActionHelp } from '../keys/server-actions.js';
import type { Model } from '../model/model.js';
import { shownTable } from '../model/shown.js';
import { shownColumns } from '../table/shown-columns.js';

export interface HelpLine {
  readonly kind: 'heading' | 'entry';
  /** At most `HELP_LABEL_CELLS` - 2 cells; empty where an entry goes on, and in empty lines. */
  readonly label: string;
  readonly text: string;
}

export const HELP_LABEL_CELLS = 18;

/** `width` counts label and text together. */
export function helpLines(model: Model, width: number): readonly HelpLine[] {
  return [
    ...KEY_GROUPS.flatMap((group) => keySection(model, group, width)),
    ...section('Mouse', model.settings.mouse ? MOUSE : [], width),
    ...section('What the charts show', model.view === 'history' ? CHARTS : [], width),
    ...section('Actions by name (F9)', isReadonly(model) ? [] : ASKED, width),
    ...section('Commands (:)', commandEntries(), width),
    ...section('Columns', columnEntries(model), width),
    ...section('States (ST)', shownTable(model) === 'workers' ? STATES : [], width),
    ...section('Filter', FILTER_HELP, width),
  ].slice(0, -1);
}

type Entry = readonly [label: string, text: string];

const STATES: readonly Entry[] = [
  ['idle', 'waits for a request'],
  ['busy', 'at least one core is in a request'],
  ['stuck', 'busy with a request that has been running for too long'],
  ['drain', 'cheaped, but its process still holds a request'],
  ['cheap', 'put to sleep by the cheaper system; has no process'],
  ['start', 'has a process that does not take requests yet: the app is loading'],
  ['pause', 'told to pause'],
  ['sig', 'in the handler of a uwsgi signal'],
  ['stall', 'seems idle for a minute although requests wait'],
  ['dead', 'has no process, and not because of the cheaper system'],
  ['?', 'lives, but the server says nothing known of what it does'],
];

const MOUSE: readonly Entry[] = [
  [
    'click',
    'select a row, sort by a title (a second click inverts), open a tab, press a key of the last line',
  ],
  ['double click', 'open the row, as its key does'],
  ['wheel', 'scroll; over a chart with a time axis: zoom'],
  ['beside a popup', 'a click closes it'],
  ['on a chart', 'a click goes to that moment'],
];

const CHARTS: readonly Entry[] = [
  ['BUSY', 'share of the threads that were in a request; coloured from the thresholds on'],
  ['LATENCY', 'mean of the requests that finished; blank where none did'],
  ['REQUESTS/s', 'requests that finished'],
  ['QUEUE', 'of the fullest socket; the dotted line is its limit'],
  ['MEMORY', 'resident memory of all workers; where it is steady, the chart does not begin at 0'],
  ['events', 'marks of what happened then; n and N go from one to the next, 5 lists them'],
  ['gaps', 'nothing is known: there were no readings, or nothing to measure'],
  ['peaks', 'where many samples share a column, the highest is shown'],
];

/** All of them: the menu says which of them can be done here and now. */
const ASKED: readonly Entry[] = [
  ...SERVER_ACTIONS.map((action): Entry => [action.name, actionHelp(action)]),
  ...WORKER_ACTIONS.map((action): Entry => [action.name, workerActionHelp(action)]),
];

const FILTER_HELP: readonly Entry[] = [
  ['report', 'rows whose request, URI or state contains the word; quote it if it holds blanks'],
  ['/^GET .*pdf/', 'the same with a regular expression'],
  [
    'busy>80%',
    'a column by its title, field name or short name, with = != > < >= <= ~ !~ (~ is a regular expression)',
  ],
  [
    'age>5s rss>200M',
    'units ms s m h d, K M G (bytes: steps of 1024, counts: 1000), %; terms side by side must all hold',
  ],
  ['a or !b', 'and, or, not (or !), and parentheses'],
  ['rss=-', 'unknown values; any other comparison with an unknown value is false'],
];

const EMPTY: HelpLine = { kind: 'entry', label: '', text: '' };

function heading(text: string): HelpLine {
  return { kind: 'heading', label: '', text };
}

function section(title: string, entries: readonly Entry[], width: number): readonly HelpLine[] {
  if (entries.length === 0) return [];
  return [heading(title), ...entries.flatMap((entry) => entryLines(entry, width)), EMPTY];
}

/** Other views have keys of their own. */
function keySection(model: Model, group: string, width: number): readonly HelpLine[] {
  const lines = keyLines(model, group, width);
  return lines.length === 0 ? [] : [heading(group), ...lines, EMPTY];
}

function keyLines(model: Model, group: string, width: number): readonly HelpLine[] {
  return bindingsOf(model.settings.keys, model.view)
    .filter((binding) => binding.group === group && keysOf(model, binding).length > 0)
    .flatMap((binding) => entryLines([keysText(keysOf(model, binding)), binding.help], width));
}

function keysOf(
  { view }: Model,
  { keys, keysInPast = [], keysInHistory = [] }: BoundKeys,
): readonly string[] {
  const here = view === 'history' ? keysInHistory : [];
  return [...new Set([...here, ...keys, ...keysInPast])];
}

/** As many of the keys as there is room for. */
function keysText(keys: readonly string[]): string {
  return keys.map(keyLabel).reduce((text, label) => {
    const longer = text === '' ? label : `${text} ${label}`;
    return [...longer].length > HELP_LABEL_CELLS - 2 ? text : longer;
  }, '');
}

function columnEntries(model: Model): readonly Entry[] {
  return shownColumns(model).map(({ title, field }) => [title, `${field.about} (${filterName(field)})`]);
}

/** Those with an argument; the others are in the palette, where they are typed. */
function commandEntries(): readonly Entry[] {
  const entries = Object.entries(COMMANDS_WITH_ARGUMENT).map(
    ([name, { argument, about }]): Entry => [`:${name}`, `${argument}: ${about}`],
  );
  return [...entries, [':ACTION', 'every action by its name, such as :invert-sort; Tab completes']];
}

/** The field's name to type in a filter. */
function filterName(field: { readonly name: string; readonly aliases: readonly string[] }): string {
  return field.aliases[0] ?? field.name;
}

function entryLines([label, text]: Entry, width: number): readonly HelpLine[] {
  const lines = wrapped(text, Math.max(10, width - HELP_LABEL_CELLS));
  return lines.map((line, index) => ({ kind: 'entry', label: index === 0 ? label : '', text: line }));
}
