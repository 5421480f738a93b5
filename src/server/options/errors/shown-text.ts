/** Text of the user's for a message of one line: no control characters, not endless. */
export function shownText(text: string): string {
  const plain = text.replace(/[\p{Cc}\u2028\u2029]/gu, '\u{fffd}');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}

const LONGEST = 80;
