/**
 * JSON that is safe to print: what a terminal would obey or hide (C1 controls, DEL, format and bidi characters, line
 * separators, lone surrogates) is written as `\uXXXX`, so nothing is lost and nothing is obeyed. Such characters can
 * stand in JSON only inside strings, so the whole text is treated at once.
 */
export function jsonText(value: unknown, pretty: boolean): string {
  return JSON.stringify(value, null, pretty ? 2 : undefined).replace(UNPRINTABLE, escapeUnits);
}

const UNPRINTABLE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escapeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
