import type { Field } from '../fields/field.js';

/**
 * The part of a half-typed filter that already applies. A last word that may still become a field's name, `and` or `not`
 * waits, so that on the way to `rss>200M` or `rss!=-` the table is not emptied by rows that hold no "rss".
 */
export function settledFilterText<Row>(text: string, fields: readonly Field<Row>[]): string {
  const match = /(?:^|[\s(!])(([^\s()!]+)!?)$/.exec(text);
  const [, end, word] = match ?? [];
  if (end === undefined || word === undefined || !mayBecomeOther(word.toLowerCase(), fields)) return text;
  return text.slice(0, -end.length).trimEnd();
}

function mayBecomeOther<Row>(word: string, fields: readonly Field<Row>[]): boolean {
  if (['an', 'no'].includes(word)) return true;
  return fields.some(({ name, aliases, titles = [] }) =>
    [name, ...aliases, ...titles].some((one) => one.startsWith(word)),
  );
}
