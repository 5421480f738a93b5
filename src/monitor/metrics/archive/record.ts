/**
 * Records described once, and from the description both ways: how they are written to cells, and how they are read
 * back. A field that a description lacks, or has too many, does not compile.
 */
import type { CellReader, CellWriter } from './cells.js';
import type { StreamName } from './streams.js';

export interface Cell<T> {
  readonly write: (to: CellWriter, value: T) => void;
  readonly read: (from: CellReader) => T;
}

type Cells<T> = { readonly [K in keyof T]-?: Cell<T[K]> };

export const exact: Cell<number | null> = {
  write: (to, value) => to.exact(value),
  read: (from) => from.exact(),
};

export const known: Cell<number> = { write: (to, value) => to.exact(value), read: (from) => from.known() };

export const flag: Cell<boolean | null> = {
  write: (to, value) => to.flag(value),
  read: (from) => from.flag(),
};

export const knownFlag = mapped<boolean, boolean | null>(
  flag,
  (value) => value,
  (kept) => kept === true,
);

export const ratio: Cell<number | null> = {
  write: (to, value) => to.ratio(value),
  read: (from) => from.ratio(),
};

/** A duration that stays as it is. */
export const seconds: Cell<number | null> = {
  write: (to, value) => to.seconds(value),
  read: (from) => from.seconds(),
};

export const knownSeconds = mapped<number, number | null>(
  seconds,
  (value) => value,
  (kept) => kept ?? 0,
);

/** A duration up to the moment of the sample. */
export const age: Cell<number | null> = { write: (to, value) => to.age(value), read: (from) => from.age() };

export const rounded: Cell<number | null> = {
  write: (to, value) => to.rounded(value),
  read: (from) => from.exact(),
};

/** So many a second, never negative. */
export const rate: Cell<number | null> = {
  write: (to, value) => to.rate(value),
  read: (from) => from.rate(),
};

export const text: Cell<string | null> = {
  write: (to, value) => to.text(value),
  read: (from) => from.text(),
};

export const knownText = mapped<string, string | null>(
  text,
  (value) => value,
  (kept) => kept ?? '',
);

/** A cell that is written from that version on; `missing` stands for it in what is older. */
export function since<T>(version: number, cell: Cell<T>, missing: T): Cell<T> {
  return {
    write: (to, value) => cell.write(to, value),
    read: (from) => (from.streams.version >= version ? cell.read(from) : missing),
  };
}

/** null may be one of them. */
export function oneOf<T>(choices: readonly [T, ...T[]]): Cell<T> {
  return {
    write: (to, value) => to.exact(choices.indexOf(value)),
    read: (from) => {
      const choice = choices[from.known()];
      return choice === undefined ? choices[0] : choice;
    },
  };
}

/** Takes no room. */
export function always<T>(value: T): Cell<T> {
  return { write: () => {}, read: () => value };
}

/** The count, then each item. */
export function list<T>(item: Cell<T>): Cell<readonly T[]> {
  return {
    write: (to, items) => {
      to.exact(items.length);
      for (const one of items) item.write(to, one);
    },
    read: (from) => Array.from({ length: from.count() }, () => item.read(from)),
  };
}

export function listOrNull<T>(item: Cell<T>): Cell<readonly T[] | null> {
  const items = list(item);
  return {
    write: (to, value) => {
      to.flag(value !== null);
      if (value !== null) items.write(to, value);
    },
    read: (from) => (from.flag() === true ? items.read(from) : null),
  };
}

/** In a stream of its own, so that nothing else moves when there are more or fewer. */
export function into<T>(stream: StreamName, cell: Cell<T>): Cell<T> {
  return {
    write: (to, value) => cell.write(to.streams.cells[stream] ?? to, value),
    read: (from) => cell.read(from.streams.cells[stream] ?? from),
  };
}

/** Kept as something else, which it can be made from again. */
export function mapped<T, Kept>(
  cell: Cell<Kept>,
  keptOf: (value: T) => Kept,
  restored: (kept: Kept) => T,
): Cell<T> {
  return {
    write: (to, value) => cell.write(to, keptOf(value)),
    read: (from) => restored(cell.read(from)),
  };
}

export function record<T extends object>(cells: Cells<T>): Cell<T> {
  const keys = Object.keys(cells) as (keyof T)[];
  return {
    write: (to, value) => {
      for (const key of keys) cells[key].write(to, value[key]);
    },
    read: (from) => {
      const value: Partial<T> = {};
      for (const key of keys) value[key] = cells[key].read(from);
      // Every key of it has its value.
      return value as T;
    },
  };
}

/** One of several records, distinguished by `kind`. */
export function byKind<T extends { readonly kind: string }>(
  cells: {
    readonly [K in T['kind']]: Cell<Extract<T, { readonly kind: K }>>;
  },
): Cell<T> {
  const [first, ...others] = Object.keys(cells) as T['kind'][];
  const kinds = oneOf<T['kind']>([first as T['kind'], ...others]);
  const cellOf = (kind: T['kind']) => cells[kind] as unknown as Cell<T>;
  return {
    write: (to, value) => {
      kinds.write(to, value.kind);
      cellOf(value.kind).write(to, value);
    },
    read: (from) => cellOf(kinds.read(from)).read(from),
  };
}
