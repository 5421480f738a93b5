import type { Span, Tone } from './frame.js';

/** The text as spans, with every occurrence of the search word marked; case does not matter. */
export function markMatches(text: string, tone: Tone, search: string): readonly Span[] {
  if (search === '') return [{ text, tone }];
  const haystack = text.toLowerCase();
  const needle = search.toLowerCase();
  // Lower case may be longer than upper case (İ); then places in it are no places in the text.
  if (haystack.length !== text.length) return [{ text, tone }];
  const spans: Span[] = [];
  let from = 0;
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, from)) {
    if (at > from) spans.push({ text: text.slice(from, at), tone });
    spans.push({ text: text.slice(at, at + needle.length), tone: 'match' });
    from = at + needle.length;
  }
  if (from < text.length) spans.push({ text: text.slice(from), tone });
  return spans;
}
