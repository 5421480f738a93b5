import type { FilterExpression } from '../filter/filter.js';
import type { ViewName } from './views.js';

/** Which part of a reading a snapshot shows, and in which order. */
export interface Selection {
  /** null: the format decides, see `formats.ts`. */
  readonly view: ViewName | null;
  /** null: the fields that the format shows by default. */
  readonly fields: FieldChoice | null;
  readonly filter: FilterExpression | null;
  readonly sort: readonly SortKey[];
  /** At most so many rows. */
  readonly top: number | null;
  /** Cores below their workers, in tables. */
  readonly tree: boolean;
}

export interface SortKey {
  /** Name or short name. */
  readonly field: string;
  readonly descending: boolean;
}

/** `a,b,+c,-d`: plain names replace the default, `+` adds to it and `-` takes away. */
export interface FieldChoice {
  /** null: start from the default. */
  readonly base: readonly string[] | null;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export const EVERYTHING: Selection = {
  view: null,
  fields: null,
  filter: null,
  sort: [],
  top: null,
  tree: false,
};

/** Some part of it applies to one table only. */
export function isForOneTable(selection: Selection): boolean {
  const { fields, filter, sort, top, tree } = selection;
  return fields !== null || filter !== null || sort.length > 0 || top !== null || tree;
}

/** Takes `rps,-age`; empty names are dropped. */
export function parseSortKeys(text: string): readonly SortKey[] {
  return wordsOf(text).map((word) =>
    word.startsWith('-')
      ? { field: word.slice(1), descending: true }
      : { field: word.replace(/^\+/, ''), descending: false },
  );
}

export function parseFieldChoice(text: string): FieldChoice {
  const words = wordsOf(text);
  const plain = words.filter((word) => !/^[+-]/.test(word));
  return {
    base: plain.length === 0 ? null : plain,
    added: words.filter((word) => word.startsWith('+')).map((word) => word.slice(1)),
    removed: words.filter((word) => word.startsWith('-')).map((word) => word.slice(1)),
  };
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== '+' && word !== '-');
}
