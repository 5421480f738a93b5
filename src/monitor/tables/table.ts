/**
 * A table as one value: where its rows come from, what they are called, their fields and columns, how they are sorted
 * at first, and what is said where there are none. The screen, the filter, snapshots and the configuration all read
 * it; a new table is a new file here, a line in `row.ts` and one in `tables.ts`.
 */
import type { Field } from '../fields/field.js';
import type { Observed } from '../metrics/observation.js';
import type { SampleBody } from '../metrics/sample/sample.js';
import { type ColumnEntry, titled } from './column-entry.js';
import type { Entries, EntryRow, Row } from './row.js';
import { uniqueKeys } from './unique-keys.js';

interface TableSpec<K extends keyof Entries> extends TableFacts {
  readonly kind: K;
  /** In the order of the document; null: the document has no such table. */
  readonly entries: (observed: Observed) => readonly Entries[K][] | null;
  /** Names the thing from reading to reading; several of one name are numbered. */
  readonly key: (entry: Entries[K]) => string;
  /** Keys never repeat, so there is no need to check. */
  readonly keysDiffer?: true;
  /** Text that `y` copies. */
  readonly name: (entry: Entries[K]) => string | null;
  readonly fields: readonly Field<Entries[K]>[];
}

interface TableFacts {
  /** For the JSON Schema: what the list holds, what an entry is. */
  readonly about: { readonly all: string; readonly one: string };
  /** The screen begins with the last entry. */
  readonly newestFirst?: true;
  readonly columns: readonly ColumnEntry[];
  readonly firstSort: readonly [field: string, descending: boolean];
  /** The fields that the quick keys sort by. */
  readonly quickSorts: Readonly<Partial<Record<QuickSortName, string>>>;
  /** Fields of the snapshot format `table`, from left to right. */
  readonly snapshotFields: string;
  /** Shown in place of rows. */
  readonly empty: string;
}

export type QuickSortName = 'busy' | 'memory' | 'age' | 'id' | 'rps' | 'errors';

export interface Table<K extends keyof Entries = keyof Entries> extends TableFacts {
  readonly kind: K;
  /** null: the document has no such table. */
  readonly rows: (observed: Observed, range?: Range) => readonly EntryRow<K>[] | null;
  readonly nameOf: (row: Row) => string | null;
  /** Of any row: one of another kind has no value. */
  readonly fields: readonly Field<Row>[];
}

/** Places in the list of entries. */
interface Range {
  readonly from: number;
  readonly to?: number;
}

/** A table under More. */
export interface Block<K extends keyof Entries = keyof Entries> extends Table<K>, BlockFacts {}

interface BlockFacts {
  /** The documents that can hold it. */
  readonly of: 'workers' | 'router';
  /** The option of uWSGI that makes it appear. */
  readonly option: string;
  readonly note: string;
  /** More offers it only where this holds. */
  readonly isOffered?: (body: SampleBody) => boolean;
}

export function table<K extends keyof Entries>(spec: TableSpec<K>): Table<K> {
  const { entries, key, keysDiffer = false, name, fields, ...facts } = spec;
  const isOwn = (row: Row): row is Row & EntryRow<K> => row.kind === spec.kind;
  return {
    ...facts,
    rows: (observed, range) => {
      const all = entries(observed);
      if (all === null) return null;
      const wanted = range === undefined ? all : all.slice(range.from, range.to);
      const names = wanted.map(key);
      const keys = keysDiffer ? names : uniqueKeys(names);
      return wanted.map((entry, index) => rowOf(spec.kind, keys[index] ?? '', entry));
    },
    nameOf: (row) => (isOwn(row) ? name(row.entry) : null),
    fields: titled(fields, facts.columns).map((field) => ({
      ...field,
      value: (row) => (isOwn(row) ? field.value(row.entry) : null),
    })),
  };
}

export function block<K extends keyof Entries>(spec: TableSpec<K> & BlockFacts): Block<K> {
  const { of, option, note, isOffered, ...rest } = spec;
  return { ...table<K>(rest), of, option, note, ...(isOffered === undefined ? {} : { isOffered }) };
}

function rowOf<K extends keyof Entries>(kind: K, key: string, entry: Entries[K]): EntryRow<K> {
  return { kind, key, entry };
}

/** Names over several lines. */
export function words(...lines: readonly string[]): string {
  return lines.join(' ');
}
