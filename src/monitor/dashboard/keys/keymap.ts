/**
 * The keys as tstop comes with them: one table that drives the program, the footer, the help and the palette, so that
 * none of them can promise what the others do not keep; `key-table.ts` lays the user's changes over it. htop's keys
 * come first, uwsgitop's three (`q a f`) mean what they mean there, then vi's.
 */

import { actionHelp, SERVER_ACTIONS, WORKER_ACTIONS, workerActionHelp } from './server-actions.js';
import type { ViewName } from './view-name.js';

export interface KeyBinding<Action extends string = ActionName> {
  /** Names as in `Key.name`. The help shows them in this order. */
  readonly keys: readonly string[];
  readonly action: Action;
  /** One line for the help. */
  readonly help: string;
  readonly group: KeyGroup;
  readonly footer?: FooterEntry;
  /** Its place in the footer of the past. */
  readonly footerInPast?: FooterEntry;
  /** Counts in these views only, and goes before what the key means elsewhere. */
  readonly views?: readonly ViewName[];
  /** Counts only while a search is set, and goes before what the key means otherwise: `N` is vi's and htop's. */
  readonly whileSearching?: true;
  /** Count, too, while the screen shows the past, and go before what they mean otherwise: `t` and `T` are htop's. */
  readonly keysInPast?: readonly string[];
  /** Count, too, in the history, where the arrows move the cursor through the time. */
  readonly keysInHistory?: readonly string[];
  /** Those in the past and in the history do not count while a search is set: `n` and `N` go on with it. */
  readonly yieldsToSearch?: true;
}

export const KEY_GROUPS = [
  'General',
  'Views',
  'Requests',
  'Charts',
  'Move',
  'Time',
  'Find',
  'Sort',
  'Rows',
  'Refresh',
  'Actions',
] as const;

type KeyGroup = (typeof KEY_GROUPS)[number];

export interface FooterEntry {
  /** Entries stand in the order of this number. */
  readonly position: number;
  /** The key as the footer writes it. */
  readonly key: string;
  readonly label: string;
  /** For wide terminals. */
  readonly wideLabel: string;
  /** Gives its place to what one does in the past. */
  readonly presentOnly?: true;
  /** Stands in the footers of these views only; the key counts everywhere. */
  readonly views?: readonly ViewName[];
}

/** The footer of the history is full without. */
const BESIDES_HISTORY: readonly ViewName[] = ['workers', 'requests', 'sockets', 'events', 'more'];

