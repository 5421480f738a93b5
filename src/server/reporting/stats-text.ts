/**
 * The text of a stats document, byte for byte as uWSGI formats it: a TAB for each level, no blank after a colon, texts
 * in lists not indented, the TABs repeated in front of an object that is a value, no line end at the end. Where uWSGI
 * writes broken JSON (control characters, unescaped names) this is JSON.
 */

type StatsValue = number | string | readonly StatsValue[] | StatsObject;

/** Keys come out in the order in which they were set; numbers are integers. */
export interface StatsObject {
  readonly [key: string]: StatsValue;
}

export function formatStats(document: StatsObject): string {
  return prettyObject(document, '');
}

/** `--stats-minified` */
export function formatMinifiedStats(document: StatsObject): string {
  return minified(document);
}

function prettyObject(object: StatsObject, tabs: string): string {
  const inner = `${tabs}\t`;
  const members = Object.entries(object).map(
    ([key, value]) => `${inner}${quoted(key)}:${isObject(value) ? inner : ''}${pretty(value, inner)}`,
  );
  return `{\n${members.join(',\n')}\n${tabs}}`;
}

function pretty(value: StatsValue, tabs: string): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  return isList(value) ? prettyList(value, tabs) : prettyObject(value, tabs);
}

function prettyList(list: readonly StatsValue[], tabs: string): string {
  const inner = `${tabs}\t`;
  const items = list.map((item) => `${isObject(item) ? inner : ''}${pretty(item, inner)}`);
  return `[\n${items.join(',\n')}\n${tabs}]`;
}

function minified(value: StatsValue): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (isList(value)) return `[${value.map(minified).join(',')}]`;
  const members = Object.entries(value).map(([key, member]) => `${quoted(key)}:${minified(member)}`);
  return `{${members.join(',')}}`;
}

function quoted(text: string): string {
  return `"${/["\\\x00-\x1f]/.test(text) ? text.replace(/["\\\x00-\x1f]/g, escaped) : text}"`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

function escaped(character: string): string {
  return SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isList(value: StatsValue): value is readonly StatsValue[] {
  return Array.isArray(value);
}

function isObject(value: StatsValue): value is StatsObject {
  return typeof value === 'object' && !isList(value);
}
