import { fieldNamed, nearestNames } from '../../fields/field-lookup.js';
import { fieldsOfSet } from '../../tables/columns/chosen-columns.js';
import type { Model } from '../model/model.js';
import { shownColumnSet, shownColumns } from './shown-columns.js';

/**
 * The columns that `+uss -tx` makes of those on the screen, or `pid,rss,now` alone; short names will do. Null: the usual
 * ones. A text says what is wrong.
 */
export function changedColumns(model: Model, argument: string): readonly string[] | null | string {
  const words = argument.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 1 && words[0] === 'reset') return null;
  let names = words.some(isSigned) ? shownColumns(model).map(({ field }) => field.name) : [];
  for (const word of words) {
    const field = fieldNamed(fieldsOfSet(shownColumnSet(model)), word.replace(/^[+-]/, ''));
    if (field === null) return unknownField(model, word.replace(/^[+-]/, ''));
    names = word.startsWith('-')
      ? names.filter((name) => name !== field.name)
      : withColumn(model, names, field.name);
  }
  return names.length === 0 ? 'That would leave no column' : names;
}

/** Before the column that takes the rest of the line, if that is the last one: there it is seen. */
function withColumn(model: Model, names: readonly string[], name: string): string[] {
  if (names.includes(name)) return [...names];
  const last = shownColumns(model).at(-1);
  const end = last?.stretch === true && names.at(-1) === last.field.name ? names.length - 1 : names.length;
  return [...names.slice(0, end), name, ...names.slice(end)];
}

function isSigned(word: string): boolean {
  return /^[+-]/.test(word);
}

function unknownField(model: Model, word: string): string {
  const near = nearestNames(word, fieldsOfSet(shownColumnSet(model)));
  return `No field "${word}"${near.length === 0 ? '' : `: did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`}`;
}
