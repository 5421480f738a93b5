/**
 * The keys as they count in this run: the table of `keymap.ts`, changed by what the user's configuration says. A key
 * that the user gave to an action is that action's alone; rows that had it before lose it.
 */

import type { ActionName } from './keymap.js';
import { type FooterEntry, KEYMAP, type KeyBinding } from './keymap.js';
import type { ViewName } from './view-name.js';

/** Changed rows first, then the others in the order of the help. */
export type KeyTable = readonly BoundKeys[];

export interface BoundKeys extends KeyBinding {
  /** The keys come from the configuration. */
  readonly changed: boolean;
}

/** The keys that an action has instead of its usual ones; none for an action that shall have no key. */
type KeyChanges = Readonly<Partial<Record<ActionName, readonly string[]>>>;

/** Keys that nothing takes away: whatever is configured, there is a way out. */
export const FIXED_KEYS: Readonly<Partial<Record<ActionName, string>>> = { quit: 'C-c', back: 'escape' };

export function keyTable(changes: KeyChanges): KeyTable {
  const rows = KEYMAP.map((binding) => withChange(binding, changes[binding.action]));
  const changed = rows.filter((row) => row.changed);
  return rows.map((row) => (row.changed ? row : withoutKeysOf(changed, row)));
}

export const DEFAULT_KEYS: KeyTable = keyTable({});

/** The action of a key while no prompt and no overlay is open; null: none. */
export function actionFor(
  keys: KeyTable,
  keyName: string,
  view: ViewName,
  searching: boolean,
  past = false,
): ActionName | null {
  const situation = { view, searching, past };
  let best: BoundKeys | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const row of keys) {
    const rank = rankOf(row, keyName, situation);
    if (rank < bestRank) [best, bestRank] = [row, rank];
  }
  return best === null ? null : onceMore(best.action, keyName, searching);
}

/** The same function key again goes on with a search; a character begins anew, so that there is always a way to. */
function onceMore(action: ActionName, keyName: string, searching: boolean): ActionName {
  return action === 'search' && searching && isFunctionKey(keyName) ? 'search-next' : action;
}

function isFunctionKey(keyName: string): boolean {
  return [...keyName].length > 1;
}

interface Situation {
  readonly view: ViewName;
  readonly searching: boolean;
  /** The screen shows the past. */
  readonly past: boolean;
}

/** Keys of a view: its own, and the global ones that it does not override. */
export function bindingsOf(keys: KeyTable, view: ViewName): KeyTable {
  return keys.filter(({ views }) => views === undefined || views.includes(view));
}

export interface FooterButton extends FooterEntry {
  readonly action: ActionName;
}

/** The footer from left to right; an action without a key has no button. */
export function footerOf(
  keys: KeyTable,
  view: ViewName,
  past = false,
  searching = false,
): readonly FooterButton[] {
  return bindingsOf(keys, view)
    .map((row) => (past ? asInPast(row) : row))
    .flatMap(footerButton)
    .map((button) => (searching ? whileSearching(button) : button))
    .filter(({ views }) => views === undefined || views.includes(view))
    .sort((a, b) => a.position - b.position);
}

/** The key to name where a text tells the user what to press; null if the action has none. */
export function keyFor(keys: KeyTable, action: ActionName): string | null {
  const key = keys.find((row) => row.action === action && row.keys.length > 0)?.keys[0];
  return key === undefined ? null : keyLabel(key);
}

/** A key as people write it: `PgUp`, `^U`, `S-←`. */
export function keyLabel(keyName: string): string {
  if (keyName.startsWith('C-')) return `^${keyName.slice(2).toUpperCase()}`;
  if (keyName.startsWith('S-')) return `S-${keyLabel(keyName.slice(2))}`;
  return LABELS[keyName] ?? (/^f\d+$/.test(keyName) ? keyName.toUpperCase() : keyName);
}

/** `: F4 filters`, to end a sentence with; nothing for an action without keys. */
export function keyHint(keys: KeyTable, action: ActionName, does: string): string {
  const key = keyFor(keys, action);
  return key === null ? '' : `: ${key} ${does}`;
}

/** All keys of a row in one text; `-` for an action without keys. */
export function bindingsText({ keys, keysInPast = [] }: KeyBinding): string {
  return [...new Set([...keys, ...keysInPast])].map(keyLabel).join(' ') || '-';
}

