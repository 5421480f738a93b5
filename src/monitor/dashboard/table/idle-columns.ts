/*
 * Columns that say nothing now: a dash or 0 in every row. They give way first where there is no room. One that has said
 * something stays for minutes, so that nothing on the screen comes and goes with each request.
 */
import type { Column } from '../../tables/columns/columns.js';
import type { Row } from '../../tables/row.js';
import type { Model } from '../model/model.js';
import { shownColumnSet, shownColumns } from './shown-columns.js';

/** The number of the row, what it is about and its state are worth their cells whatever they say. */
const ALWAYS_SAYS = 1;
const STAYS_MS = 5 * 60_000;

/** Fields of the columns that give way; null where the user has chosen the columns. */
export function idleColumns(model: Model): ReadonlySet<string> | null {
  const set = shownColumnSet(model);
  if (model.settings.columns[set] !== undefined) return null;
  if (model.rows.length === 0) return NONE;
  const idle = shownColumns(model).filter((column) => {
    const { name } = column.field;
    // Requests come and go: their column does not.
    if (name === 'now' || column.priority <= ALWAYS_SAYS || name === model.table.sortField) return false;
    const usedMs = model.columnUse[`${set} ${name}`];
    const isKept = usedMs !== undefined && model.nowMs - usedMs < STAYS_MS;
    return !isKept && !saysSomething(model.rows, column);
  });
  return new Set(idle.map(({ field }) => field.name));
}

const NONE: ReadonlySet<string> = new Set();

/** Remembers which columns say something in the rows on the screen, those of the present. */
export function withColumnUse(model: Model): Model {
  if (model.past !== null) return model;
  const set = shownColumnSet(model);
  const inUse = shownColumns(model).filter((column) => saysSomething(model.rows, column));
  if (inUse.length === 0) return model;
  const use = Object.fromEntries(inUse.map(({ field }) => [`${set} ${field.name}`, model.nowMs]));
  return { ...model, columnUse: { ...model.columnUse, ...use } };
}

/** The rows are the same until the next reading, and so is the answer. */
const ANSWERS = new WeakMap<readonly Row[], Map<string, boolean>>();

function saysSomething(rows: readonly Row[], { field }: Column): boolean {
  const answers = ANSWERS.get(rows) ?? new Map<string, boolean>();
  ANSWERS.set(rows, answers);
  const known = answers.get(field.name);
  if (known !== undefined) return known;
  const answer = rows.some((row) => {
    const value = field.value(row);
    return value !== null && value !== 0 && value !== '';
  });
  answers.set(field.name, answer);
  return answer;
}