const ROWS = [
  {
    ...bind('General', 'quit', 'q f10 C-c', 'quit; q first closes an open help or menu'),
    footer: footer(10, 'F10', 'Quit'),
  },
  { ...bind('General', 'help', '? h f1', 'show this help'), footer: footer(1, 'F1', 'Help') },
  bind('General', 'palette', ':', 'run an action or command by its name: see Commands below'),
  {
    ...bind('General', 'setup', 'f2', 'set up columns, thresholds, appearance and keys'),
    footer: { ...footer(2, 'F2', 'Setup'), presentOnly: true },
  },
  bind('General', 'setup-columns', 'C', 'choose and order the columns'),
  bind('General', 'save-config', 'S', 'save the changed settings to the configuration file'),
  bind('General', 'save-recording', 'W', 'write the kept samples to a recording, for tstop replay'),
  bind('General', 'back', 'escape', 'close a popup, else clear the search, leave the past, clear the filter'),
  bind('General', 'toggle-meters', 'm #', 'hide or show the meters'),
  bind('General', 'expand', 'e', 'give the table (in the history: the charts) all lines, or undo that'),
  bind('General', 'theme-menu', 'C-t', 'choose the colours'),
  bind('General', 'redraw', 'C-l', 'redraw the screen'),
  bind('General', 'suspend', 'C-z', 'suspend tstop; fg brings it back'),

  bind('Views', 'view-workers', '1', 'workers'),
  bind('Views', 'view-requests', '2', 'requests in flight'),
  bind('Views', 'view-sockets', '3', 'sockets and their listen queues'),
  bind('Views', 'view-history', '4', 'charts of the last minutes, with the workers of that time'),
  bind('Views', 'view-events', '5', 'events since tstop attached'),
  bind('Views', 'view-more', '6', 'more tables: caches, spoolers, crons, metrics, locks'),
  bind('Views', 'next-view', 'tab', 'next view'),
  bind('Views', 'previous-view', 'S-tab', 'view before'),

  {
    ...bind('Rows', 'copy', 'y', "copy the request's URI, or the name of the row (OSC 52, tmux)"),
    views: ['workers', 'requests', 'sockets', 'more'],
  },
  {
    ...bind(
      'Rows',
      'open',
      'enter',
      'show a worker in detail, then its cores; go to the moment of an event; open any other row',
    ),
    footer: { ...footer(6.2, 'Enter', ' Vars'), views: ['requests'] },
  },
  {
    ...bind('Rows', 'fields', 'd', 'show all fields of the row'),
    footer: { ...footer(6.1, 'd', ' Fields'), views: ['events'] },
  },
  {
    ...bind('Views', 'next-section', '6 }', 'show the next table under More'),
    views: ['more'],
    footer: footer(6.1, '6', ' Next', ' Next table'),
  },
  { ...bind('Views', 'previous-section', '{', 'show the previous table under More'), views: ['more'] },
  {
    ...bind('Rows', 'stack', 'b', "show the thread's Python stack (--py-tracebacker)"),
    views: ['workers', 'requests'],
  },
  {
    ...bind(
      'Requests',
      'group',
      'g',
      'group the sampled requests by route, client, app or user agent, or not',
    ),
    views: ['requests'],
    footer: footer(6.1, 'g', ' Group'),
  },

  {
    ...bind('Charts', 'zoom-in', '+ =', 'zoom in: less time, in more detail'),
    views: ['history'],
    footer: footer(6.1, '+', ' In', ' Zoom in'),
  },
  {
    ...bind('Charts', 'zoom-out', '-', 'zoom out: more time, up to 2 hours'),
    views: ['history'],
    footer: footer(6.2, '-', ' Out', ' Zoom out'),
  },

  bind('Charts', 'zoom-auto', '0', 'zoom to the time since tstop attached, up to 15 minutes'),

  bind('Move', 'up', 'up k', 'row above'),
  bind('Move', 'down', 'down j', 'row below'),
  bind('Move', 'page-up', 'pageup C-u C-b', 'page up'),
  bind('Move', 'page-down', 'pagedown C-d C-f', 'page down'),
  bind('Move', 'first', 'home g', 'first row'),
  bind('Move', 'last', 'end G', 'last row'),
  bind('Move', 'scroll-left', 'left', 'scroll the columns back'),
  bind('Move', 'scroll-right', 'right', 'scroll the columns, to those that do not fit'),

  {
    ...bindPast('older', '[', 't', 'go back one sample, into the past (t: once there)', 'left'),
    footer: { ...footer(8.5, '[', ' Past'), presentOnly: true },
    footerInPast: footer(7.1, 't', ' Back', ' Sample back'),
  },
  {
    ...bindPast('newer', ']', 'T', 'go forward one sample, at last to the present (T: in the past)', 'right'),
    footerInPast: footer(7.2, 'T', ' Forth', ' forth'),
  },
  {
    ...bindPast('minute-older', '', 'S-left', 'go back a minute, in the past', 'S-left'),
    footerInPast: footer(7.3, 'S-←', ' 1min', ' Minute back'),
  },
  bindPast('minute-newer', '', 'S-right', 'go forward a minute, in the past', 'S-right'),
  { ...bindPast('older-event', '', 'N', 'go to the previous event, in the past', 'N'), yieldsToSearch: true },
  {
    ...bindPast('newer-event', '', 'n', 'go to the next event, in the past', 'n'),
    yieldsToSearch: true,
    footerInPast: footer(7.4, 'n', ' Event', ' Next event'),
  },
  {
    ...bind(
      'Time',
      'goto-time',
      'J',
      'go to a time: 13:14, 13:14:02, -10m, 90s ago; in the events, to that of the selected one',
    ),
    footerInPast: footer(7.5, 'J', ' Goto', ' Go to time'),
  },
  {
    ...bind('Time', 'live', 'L', 'return to the present; Esc does so too'),
    footerInPast: footer(6.9, 'L', ' Live'),
  },

  {
    ...bind(
      'Find',
      'search',
      '/ f3',
      'search rows, in an open text its lines; its function key again is the next match',
    ),
    footer: footer(3, 'F3', 'Find', 'Search'),
  },
  bind('Find', 'search-next', 'n', 'next match'),
  {
    ...bind('Find', 'search-previous', 'N S-f3', 'go to the previous match, while a search is set'),
    whileSearching: true,
  },
  {
    ...bind('Find', 'filter', '\\ f4', 'show only rows that match, e.g. state=busy and age>5s'),
    footer: footer(4, 'F4', 'Filter'),
  },

  {
    ...bind('Sort', 'sort-menu', 'f6', 'choose the column to sort by'),
    footer: footer(6, 'F6', 'Sort', 'SortBy'),
  },
  bind('Sort', 'sort-column-left', '< , S-left', 'sort by the column to the left'),
  bind('Sort', 'sort-column-right', '> . S-right', 'sort by the column to the right'),
  bind('Sort', 'invert-sort', 'I', 'reverse the order; a second click on a title does so too'),
  bind('Sort', 'sort-busy', 'P', 'sort by busy %'),
  bind('Sort', 'sort-memory', 'M', 'sort by resident memory'),
  bind('Sort', 'sort-age', 'T', 'sort by the age of the oldest request'),
  bind('Sort', 'sort-id', 'N', 'sort by number or name'),
  bind('Sort', 'sort-rps', 'R', 'sort by requests per second'),
  bind('Sort', 'sort-errors', 'X', 'sort by exceptions'),

  bind('Rows', 'cycle-cores', 'a', 'show workers, cores of all workers, or a tree'),
  {
    ...bind('Rows', 'toggle-tree', 't f5', 'show cores below their workers'),
    footer: { ...footer(5, 'F5', 'Tree'), views: ['workers'] },
  },
  bind('Rows', 'hide-idle', 'i', 'hide workers and cores that are idle, or show them again'),
  bind('Rows', 'unfold', '+', "show a worker's cores"),
  bind('Rows', 'fold', '-', "hide a worker's cores"),
  bind('Rows', 'fold-all', '*', 'fold all workers, or unfold them'),
  bind('Rows', 'tag', 'space', 'tag the row, or remove its tag'),
  bind('Rows', 'tag-with-cores', 'c', 'tag a worker and its cores'),
  bind('Rows', 'untag-all', 'U', 'remove all tags'),
  bind('Rows', 'follow', 'F', 'keep the row in place while the others move'),

  bind('Refresh', 'pause', 'Z', 'freeze the screen; readings go on (a replay: play, or hold)'),
  bind('Refresh', 'poll-now', 'C-r', 'read now'),
  bind('Refresh', 'fast', 'f', 'read every 100 ms, or at the set interval again'),
  {
    ...bind('Refresh', 'slower', 'f7', 'read less often (a replay: play slower)'),
    footer: { ...footer(7, 'F7', 'Slow', 'Slower'), presentOnly: true, views: BESIDES_HISTORY },
  },
  {
    ...bind('Refresh', 'faster', 'f8', 'read more often (a replay: play faster)'),
    footer: { ...footer(8, 'F8', 'Fast', 'Faster'), presentOnly: true, views: BESIDES_HISTORY },
  },

  {
    ...bind('Actions', 'action-menu', 'f9', 'act on the server or a worker, after a confirmation'),
    footer: { ...footer(8.1, 'F9', 'Act', 'Actions'), presentOnly: true },
  },
  // Without keys of their own: for the palette, and for whoever gives them one.
  ...SERVER_ACTIONS.map((action) => keyless('Actions', action.name, actionHelp(action))),
  ...WORKER_ACTIONS.map((action) => keyless('Actions', action.name, workerActionHelp(action))),
] as const;

/** Everything that a key, a click or the palette can ask for: an action is a row here and a case in `update-action.ts`. */
export type ActionName = (typeof ROWS)[number]['action'];

export const KEYMAP: readonly KeyBinding[] = ROWS;

function bind<A extends string>(group: KeyGroup, action: A, keys: string, help: string): KeyBinding<A> {
  return { keys: keys.split(' ').filter(Boolean), action, help, group };
}

function bindPast<A extends string>(
  action: A,
  keys: string,
  keysInPast: string,
  help: string,
  keysInHistory: string,
): KeyBinding<A> {
  const inPast = { keysInPast: keysInPast.split(' '), keysInHistory: keysInHistory.split(' ') };
  return { ...bind('Time', action, keys, help), ...inPast };
}

function keyless<A extends string>(group: KeyGroup, action: A, help: string): KeyBinding<A> {
  return bind(group, action, '', help);
}

function footer(position: number, key: string, label: string, wideLabel = label): FooterEntry {
  return { position, key, label, wideLabel };
}
