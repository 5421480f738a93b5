import { distance } from 'fastest-levenshtein';
import type { Field } from './field.js';

/**
 * The field that a user means by a name, a short name, the title of a column or a name without its unit (`latency`), whatever the
 * case; null if there is none.
 */
export function fieldNamed<Row>(fields: readonly Field<Row>[], nameOrAlias: string): Field<Row> | null {
  const wanted = nameOrAlias.toLowerCase();
  return (
    fields.find((field) => field.name === wanted) ??
    fields.find((field) => field.aliases.includes(wanted)) ??
    fields.find((field) => field.titles?.includes(wanted)) ??
    fields.find((field) => withoutUnit(field.name) === wanted) ??
    null
  );
}

function withoutUnit(name: string): string {
  return name.replace(/_(?:seconds|bytes|ratio|total|at|(?:bytes_)?per_(?:second|hour))$/, '');
}

/**
 * The names and short names that a mistyped word most likely stands for, best first, at most three; empty when
 * nothing is near.
 */
export function nearestNames<Row>(word: string, fields: readonly Field<Row>[]): readonly string[] {
  return nearestWords(
    word,
    fields.flatMap((field) => [...field.aliases, field.name]),
  );
}

/** The same for any list of valid words (option values, formats, views). */
export function nearestWords(word: string, valid: readonly string[]): readonly string[] {
  const typed = word.slice(0, MAX_COMPARED).toLowerCase();
  return [...new Set(valid)]
    .map((candidate) => ({ candidate, cost: costOf(typed, candidate) }))
    .filter(({ candidate, cost }) => cost <= allowedCost(typed, candidate))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Comparing is quadratic, and the word is whatever the user pasted. */
const MAX_COMPARED = 64;

/** The beginning of a name counts as nearly right: `lat` or `latency` for `latency_seconds`. */
function costOf(typed: string, candidate: string): number {
  if (typed.length >= 2 && candidate.startsWith(typed)) return 0.5;
  return distance(typed, candidate);
}

function allowedCost(typed: string, candidate: string): number {
  return Math.max(1, Math.floor(Math.min(typed.length, candidate.length) / 3));
}