/** A key of one row hides the same key of the other wherever the other applies. */
function covers(one: KeyBinding, other: KeyBinding): boolean {
  if (one.whileSearching === true) return other.whileSearching === true && viewsCover(one, other);
  return viewsCover(one, other);
}

const LABELS: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  tab: 'Tab',
  backspace: 'Backspace',
  insert: 'Ins',
  delete: 'Del',
  escape: 'Esc',
  space: 'Space',
};

function withChange(binding: KeyBinding, keys: readonly string[] | undefined): BoundKeys {
  if (keys === undefined) return { ...binding, changed: false };
  const fixed = FIXED_KEYS[binding.action];
  const free = keys.filter((key) => !isFixed(key));
  const wanted = fixed === undefined ? free : [...free, fixed];
  const changed = !sameWords(wanted, binding.keys);
  return changed
    ? { ...binding, keys: wanted, keysInPast: [], keysInHistory: [], changed }
    : { ...binding, changed };
}

function isFixed(key: string): boolean {
  return Object.values(FIXED_KEYS).includes(key);
}

/** In any order. */
function sameWords(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((word) => others.includes(word));
}

function withoutKeysOf(changed: KeyTable, row: BoundKeys): BoundKeys {
  const taken = changed.filter((other) => covers(other, row)).flatMap((other) => other.keys);
  const isFree = (key: string) => isFixed(key) || !taken.includes(key);
  return {
    ...row,
    keys: row.keys.filter(isFree),
    keysInPast: row.keysInPast?.filter(isFree) ?? [],
    keysInHistory: row.keysInHistory?.filter(isFree) ?? [],
  };
}

/** A key of both would mean two things at once. */
export function collide(one: KeyBinding, other: KeyBinding): boolean {
  if (one.whileSearching !== other.whileSearching) return false;
  if (one.views === undefined || other.views === undefined) return one.views === other.views;
  return one.views.some((view) => other.views?.includes(view));
}

function viewsCover(one: KeyBinding, other: KeyBinding): boolean {
  if (one.views === undefined) return true;
  return other.views?.every((view) => one.views?.includes(view)) ?? false;
}

/** Precedence: bindings for a situation, then those for some views, then the rest; then the user's own. */
function rankOf(row: BoundKeys, keyName: string, situation: Situation): number {
  return 2 * scopeOf(row, keyName, situation) + (row.changed ? 0 : 1);
}

/** Lower ones go first; infinite where the key does not mean this. */
function scopeOf(row: BoundKeys, keyName: string, { view, searching, past }: Situation): number {
  if (row.views !== undefined && !row.views.includes(view)) return Number.POSITIVE_INFINITY;
  if (past && isAmong(row.keysInPast, row, keyName, searching)) return 1;
  if (view === 'history' && isAmong(row.keysInHistory, row, keyName, searching)) return 1;
  if (!row.keys.includes(keyName)) return Number.POSITIVE_INFINITY;
  if (row.whileSearching === true) return searching ? 0 : Number.POSITIVE_INFINITY;
  return row.views === undefined ? 3 : 2;
}

function isAmong(
  keys: readonly string[] | undefined,
  { yieldsToSearch }: KeyBinding,
  keyName: string,
  searching: boolean,
): boolean {
  return keys?.includes(keyName) === true && !(searching && yieldsToSearch === true);
}

function whileSearching(button: FooterButton): FooterButton {
  if (button.action !== 'search' || [...button.key].length === 1) return button;
  const label = button.label.replace(/\S.*/, 'Next');
  return { ...button, action: 'search-next', label, wideLabel: label };
}

function asInPast(row: BoundKeys): BoundKeys {
  const { footer, footerInPast = footer, keys, keysInPast = [], ...rest } = row;
  const own = { ...rest, keys: [...keysInPast, ...keys] };
  return footerInPast === undefined || footerInPast.presentOnly === true
    ? own
    : { ...own, footer: footerInPast };
}

/** Function keys stand close to their labels, as in htop; other keys have a blank between. */
function footerButton({ footer, action, keys }: BoundKeys): readonly FooterButton[] {
  const [first] = keys;
  if (footer === undefined || first === undefined) return [];
  if (keys.map(keyLabel).includes(footer.key)) return [{ ...footer, action }];
  const gap = /^f\d+$/.test(first) ? '' : ' ';
  const label = gap + footer.label.trimStart();
  return [{ ...footer, action, key: keyLabel(first), label, wideLabel: gap + footer.wideLabel.trimStart() }];
}
