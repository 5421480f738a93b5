/**
 * A configuration as the text of a file: an entry a line, lists of words on one line as far as they fit, so that a
 * person can read and change it.
 */
export function configText(value: unknown): string {
  return `${written(value, '')}\n`;
}

const WIDEST_LINE = 100;

function written(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return writtenList(value, indent);
  const members = Object.entries(value).map(
    ([name, member]) => `${inner}${JSON.stringify(name)}: ${written(member, inner)}`,
  );
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

function writtenList(items: readonly unknown[], indent: string): string {
  const inner = `${indent}  `;
  const texts = items.map((item) => written(item, inner));
  const line = `[${texts.join(', ')}]`;
  if (line.length + indent.length <= WIDEST_LINE - 20) return line;
  return `[\n${filledLines(texts, inner).join('\n')}\n${indent}]`;
}

/** As many items on each line as fit. */
function filledLines(texts: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  for (const [index, text] of texts.entries()) {
    const item = index === texts.length - 1 ? text : `${text},`;
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + item.length > WIDEST_LINE) lines.push(indent + item);
    else lines[lines.length - 1] = `${last} ${item}`;
  }
  return lines;
}
