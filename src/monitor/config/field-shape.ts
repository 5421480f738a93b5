import { fieldNamed, nearestWords } from '../fields/field-lookup.js';
import { type ColumnSet, fieldsOfSet } from '../tables/columns/chosen-columns.js';
import type { TableKind } from '../tables/tables.js';
import type { JsonNode } from './located-json.js';
import { ConfigProblem, type Shape } from './shape.js';

/** The whole name of a field of the table, not a short one. */
export function fieldName(set: ColumnSet): Shape<string> {
  const names = fieldsOfSet(set).map(({ name }) => name);
  return { schema: { enum: names }, read: (node, path) => readName(node, path, set, names) };
}

/** `rss_bytes`, or `-rss_bytes` for the greatest first. */
export function sortText(kind: TableKind): Shape<string> {
  const names = fieldsOfSet(kind).map(({ name }) => name);
  const words = names.flatMap((name) => [name, `-${name}`]);
  return { schema: { enum: words }, read: (node, path) => readName(node, path, kind, words) };
}

function readName(node: JsonNode, path: string, set: ColumnSet, words: readonly string[]): string {
  const value = node.kind === 'value' ? node.value : null;
  if (typeof value !== 'string') throw new ConfigProblem(node.at, `${path} is not the name of a field`);
  if (words.includes(value)) return value;
  const sign = value.startsWith('-') && words.some((word) => word.startsWith('-')) ? '-' : '';
  const hint = nearest(value.slice(sign.length), set).map((name) => `"${sign}${name}"`);
  const suggestion = hint.length > 0 ? `did you mean ${hint.join(' or ')}?` : `see tstop --list-fields`;
  throw new ConfigProblem(
    node.at,
    `${path} is ${JSON.stringify(value.slice(0, 40))}, no field of ${set}: ${suggestion}`,
  );
}

/** Whoever writes a short name means the field. */
function nearest(word: string, set: ColumnSet): readonly string[] {
  const fields = fieldsOfSet(set);
  const meant = fieldNamed(fields, word);
  if (meant !== null) return [meant.name];
  return nearestWords(
    word,
    fields.map(({ name }) => name),
  );
}
