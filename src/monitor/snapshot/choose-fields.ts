import type { Field } from '../fields/field.js';
import { fieldNamed, nearestNames } from '../fields/field-lookup.js';
import { fieldHeadsOf } from './dictionary.js';
import type { FieldChoice, Selection } from './selection.js';
import type { TableView } from './views.js';

/** The chosen fields in the order asked for, each once. Names that do not exist are left out: check them first. */
export function chooseFields<T>(
  fields: readonly Field<T>[],
  choice: FieldChoice | null,
  defaultNames: readonly string[],
): readonly Field<T>[] {
  const named = (names: readonly string[]) =>
    names.map((name) => fieldNamed(fields, name)).filter((field) => field !== null);
  const removed = new Set(named(choice?.removed ?? []));
  const wanted = named([...(choice?.base ?? defaultNames), ...(choice?.added ?? [])]);
  return [...new Set(wanted)].filter((field) => !removed.has(field));
}

/** A name of the selection that the view does not have, with the names it may stand for. */
interface UnknownName {
  readonly name: string;
  readonly nearest: readonly string[];
}

/** The first name in `--fields` or `--sort` that the view does not know; null if all is well. */
export function unknownName(selection: Selection, view: TableView): UnknownName | null {
  const fields = fieldHeadsOf(view);
  const { base, added, removed } = selection.fields ?? { base: null, added: [], removed: [] };
  const names = [...(base ?? []), ...added, ...removed, ...selection.sort.map((key) => key.field)];
  const name = names.find((candidate) => fieldNamed(fields, candidate) === null);
  return name === undefined ? null : { name, nearest: nearestNames(name, fields) };
}
