import { RE2JS } from 're2js';
import type { Pattern } from './filter.js';

/*
 * Patterns come from the user, the texts that they meet from whoever sends requests: with a backtracking engine one
 * careless pattern and one long URI would stop the screen for ever. RE2's engine takes linear time; it has no
 * look-around and no back references.
 */

const MAX_PATTERN_LENGTH = 200;
/** More of a text than this is not looked at. */
const MAX_TEXT_LENGTH = 2000;

type CompiledPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string };

/** Letter case counts only if the pattern has a capital letter. Never throws. */
export function compilePattern(source: string): CompiledPattern {
  if (source.length > MAX_PATTERN_LENGTH) {
    return { ok: false, message: `Pattern is longer than ${MAX_PATTERN_LENGTH} characters` };
  }
  // Loaded here, at first use: an engine that is missing is no fault of the pattern.
  const engine = RE2JS;
  try {
    const compiled = engine.compile(source, hasCapital(source) ? 0 : engine.CASE_INSENSITIVE);
    const test = (text: string) => compiled.matcher(text.slice(0, MAX_TEXT_LENGTH)).find();
    return { ok: true, pattern: { source, test } };
  } catch (error) {
    return { ok: false, message: `Cannot use pattern: ${reasonOf(error)}` };
  }
}

/** `\S` and its like are no capital letters. */
function hasCapital(source: string): boolean {
  return /\p{Lu}/u.test(source.replace(/\\(?:[pP]\{[^}]*\}|[\s\S])/g, ''));
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^error parsing regexp: /, '').replace('(?i)', '');
}
