/** Options in a configuration file of uWSGI or tsgi, in order, with their placeholders still in them. */
export type OptionPair = readonly [name: string, value: string];

/** `section`: what follows a colon behind the file's name; uWSGI reads `uwsgi` by default. */
export function optionsInFile(path: string, text: string, section: string): readonly OptionPair[] {
  switch (/\.(\w+)$/.exec(path)?.[1]?.toLowerCase()) {
    case 'xml':
      return optionsInXml(text, section);
    case 'yaml':
    case 'yml':
      return optionsInYaml(text, section);
    case 'json':
    case 'js':
      return optionsInJson(text, section);
    default:
      return optionsInIni(text, section);
  }
}

function optionsInIni(text: string, section: string): readonly OptionPair[] {
  let current = '';
  return text.split(/\r?\n/).flatMap((line): readonly OptionPair[] => {
    const trimmed = line.trim();
    const heading = /^\[(.*?)\]/.exec(trimmed);
    if (heading !== null) current = heading[1]?.trim() ?? '';
    if (heading !== null || trimmed === '' || /^[#;]/.test(trimmed) || current !== section) return [];
    return [pairOf(trimmed, '=')];
  });
}

function pairOf(line: string, separator: string): OptionPair {
  const at = line.indexOf(separator);
  return at < 0 ? [line, 'true'] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/** uWSGI reads elements of one `<uwsgi>`; several of them are told apart by `id`. */
function optionsInXml(text: string, section: string): readonly OptionPair[] {
  const plain = text.replace(/<!--[\s\S]*?-->/g, '');
  const blocks = [...plain.matchAll(/<uwsgi\b([^>]*)>([\s\S]*?)<\/uwsgi>/g)];
  const wanted = blocks.find(([, attributes = '']) => idIn(attributes) === section) ?? blocks[0];
  const elements = wanted?.[2]?.matchAll(/<([\w.-]+)\s*(?:\/>|>([^<]*)<\/\1>)/g) ?? [];
  return [...elements].map(([, name = '', value]) => [name, value === undefined ? 'true' : unescaped(value)]);
}

function idIn(attributes: string): string {
  return /\bid\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? 'uwsgi';
}

function unescaped(text: string): string {
  return text.trim().replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES.get(name) ?? '');
}

const ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
]);

/** The flat YAML that uWSGI documents: one heading, one option a line, lists below an option. */
function optionsInYaml(text: string, section: string): readonly OptionPair[] {
  let current = '';
  let listOf = '';
  return text.split(/\r?\n/).flatMap((line): readonly OptionPair[] => {
    const trimmed = line.replace(/(^|\s)#.*$/, '').trim();
    if (trimmed === '' || trimmed === '---') return [];
    if (/^\S.*:$/.test(line.trimEnd())) {
      current = unquoted(trimmed.slice(0, -1));
      return [];
    }
    if (current !== section) return [];
    if (trimmed.startsWith('- ')) return listItem(listOf, trimmed.slice(2));
    const [name, value] = pairOf(trimmed, ':');
    listOf = unquoted(name);
    return value === '' ? [] : [[listOf, unquoted(value)]];
  });
}

/** Items of a list below an option, and lists that are pairs themselves. */
function listItem(listOf: string, item: string): readonly OptionPair[] {
  const pair = /^([\w-]+):\s+(.*)$/.exec(item);
  if (pair !== null) return [[pair[1] ?? '', unquoted(pair[2] ?? '')]];
  return [[listOf, unquoted(item.trim())]];
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text.trim())?.[2] ?? text.trim();
}

function optionsInJson(text: string, section: string): readonly OptionPair[] {
  const options = Object.entries(objectIn(jsonOf(text), section));
  return options.flatMap(([name, value]: readonly [string, unknown]): readonly OptionPair[] => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.flatMap((one) =>
      typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean'
        ? [[name, String(one)]]
        : [],
    );
  });
}

function objectIn(value: unknown, name: string): object {
  if (typeof value !== 'object' || value === null) return {};
  const [, inner] = Object.entries(value).find(([key]) => key === name) ?? [];
  return typeof inner === 'object' && inner !== null ? inner : {};
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
