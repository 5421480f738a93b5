/**
 * The commands of the palette: every action by its name, and what takes an argument besides. One table for the
 * palette, its list and the help; `run-command.ts` does what they say.
 */

import { type KeyTable, keyFor } from './key-table.js';
import type { ActionName } from './keymap.js';
import { KEYMAP } from './keymap.js';
import { SERVER_ACTIONS, WORKER_ACTIONS } from './server-actions.js';

/** Commands with an argument; some are also actions, which run when there is none. */
export type CommandWithArgument =
  | 'sort'
  | 'filter'
  | 'search'
  | 'columns'
  | 'theme'
  | 'interval'
  | 'view'
  | 'group'
  | 'goto'
  | 'threshold';

interface CommandEntry {
  readonly name: string;
  /** As the help writes it; empty for commands that take none. */
  readonly argument: string;
  /** One line. */
  readonly about: string;
}

export const COMMANDS_WITH_ARGUMENT: Readonly<Record<CommandWithArgument, Omit<CommandEntry, 'name'>>> = {
  sort: { argument: 'FIELD', about: 'sort the table; -FIELD puts the greatest first' },
  filter: { argument: 'EXPRESSION', about: 'show only rows that match; without EXPRESSION all' },
  search: { argument: 'TEXT', about: 'select the next row that contains TEXT' },
  columns: {
    argument: '+FIELD -FIELD',
    about: 'add and remove columns; FIELD,FIELD for just these; reset',
  },
  theme: { argument: 'NAME', about: 'choose the colours' },
  interval: { argument: 'TIME', about: 'set the interval of readings: 500ms, 2s, 1m' },
  view: { argument: 'NAME', about: 'open a view' },
  group: { argument: 'NAME', about: 'group the sampled requests' },
  goto: { argument: 'TIME', about: 'show the past: 13:14, -10m; live' },
  threshold: { argument: 'NAME VALUE', about: 'set when a number is a warning or critical' },
};

/** Short words that fingers know from vi. */
const ALIASES: Readonly<Record<string, string>> = { q: 'quit', h: 'help', w: 'save-config' };

/** Actions that move, which are not typed as commands; only their whole names find them. */
const MOVES: ReadonlySet<string> = new Set(['up', 'down', 'page-up', 'page-down', 'first', 'last', 'back']);

/** Commands to the server: not offered where that is not allowed. */
const ASKED: ReadonlySet<string> = new Set([...SERVER_ACTIONS, ...WORKER_ACTIONS].map(({ name }) => name));

/** Those with an argument first, then the actions in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  ...Object.entries(COMMANDS_WITH_ARGUMENT).map(([name, entry]) => ({ name, ...entry })),
  ...KEYMAP.filter(({ action }) => !Object.hasOwn(COMMANDS_WITH_ARGUMENT, action)).map(
    ({ action, help }) => ({
      name: action,
      argument: '',
      about: help,
    }),
  ),
];

/** The action of that name; null for what only takes an argument. */
export function actionNamed(name: string): ActionName | null {
  return KEYMAP.find(({ action }) => action === name)?.action ?? null;
}

/** The command of that name, or the only one that begins with it. */
export function findCommand(word: string): CommandEntry | null {
  const wanted = Object.hasOwn(ALIASES, word) ? ALIASES[word] : word;
  const exact = COMMANDS.find(({ name }) => name === wanted);
  if (exact !== undefined) return exact;
  const beginning = word === '' ? [] : COMMANDS.filter(({ name }) => name.startsWith(word));
  return beginning.length === 1 ? (beginning[0] ?? null) : null;
}

/** Commands that a word may be the beginning or a part of, best first; all for an empty one. */
export function commandsLike(word: string, isReadonly: boolean): readonly CommandEntry[] {
  const offered = COMMANDS.filter(({ name }) => !MOVES.has(name) && !(isReadonly && ASKED.has(name)));
  const rank = ({ name }: CommandEntry): number => {
    if (name.startsWith(word)) return 0;
    if (name.split('-').some((part) => part.startsWith(word))) return 1;
    if (name.includes(word)) return 2;
    return holdsInOrder(name, word) ? 3 : Number.POSITIVE_INFINITY;
  };
  return offered
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter((one) => Number.isFinite(one.rank))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

/** The key that does the same, for the list. */
export function keyOf(keys: KeyTable, name: string): string | null {
  const action = KEYMAP.find((binding) => binding.action === name)?.action;
  return action === undefined ? null : keyFor(keys, action);
}

function holdsInOrder(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
