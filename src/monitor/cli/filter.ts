import type { FilterExpression } from '../filter/filter.js';
import { unknownName } from '../snapshot/choose-fields.js';
import { fieldHeadsOf } from '../snapshot/dictionary.js';
import type { Selection } from '../snapshot/selection.js';
import { MAIN_VIEWS, type TableView } from '../snapshot/views.js';
import { cleanText } from '../text/clean.js';
import { UsageError } from './usage-error.js';
import { didYouMean, oneLine } from './values.js';

/*
 * Field names in `--fields`, `--sort` and `--filter` mean something only within a view. Where none was named, the
 * document decides which of the main tables it is: then a name is good if one of them has it, and is looked at again
 * when the document is there.
 */

/**
 * The filter as an expression over the fields of the view; null for an empty text. Throws `UsageError`. The parser
 * and its regular expressions are loaded for those who filter only.
 */
export async function parseFilterFor(
  text: string,
  view: TableView | null,
  option = '--filter',
): Promise<FilterExpression | null> {
  if (text === '') return null;
  const { parseFilter } = await import('../filter/parser.js');
  const results = candidatesFor(view).map((candidate) => parseFilter(text, fieldHeadsOf(candidate)));
  const good = results.find((result) => result.ok);
  if (good?.ok) return good.expression;
  const [bad] = results;
  const reason = bad === undefined || bad.ok ? '' : `${cleanText(bad.message)} (at character ${bad.at + 1})`;
  throw new UsageError(`Option ${option}: ${reason}`);
}

/** Throws `UsageError` for the first name in `--fields` or `--sort` that the view does not have. */
export function refuseUnknownFields(selection: Selection, view: TableView | null): void {
  const candidates = candidatesFor(view);
  const unknown = candidates.map((candidate) => unknownName(selection, candidate));
  const [first] = unknown;
  if (first == null || unknown.some((name) => name === null)) return;
  const hint = didYouMean(first.nearest).trimEnd() || 'see --list-fields';
  throw new UsageError(`View ${candidates[0]} has no field "${oneLine(first.name)}": ${hint}`);
}

function candidatesFor(view: TableView | null): readonly TableView[] {
  return view === null ? MAIN_VIEWS : [view];
}
