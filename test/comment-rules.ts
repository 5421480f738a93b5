// Comments say what a thing is or why it is so. One that begins like a question ("What it holds", "Whether it runs")
// makes the reader find the noun.

const QUOTED = /^(?:what|how|whether|who)\b/i;

/** Text of a comment that begins in a line: after `//`, `/**`, `#`, `"""`, or after the tag of a parameter or result. */
const BEGINNINGS: readonly RegExp[] = [
  /^\s*\/\/\s*(.*)/,
  /^\s*\/\*\*?\s*(\S.*)/,
  /\S.*\s\/\/ (.*)/,
  /@returns (.*)/,
  /@param \S+ (.*)/,
];
const PYTHON_BEGINNINGS: readonly RegExp[] = [/^\s*#\s*(.*)/, /^\s*"""\s*(.*)/];
/** The line before belongs to the same comment. */
const CONTINUED = /^\s*\/\/|^\s*#/;

/** `path:line: text` of each comment that begins with What, How, Whether or Who. */
export function questionComments(path: string, text: string): readonly string[] {
  const lines = text.split('\n');
  const beginnings = path.endsWith('.py') ? PYTHON_BEGINNINGS : BEGINNINGS;
  return lines.flatMap((line, index) => {
    const before = lines[index - 1] ?? '';
    const isNext = CONTINUED.test(line) && CONTINUED.test(before);
    const opened = /^\s*\/\*\*?\s*$/.test(before) ? /^\s*\*\s(.*)/.exec(line) : null;
    const texts = [...beginnings.map((pattern) => pattern.exec(line)), opened].map(
      (match) => match?.[1] ?? '',
    );
    const isQuestion = !isNext && texts.some((one) => QUOTED.test(one));
    return isQuestion ? [`${path}:${index + 1}: ${line.trim()}`] : [];
  });
}
